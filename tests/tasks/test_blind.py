"""Blinding: what names the outlet or the author is blank, every other character and offset holds."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Codebook, Document, Judgement, Passage, Span, fingerprint
from stancemark.tasks.blind import blinded, masked
from stancemark.tasks.codec import (
    decode_annotation,
    encode_annotation,
    encode_prediction,
    encode_task,
    faults,
)
from stancemark.tasks.cues import Cues, cues
from stancemark.tasks.place import BLANK
from tests.strategies import EXAMPLES, SIGNS, codebooks, passages, predictions, regions

MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"

PAGES = {
    "an ordinary word": (
        cues("The Mirror", "https://mirror.example/a", ("Orla Venn",)),
        """⟦Mirror⟧ | News

By ⟦Orla Venn⟧

A man who broke a mirror told the ⟦Mirror⟧ on Monday that he was sorry. "I saw it in the mirror,"
he told ⟦Mirror⟧ reporters. The ⟦Mirror⟧ understands that the Mirror Lake Hotel will not charge him.
Mirror neurons, the Karsk Mirror wrote last year, are to blame. His wife mirrors his view.
Reuters reported the same. Write to ⟦tips@mirror.example⟧ or follow @⟦TheMirror⟧.

© 2031 The ⟦Mirror⟧""",
    ),
    "a name and its parts": (
        cues("Karsk Valley Herald", "https://www.kvherald.example/x", ("J. Amsel Roth",)),
        """The clerk told the ⟦Herald⟧ that she would resign. A herald of spring, the ⟦Herald⟧'s
photographer called it. In Karsk and in the valley nobody had asked. ⟦KARSK VALLEY HERALD⟧ readers
know better: see ⟦https://www.kvherald.example/y?z=1⟧. As the Sorrel Herald wrote, the Post Office
is shut. "We heard it from the ⟦KVH⟧," said Anna Roth, who is no relation.

— ⟦J. Amsel Roth⟧""",
    ),
    "a forum post": (
        cues("QuickTalk9", "https://quicktalk9.example/t/1", ("heron_41",)),
        """heron_41 wrote this here on ⟦quicktalk9⟧, so quote it. I quick talk nobody into anything;
@kestrel says ⟦Quick Talk 9⟧ is dying, and AP says the heron is too. #⟦QuickTalk9⟧
Our sister site ⟦Slowtalk⟧ has the rest. -⟦h41⟧""".replace("heron_41", "⟦heron_41⟧", 1).replace(
            "-⟦h41⟧", "-⟦heron_41⟧"
        ),
    ),
    "a name of ordinary words": (
        cues(
            "The Daily Beacon", "https://dailybeacon.example/p/7", ("Tove Lindqvist, Ines Barro",)
        ),
        """# Ferry strike enters third week – ⟦Daily Beacon⟧

The daily beacon of the lighthouse was out, the harbour master told the ⟦Beacon⟧ on Friday. He had
told AFP the opposite. "The ⟦Beacon⟧ has it wrong," said Ines Moreau of the union, and pointed at the
beacon. Beacon Hill was calm. Documents seen by ⟦Beacon⟧ staff show 42 cancelled trips, and
⟦dailybeacon.example/docs⟧ has them. The Times of Orrin has not seen them; the Evening Beacon has.
Asked by the-⟦daily-beacon⟧ readers, Barro declined.

Additional reporting by ⟦Tove Lindqvist⟧
Regards,
⟦Tove⟧""",
    ),
}
"""Invented pages; what must be blank stands between ⟦ and ⟧."""

HELD_OUT = (
    cues(
        "The Orrin Standard", "https://news.orrinstandard.example/9", ("Sef Daal and Mia Torvald",)
    ),
    """ORRIN (⟦Standard⟧) – A standard pump failed on Tuesday, ⟦Orrin Standard⟧ has learned. The town of
Orrin, whose standards are high, called it standard wear. Standard Oil, which no longer exists, was
not to blame, Reuters said. "Ask the ⟦Standard⟧," the mayor told the ⟦Standard⟧'s Sef Kolm, and laughed.
Setting a standard for Orrin takes time. The Standard Model does not cover pumps.

A spokesman told the Karsk Standard that he had read the ⟦Standard⟧ and @⟦orrin_standard⟧. Email
⟦mia.torvald@orrinstandard.example⟧ or ⟦S. Daal⟧. Subscribe to the ⟦Standard⟧! ⟦Standard⟧ Weekend is out.
Copyright 2031 ⟦Orrin Standard⟧ Group. ⟦Torvald⟧ covers water for this newspaper.

Editing by ⟦Mia Torvald⟧""",
)
"""Written after the rules, which were not touched for it."""


def expected(marked: str) -> tuple[str, str]:
    """The text, and the text with blanks where the marks are."""
    blank = MARKED.sub(lambda m: "".join(c if c in BREAKS else BLANK for c in m.group(1)), marked)
    return MARKED.sub(r"\1", marked), blank


@pytest.mark.parametrize("name", PAGES)
def test_invented_pages_are_blank_where_they_should_be(name: str) -> None:
    """Names, domains, bylines, self-references and signatures are blank, ordinary words are not."""
    found, marked = PAGES[name]
    text, blank = expected(marked)
    assert masked(text, found) == blank


def test_a_page_the_rules_were_not_made_for() -> None:
    """On the held-out page no ordinary word is blank, and 11 of its 13 names are."""
    found, marked = HELD_OUT
    text, blank = expected(marked)
    shown = masked(text, found)
    wrong = [i for i, (a, b) in enumerate(zip(shown, blank, strict=True)) if a == BLANK != b]
    assert wrong == []
    missed = [m.span() for m in re.finditer(r"[^_]+", difference(shown, blank))]
    assert [text[start:end] for start, end in missed] == ["Standard", "Torvald"]
    assert len(MARKED.findall(marked)) == 13


def difference(shown: str, blank: str) -> str:
    """What is shown and should be blank; blanks elsewhere."""
    return "".join(a if a != b else BLANK for a, b in zip(shown, blank, strict=True))


@pytest.mark.parametrize(
    ("text", "quoted", "shown"),
    [
        ("We go.\n— Kim Park", False, "We go.\n— ________"),
        ("We go.\n— Kim Park", True, "We go.\n— Kim Park"),
        ("“We go.”\n— Kim Park", False, "“We go.”\n— Kim Park"),
        ("We go.\n— Reuters", False, "We go.\n— Reuters"),
        ("We go. -AL", False, "We go. -__"),
        ("We go.\nCheers,\nBo", False, "We go.\nCheers,\n__"),
        ("Dear Ann, it is\nyours, Ann. Ask Ann", False, "Dear ___, it is\nyours, ___. Ask Ann"),
        ("We go. Ann", False, "We go. Ann"),
        ("We go.\nann", False, "We go.\n___"),
        ("Ann goes, and Lee - the river - too", False, "Ann goes, and Lee - the river - too"),
    ],
)
def test_a_signature_goes_and_a_source_stays(text: str, quoted: bool, shown: str) -> None:
    """Who signed is blank; who is quoted, or whose words were pasted, is what annotators judge."""
    assert masked(text, cues("", "", ("Ann Lee",)), "Reuters", quoted=quoted) == shown


def test_an_outlet_of_an_ordinary_word_costs_no_ordinary_word() -> None:
    """For outlets called by everyday words, running text that means the words stays as it is."""
    text = (
        "In the time it takes the sun to rise, people post mail. The People of Orrin had their say; "
        "the Post Office, the Sun Valley line and the Voice of Reason did not. Post it. Time passed. "
        "TIME FOR THE PEOPLE TO CHOOSE\nIt is a mirror of the nation, a star of the stage, a record."
    )
    for outlet in ("Time", "The Sun", "The Post", "People", "The Voice", "The Star", "Daily Mail"):
        assert masked(text, cues(outlet, "", ())) == text


syllables = st.sampled_from("kar sker vol dun mir tess gro hal".split())
words = st.lists(syllables, min_size=2, max_size=3).map(lambda parts: "".join(parts).title())
kinds = st.sampled_from(
    ["{}", "{} Herald", "{} Post", "{} Daily News", "{} Straße", "The {} Ledger"]
)
outlets = st.builds(str.format, kinds, words) | st.builds("{}{}24".format, words, words)
people = st.tuples(words, words).map(" ".join) | words.map(lambda word: f"{word.lower()}_77")
forms = st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase])
plain = st.sampled_from(
    [*(sign for sign in SIGNS if not sign[-1].isalnum() or len(sign) > 3), *" ,.;\n", "\r\n"]
) | st.sampled_from(["the harbour", "told the", "reporters", "©", "a herald", "By", "— ", "“", "”"])


@st.composite
def told(draw: st.DrawFn) -> tuple[Document, Passage, list[str]]:
    """A page that names its outlet and author in many forms, a passage of it, and what may not show."""
    outlet, author = draw(outlets), draw(people)
    name = outlet.removeprefix("The ")
    host = "".join(filter(str.isalnum, name.casefold())) + draw(
        st.sampled_from([".example", ".co.uk"])
    )
    mention = st.one_of(
        st.builds(lambda form, what: form(what), forms, st.sampled_from([name, author, host])),
        st.sampled_from(
            [
                f"https://www.{host}/a?b={author}",
                f"desk@{host}",
                f"told the {name}'s",
                f"— {author}",
            ]
        ),
    )
    part = st.lists(plain | mention, max_size=8).map(lambda parts: f" {' '.join(parts)} ")
    text = draw(part.filter(str.strip))
    document = Document(
        fingerprint(text), text, "p", outlet=outlet, author=author, url=f"https://www.{host}/x"
    )
    start = draw(st.integers(0, 3))
    span = Span(0, len(text))
    heading, before, after = draw(part), draw(part), draw(part)
    passage = Passage(
        f"p{start}", document.id, span, text, "body",
        author=draw(st.sampled_from(["", author])),
        heading=heading, context_before=before, context_after=after,
    )  # fmt: skip
    return document, passage, [name, host, author]


@EXAMPLES
@given(told(), codebooks, st.data())
def test_a_blind_payload_has_nothing_of_the_outlet(
    page: tuple[Document, Passage, list[str]], codebook: Codebook, data: st.DataObject
) -> None:
    """No outlet, domain or author in a task or a prediction, in capitals or not; offsets hold."""
    document, passage, hidden = page
    shown = blinded(passage, document)
    prediction = data.draw(predictions(passage, codebook))
    assert faults(prediction, shown, codebook) == []
    encoded = encode_prediction(prediction, shown, codebook)
    asked = json.dumps([label.value for q in codebook.questions for label in q.labels])
    sent = json.dumps([encode_task(passage, document), encoded], ensure_ascii=False).casefold()
    for name in hidden:
        assert name.casefold() not in sent or name.casefold() in asked.casefold()
    for before, after in (
        (passage.text, shown.text),
        (passage.heading, shown.heading),
        (passage.context_before, shown.context_before),
        (passage.context_after, shown.context_after),
    ):
        assert len(before) == len(after)
        assert {b for a, b in zip(before, after, strict=True) if a != b} <= {BLANK}
    for item in encoded["result"]:
        if "start" in item["value"]:
            start, end = item["value"]["start"], item["value"]["end"]
            assert item["value"]["text"] == shown.text[start:end]


@EXAMPLES
@given(told(), codebooks, st.data())
def test_a_span_over_a_blank_comes_back_whole(
    page: tuple[Document, Passage, list[str]], codebook: Codebook, data: st.DataObject
) -> None:
    """A region drawn on the blinded text is the same region of the document, with its own words."""
    document, passage, _ = page
    marked = data.draw(regions(passage, codebook))
    judgement = Judgement("", passage.id, "ann", regions=marked, codebook=codebook.version)
    raw = encode_annotation(judgement, blinded(passage, document), codebook)
    back = decode_annotation(json.loads(json.dumps(raw)), passage, codebook, "ann")
    assert back.regions == marked
    assert back.quarantined == ()


@EXAMPLES
@given(told())
def test_blinding_twice_is_blinding_once(page: tuple[Document, Passage, list[str]]) -> None:
    """A blinded passage has nothing left to blank."""
    document, passage, _ = page
    once = blinded(passage, document)
    assert blinded(once, document) == once


@EXAMPLES
@given(passages(), st.text(max_size=12), st.text(max_size=12), st.text(max_size=20))
def test_any_names_whatever_keep_the_length(
    placed: tuple[Document, Passage], outlet: str, author: str, url: str
) -> None:
    """Names of any characters break nothing: as long as before, and changed to blanks only."""
    text = placed[1].text
    shown = masked(text, cues(outlet, f"https://{url}", (author,)))
    assert len(shown) == len(text)
    assert all(a == b or b == BLANK for a, b in zip(text, shown, strict=True))


def test_a_page_without_outlet_or_author_stays_as_it_is() -> None:
    """Where nothing is known, nothing that is not a signature is blank."""
    text = "The Herald told the Post of it. See https://a.example and @b. By Ann Lee."
    assert masked(text, Cues()) == text == masked(text, cues("", "", ("", "The Editorial Board")))
