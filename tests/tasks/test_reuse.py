"""Clusters: what repeats is together whatever the order, what does not is apart."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Cluster, Document, Known, Passage, Span
from stancemark.tasks.reuse import cluster, reuse
from stancemark.tasks.reuse.verify import WORDS, overlap
from stancemark.tasks.reuse.words import NAME, NUMBER, folded, read_words
from stancemark.tasks.sentences import sentences
from tests.strategies import EXAMPLES, texts
from tests.tasks.reuse_pairs import BANK, CHOSEN, DAM, FERRY, GRAIN, HELD, MINE, PAIRS, QUOTE, Pair

UNRELATED = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich " * 2

FILLER = ("ash birch cedar dogwood elm fir gorse hazel ivy juniper kelp larch".split(),
          "moss nettle oak pine quince rowan sage thyme ulex vine willow yew".split())  # fmt: skip


def together(one: str, two: str) -> bool:
    """Whether two texts are one cluster."""
    first, second = cluster([one, two]).label
    return bool(first == second)


def parts(labels: Sequence[int], names: Sequence[str]) -> set[frozenset[str]]:
    """Which names share a label."""
    found: dict[int, set[str]] = {}
    for label, name in zip(labels, names, strict=True):
        found.setdefault(int(label), set()).add(name)
    return {frozenset(part) for part in found.values()}


some = st.lists(
    st.sampled_from([text for pair in PAIRS for text in (pair.one, pair.two)]) | texts,
    min_size=2, max_size=12, unique=True,
)  # fmt: skip
"""Invented passages, some of which repeat one another, and hostile ones."""


@EXAMPLES
@given(some, st.randoms(use_true_random=False))
def test_the_order_of_texts_does_not_matter(given_texts: list[str], chance: random.Random) -> None:
    """A shuffled list has the same clusters."""
    shuffled = list(given_texts)
    chance.shuffle(shuffled)
    there = parts(cluster(given_texts).label.tolist(), given_texts)
    assert parts(cluster(shuffled).label.tolist(), shuffled) == there


@EXAMPLES
@given(some)
def test_an_unrelated_text_changes_nothing(given_texts: list[str]) -> None:
    """With a text that shares no words, the others have the clusters they had, and it has its own."""
    before = parts(cluster(given_texts).label.tolist(), given_texts)
    more = [*given_texts, UNRELATED]
    assert parts(cluster(more).label.tolist(), more) == before | {frozenset({UNRELATED})}


@EXAMPLES
@given(texts, st.data())
def test_a_run_of_its_sentences_is_of_a_texts_cluster(text: str, data: st.DataObject) -> None:
    """Any successive sentences of 20 words or more, cut out of any text, are found to be its."""
    spans = list(sentences(text))
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, len(spans) - 1))
    run = text[spans[first].start : spans[last].end]
    if len(folded(run)) >= 20:
        assert together(text, run)


@EXAMPLES
@given(
    st.lists(st.sampled_from("a b harbour the of 12 Karsk".split()), min_size=20, max_size=90),
    st.data(),
)
def test_a_stretch_of_few_different_words_is_found(words: list[str], data: st.DataObject) -> None:
    """Twenty words in a row that stand in a text are of its cluster, though its words recur."""
    start = data.draw(st.integers(0, len(words) - 20))
    assert together(" ".join(words), " ".join(words[start : start + 20]))


@pytest.mark.parametrize("word", sorted({*FILLER[0], *FILLER[1]}))
def test_whatever_its_hash_a_run_is_found(word: str) -> None:
    """A stretch of one word alone has one run of three, which must be kept, be it odd or even."""
    run = f"{word} " * 20
    assert together(f"{FERRY} {run} {DAM}", run)


@EXAMPLES
@given(st.lists(texts, min_size=1, max_size=6))
def test_equal_texts_always_cluster(given_texts: list[str]) -> None:
    """Copies of a text are one cluster, however short it is and whatever it is made of."""
    labels = cluster([*given_texts, *reversed(given_texts)]).label.tolist()
    assert labels == labels[::-1]


@pytest.mark.parametrize("signs", [["!!!", "???", "!!!", "???"], ["😀", "😀"], ["", " "]])
def test_texts_without_words_are_equal_or_apart(signs: list[str]) -> None:
    """What has no letters is one cluster only with what is made of the same signs."""
    stripped = [sign.strip() for sign in signs]
    labels = cluster(signs).label.tolist()
    for i, one in enumerate(stripped):
        for j, two in enumerate(stripped):
            assert (labels[i] == labels[j]) == (one == two)


@pytest.mark.parametrize("pair", CHOSEN, ids=lambda p: f"{p.kind}-{p.one[:20]}")
def test_pairs_the_thresholds_were_chosen_on(pair: Pair) -> None:
    """Each pair is judged as its author judged it."""
    assert together(pair.one, pair.two) == pair.reuse


def test_pairs_held_out() -> None:
    """Of the pairs that no threshold was chosen on, all are judged right."""
    wrong = [pair for pair in HELD if together(pair.one, pair.two) != pair.reuse]
    assert wrong == []
    assert len(PAIRS) >= 60
    assert {p.reuse for p in HELD} == {True, False}


def test_no_texts_have_no_clusters() -> None:
    """Nothing in, nothing out."""
    assert cluster([]).label.tolist() == []
    assert reuse([], []).clusters == []


def test_one_quotation_does_not_tie_stories_together() -> None:
    """A quotation joins the story it is most of; the other story stays apart."""
    short, long = f"{QUOTE} {BANK}", f"{GRAIN} {QUOTE} {DAM} {FERRY}"
    labels = cluster([QUOTE, long, short]).label.tolist()
    assert labels[0] == labels[2] != labels[1]


def test_a_story_gathers_its_quotations() -> None:
    """Paragraphs quoted one by one are of the cluster of the page that has them all."""
    labels = cluster([FERRY, DAM, f"{FERRY} {DAM} {GRAIN}", GRAIN, MINE]).label.tolist()
    assert len(set(labels[:4])) == 1
    assert labels[4] not in labels[:4]


def test_many_variants_of_a_wire_story_are_one_cluster() -> None:
    """300 outlets each put in a word of their own: more than are compared with one another."""
    words = f"{FERRY} {DAM}".split()
    variants = [
        " ".join([*words[: 5 + i % 60], f"own{i}", *words[5 + i % 60 :]]) for i in range(300)
    ]
    found = cluster([*variants, UNRELATED])
    assert len(set(found.label[:300].tolist())) == 1
    assert found.label[300] not in found.label[:300]
    assert found.common > 0


def test_texts_of_common_phrases_only_stay_apart() -> None:
    """Two hundred texts that share a phrase with all others and nothing else are no cluster."""
    phrase = "did not immediately respond to a request for comment"
    found = cluster([f"{' '.join(f'w{i}x{j}' for j in range(30))} {phrase}" for i in range(200)])
    assert len(set(found.label.tolist())) == 200


def test_words_are_folded() -> None:
    """Dots in acronyms, quotes, accents, case and hyphens do not tell words apart; digits do."""
    assert folded("The U.S. “can’t” air-drop 1,000 CAFÉS") == folded(
        "the US can't airdrop 1000 cafes"
    )
    assert folded("12 dead") != folded("15 dead")
    assert folded("cafe\u0301") == folded("café")
    assert folded("空投食物") == list("空投食物")


def test_numbers_and_names_are_known() -> None:
    """Names are capitalised within a sentence; the first word of one says nothing."""
    words = read_words(["Planes left Karsk. They had 12 crates. Later NATO denied it."])
    assert [len(words.only(flag).codes) for flag in (NAME, NUMBER)] == [2, 1]


def test_overlap_is_that_of_sets() -> None:
    """|A ∩ B|, |A| and |B| of word pairs, each counted once."""
    one, two = "a b a b c", "x a b c d"
    found = overlap(read_words([one, "q"]), read_words([two, "q r"]), 2)
    # {ab, ba, bc} and {xa, ab, bc, cd}; nothing and {qr}
    assert [found.both.tolist(), found.one.tolist(), found.two.tolist()] == [[2, 0], [3, 0], [4, 1]]
    assert found.smaller.tolist() == [pytest.approx(2 / 3), 1.0]
    assert found.larger.tolist() == [0.5, 0.0]


def test_codes_are_the_same_on_every_machine() -> None:
    """The first run of three words has the hash that its definition gives."""
    words = read_words(["one two three"])
    m, total = 0x9E3779B97F4A7C15, 0
    for j, code in enumerate(words.codes.tolist()):
        total = (total + (code & (NAME - 1)) * m ** (j + 1)) % 2**64
    z = (total + m) % 2**64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
    hashes, whole = words.shingles(3)
    assert whole.tolist() == [True, False, False]
    assert hashes[0] == np.uint64(z ^ z >> 31)


def passage(document: str, text: str, outlet: str = "", depth: int = 0) -> Passage:
    """A passage that is all of a page."""
    span = Span(0, len(text))
    return Passage(
        f"{document}-p", document, span, text, "body",
        outlet=outlet, depth=depth, cluster=f"alone {document}",
    )  # fmt: skip


def page(name: str, outlet: str, published: str) -> Document:
    """A page of an outlet."""
    return Document(name, "", f"{name}.txt", outlet=outlet, published=published)


def only(passages: Sequence[Passage], pages: Sequence[Document]) -> Cluster:
    """The one cluster there is, the same in any order."""
    [found] = reuse(passages, pages).clusters
    assert reuse(passages[::-1], pages[::-1]).clusters == [found]
    return found


@pytest.mark.parametrize(
    ("dates", "source", "known"),
    [
        (("2031-04-06", "2031-04-05"), "B", "dated"),
        (("2031-04-05T09:00:00+02:00", "2031-04-05T08:00:00Z"), "A", "dated"),
        (("2031-04-05T23:00:00", "2031-04-05"), "A", "dated"),
        (("", "2031-04-05"), "B", "dated"),
        (("last week", "2031-04-05"), "B", "dated"),
        (("2031-04-05", "2031-04-05"), "", "tied"),
        (("", ""), "", "undated"),
    ],
)
def test_the_earliest_page_is_the_source(dates: tuple[str, str], source: str, known: Known) -> None:
    """By day, then by hour where there is one, in UTC; nobody, where no date decides."""
    pages = [page("a", "A", dates[0]), page("b", "B", dates[1])]
    found = only([passage("a", FERRY), passage("b", FERRY)], pages)
    assert (found.source, found.known) == (source, known)
    assert found.outlets == ("A", "B")
    if source:
        assert found.original == f"{source.lower()}-p"
        assert found.id == f"alone {source.lower()}"


def test_copies_name_a_source_that_was_not_read() -> None:
    """A paste that names its outlet tells the source, though the outlet's own page is not there."""
    pages = [page("a", "A", "2031-04-05"), page("b", "B", "2031-04-06")]
    found = only([passage("a", FERRY), passage("b", FERRY, "Kelp Wire", 1)], pages)
    assert (found.source, found.known, found.earliest) == ("Kelp Wire", "attributed", "2031-04-05")
    assert found.original == "a-p"


def test_the_page_of_a_named_source_is_the_original() -> None:
    """Where the source's own page is there, its passage is the original, though it has no date."""
    pages = [page("a", "A", "2031-04-05"), page("k", "Kelp Wire", "")]
    found = only([passage("a", FERRY, "Kelp Wire", 1), passage("k", FERRY)], pages)
    assert (found.source, found.original, found.id) == ("Kelp Wire", "k-p", "alone k")


def test_a_later_reprint_leaves_the_cluster_its_name() -> None:
    """The id is that of the earliest passage, so that what is added later does not change it."""
    pages = [
        page("a", "A", "2031-04-05"),
        page("b", "B", "2031-04-06"),
        page("c", "C", "2031-04-07"),
    ]
    passages = [passage(name, f"{name} says: {FERRY}") for name in "abc"]
    assert only(passages[:2], pages).id == only(passages, pages).id == "alone a"


def test_short_comments_share_a_cluster_but_are_no_reuse() -> None:
    """The same few words keep training and test apart, and are not reported."""
    found = reuse([passage(name, "I agree!") for name in "ab"], [])
    assert found.clusters == []
    assert len({p.cluster for p in found.passages}) == 1
    assert len(folded("I agree!")) < WORDS


def test_a_passage_alone_keeps_its_cluster() -> None:
    """What nothing repeats is as it was."""
    passages = [passage("a", FERRY), passage("b", DAM)]
    assert reuse(passages, []).passages == passages


def test_signs_that_stand_for_letters_are_words() -> None:
    """A lone ™ or ½ is read as what it stands for, and ends no search for reprints."""
    assert len(read_words(["Acme ™ sells ½ of it", "①"]).codes) == 7
