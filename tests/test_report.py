"""The report at every stage of a small study: what it says, what it escapes, what it computes."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.config import Config, StudyOptions
from stancemark.facts import findings, plots
from stancemark.facts.marking import pieces
from stancemark.facts.material import gather
from stancemark.records import (
    Agreement,
    Answer,
    Codebook,
    Document,
    Gold,
    Guess,
    Judgement,
    Label,
    Passage,
    Prediction,
    Quarantined,
    Question,
    Refusal,
    Region,
    Score,
    Segment,
    Span,
    Summary,
    Target,
)
from stancemark.report import decimal, render
from stancemark.store import Study

TEXT = "Two planes <script>alert(1)</script> dropped 18 pallets, سلمى said & nobody saw it."
HOSTILE = "<img src=http://example.org/x.png onerror=alert(1)>"

CONFIG = Config(study=StudyOptions(name="Pallets <b>", documents=["pages"]))

CODEBOOK = Codebook(
    name="small",
    title="A small one",
    guidelines="",
    questions=(
        Question("bias", "choice", "Is it biased?", (Label("biased"), Label("not_biased"))),
        Question("stance", "stance", "Where do they stand?", (Label("favor"), Label("against"))),
        Question("span", "spans", "Mark it.", (Label("claim", "What can be settled."), Label("source"))),
    ),
    targets=(Target("Harbour Coalition", "harbour_coalition"),),
    version="v1",
)  # fmt: skip


def region(label: str, start: int, end: int) -> Region:
    """A region of the one document's text."""
    return Region(f"{label}{start}", Span(start, end), label, TEXT[start:end])


def answers(bias: str, stance: str) -> tuple[Answer, ...]:
    """What one person answers."""
    return (Answer("bias", (bias,)), Answer("stance", (stance,), "harbour_coalition"))


def read(study: Study) -> None:
    """Documents of two outlets; a file that was refused."""
    documents = [
        Document("d1", TEXT, "a.txt", outlet="Wire", title=HOSTILE),
        Document("d2", TEXT, "b.txt", outlet=HOSTILE),
    ]
    study.save("documents", Document, documents)
    study.record(Summary("read", {}, (Refusal("read", HOSTILE, "not text", "a <b>picture</b>"),)))


def tasks(study: Study) -> None:
    """A passage of each page, and a suggestion."""
    whole = Span(0, len(TEXT))
    passages = [Passage(f"p{d}", d, whole, TEXT, "body", heading=HOSTILE) for d in ("d1", "d2")]
    study.save("passages", Passage, passages)
    study.save("segments", Segment, [Segment("s", "d1", Span(0, 3), "boilerplate", reason="menu")])
    regions = (region("claim", 0, 10), region("claim", 40, 60))
    study.save("predictions/rules", Prediction, [Prediction("pd1", "rules-1", (), regions)])


def pull(study: Study) -> None:
    """Two people on the first page: one claim of the two confirmed, the spans overlapping."""
    ann = Judgement(
        "1", "pd1", "ann@example.org", answers("biased", "favor"),
        (region("claim", 4, 20), region("source", 8, 30)), seconds=30.0, codebook="v1",
        notes=(HOSTILE,), quarantined=(Quarantined("out of range", "{}"),),
    )  # fmt: skip
    bob = Judgement("2", "pd1", "bob@example.org", answers("not_biased", "favor"),
                    (region("claim", 6, 12),), codebook="v0")  # fmt: skip
    cai = Judgement("3", "pd2", "cai@example.org", skipped=True)
    study.save("judgements", Judgement, [ann, bob, cai])


def agree(study: Study) -> None:
    """One question measured, one undefined."""
    found = [
        Agreement("stance", "harbour_coalition", "alpha_nominal", 0.7, 0.5, 0.8, 12, 2, 1),
        Agreement("bias", "", "alpha_nominal", None, None, None, 0, 2, 3, "no item of two"),
    ]
    study.save("agreement", Agreement, found)


def aggregate(study: Study) -> None:
    """A label and a tie."""
    gold = [
        Gold("pd1", "bias", "", "", {"biased": 0.5, "not_biased": 0.5}, 2, "majority"),
        Gold("pd1", "stance", "harbour_coalition", "favor", {"favor": 1.0}, 2, "majority"),
    ]
    study.save("gold", Gold, gold)


def evaluate(study: Study) -> None:
    """One model above its baseline, one that is not, one unmeasured."""
    scores = [
        Score("bias", "", "macro_f1", 0.7, 0.6, 0.8, 0.4, 20, 6),
        Score("bias", "", "accuracy", 0.7, 0.5, 0.8, 0.6, 20, 6),
        Score("stance", "harbour_coalition", "macro_f1", None, None, None, None, 2, 1, "one label"),
    ]
    study.save("scores", Score, scores)


def prelabel(study: Study) -> None:
    """The model's guess on the passage that nobody judged."""
    guess = Guess("bias", "biased", {"biased": 0.8, "not_biased": 0.2})
    made = [Prediction("pd2", "linear-1", (guess,), (region("claim", 0, 10),), 0.8)]
    study.save("predictions/linear", Prediction, made)


STAGES = (
    (read, "No document has been read yet."),
    (tasks, "The text has not been cut into passages yet."),
    (pull, "No judgements have been fetched from Label Studio yet."),
    (agree, "Agreement has not been measured yet."),
    (aggregate, "Judgements have not been brought together yet."),
    (evaluate, "No model has been measured yet."),
    (prelabel, "The model has not been asked about new text yet."),
)
"""Every step, and the sentence that stands where its part is missing."""


def study_at(folder: Path, stages: int) -> Study:
    """A study after so many steps."""
    study = Study(folder)
    for step, _ in STAGES[:stages]:
        step(study)
    return study


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study after every step."""
    return study_at(tmp_path_factory.mktemp("whole"), len(STAGES))


@pytest.fixture(scope="module")
def html(whole: Study) -> str:
    """Its report."""
    return render(whole, CODEBOOK, CONFIG)


class Outline(HTMLParser):
    """Open and closed elements, ids, attributes and text."""

    VOID = frozenset({"meta", "link", "rect", "line", "circle"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.elements: Counter[str] = Counter()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        assert tag in self.VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@pytest.mark.parametrize("stages", range(len(STAGES) + 1))
def test_every_stage_says_plainly_what_is_missing(tmp_path: Path, stages: int) -> None:
    """After any number of steps the page stands, and has a sentence for each part not there yet."""
    html = render(study_at(tmp_path, stages), CODEBOOK, CONFIG)
    for place, (_, sentence) in enumerate(STAGES):
        assert (sentence in html) == (place >= stages)
    outline = Outline(html)
    assert outline.open == []
    anchors = {
        value[1:] for name, value in outline.attributes if name == "href" and value[0] == "#"
    }
    assert anchors <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_hostile_text_stays_text(html: str) -> None:
    """Markup in documents, outlets, notes, names and refusals is shown, never interpreted."""
    outline = Outline(html)
    assert outline.elements["script"] == outline.elements["img"] == 0
    assert "Pallets <b>" in outline.text
    assert "a <b>picture</b>" in outline.text
    assert outline.text.count(HOSTILE) >= 4
    assert "<script>alert(1)</script>" in re.sub(r"(claim|source) \d/\d", "", outline.text)
    assert not any(name.startswith("on") for name, _ in outline.attributes)


def test_nothing_is_loaded_from_outside(html: str) -> None:
    """No attribute and no style names an address but an anchor on the page or an empty icon."""
    loading = {"src", "srcset", "href", "xlink:href", "action", "poster", "data", "background"}
    named = {value for name, value in Outline(html).attributes if name in loading}
    assert all(value.startswith("#") or value == "data:," for value in named)
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|//", style)
    assert "default-src 'none'" in html


def test_the_same_study_gives_the_same_bytes(whole: Study, html: str) -> None:
    """Nothing of the clock or of chance is in the page."""
    assert render(whole, CODEBOOK, CONFIG) == html


def test_precision_of_suggestions_by_hand(whole: Study, html: str) -> None:
    """Of two claims suggested, both people marked into one: 1 of 2; of the one agreed, it is all."""
    material = gather(whole, CODEBOOK, CONFIG)
    found = findings.suggested(material)
    assert found is not None
    # Suggested 0–10 and 40–60; ann marked 4–20, bob 6–12: both overlap 0–10, neither 40–60.
    assert (found.precision[0].value, found.precision[0].verdict) == (0.5, "1 of 2 confirmed")
    # They agree on 6–12, which the suggestion 0–10 overlaps.
    assert (found.recall[0].value, found.recall[0].verdict) == (1.0, "1 of 1 suggested before")
    # Wilson for 1 of 2, z = 1.96: middle ½, reach z·√(1/8 + z²/16) / (1 + z²/2) = 0.4055.
    assert "[0.09, 0.91]" in html
    assert "no span of this label was suggested" in html


def test_counts_of_people_by_hand(html: str) -> None:
    """Two judged one passage of two; the skip of the third counts as no judgement."""
    text = " ".join(Outline(html).text.split())
    assert "2 documents from 2 outlets, 2 passages, 3 judgements by 3 annotators" in text
    assert "1 of 2 passages judged by somebody; 1 has the 2 judgements" in text
    assert "1 passage was skipped by everybody who saw it" in text
    assert "1 judgement was made with another version of the codebook" in text
    assert "1 item came back that could not be placed" in text
    assert "not placed: out of range" in text


def test_scores_are_put_in_words(html: str) -> None:
    """A metric whose interval includes the baseline is named as no better; unmeasured says why."""
    text = " ".join(Outline(html).text.split())
    assert "by accuracy: Bias." in text
    assert "by macro F1:" not in text
    assert "one label" in text
    assert "These are guesses, not measurements" in text


def test_agreement_is_held_against_the_gate() -> None:
    """Only an interval that lies above the gate reaches it."""

    def verdict(low: float, high: float) -> str:
        found = Agreement("stance", "", "alpha_nominal", 0.6, low, high, 9, 2, 0)
        return findings.against_gate(found, 0.6)

    assert verdict(0.6, 0.8) == "reaches the suggested 0.60"
    assert verdict(0.5, 0.7) == "not clear of the suggested 0.60"
    assert verdict(0.3, 0.5) == "below the suggested 0.60"


def test_a_codebook_without_spans_has_no_suggestions(tmp_path: Path) -> None:
    """Where nothing is marked in the text, the section says so and the examples show plain text."""
    plain = Codebook("plain", "", "", CODEBOOK.questions[:1])
    html = render(study_at(tmp_path, len(STAGES)), plain, CONFIG)
    assert "This codebook has no spans to mark" in html
    assert "<mark" not in html


spans = st.tuples(st.integers(0, 50), st.integers(1, 30)).map(lambda p: Span(p[0], p[0] + p[1]))
somebody = st.lists(
    st.builds(lambda s, label: Region("r", s, label, "…"), spans, st.sampled_from(["claim", "source"])),
    max_size=4,
)  # fmt: skip


@given(st.lists(somebody, min_size=1, max_size=4), st.integers(0, 20))
def test_pieces_are_the_text_and_count_its_markers(marked: list[list[Region]], start: int) -> None:
    """Joined, the pieces are the passage; each character counts everyone who marked it, no other."""
    passage = Passage("p", "d", Span(start, start + 40), "abcde" * 8, "body")
    found = pieces(passage, marked, ("claim", "source"))
    assert "".join(piece.text for piece in found) == passage.text
    place = start
    for piece in found:
        for _ in piece.text:
            for label in ("claim", "source"):
                own = [[r.span for r in one if r.label == label] for one in marked]
                count = sum(any(s.start <= place < s.end for s in one) for one in own)
                assert [m.people for m in piece.marks if m.label == label] == [count] * (count > 0)
            place += 1


def test_nested_spans_split_at_their_boundaries() -> None:
    """A source inside a claim: three pieces, the middle with both, each opened once."""
    passage = Passage("p", "d", Span(100, 110), "0123456789", "body")
    one = [Region("a", Span(100, 110), "claim", ""), Region("b", Span(103, 105), "source", "")]
    found = pieces(passage, [one], ("claim", "source"))
    assert [piece.text for piece in found] == ["012", "34", "56789"]
    assert [[(m.label, m.opens) for m in piece.marks] for piece in found] == [
        [("claim", 1)],
        [("claim", 0), ("source", 1)],
        [("claim", 0)],
    ]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=50))
def test_a_histogram_counts_everything_once(values: list[int]) -> None:
    """Every value is in exactly one bin, bins follow one another, and there are not too many."""
    columns = plots.histogram(values, most=14)
    assert sum(c.count for c in columns) == len(values)
    assert all(c.count == sum(c.first <= v <= c.last for v in values) for c in columns)
    assert all(a.last + 1 == b.first for a, b in pairwise(columns))
    assert len(columns) <= 14


def test_numbers_read_well() -> None:
    """A minus is a minus sign, and nothing is minus zero."""
    assert (decimal(-0.5), decimal(-0.001), decimal(1.0)) == ("−0.50", "0.00", "1.00")
