"""The coloured view: every character of a page, in order, under its role and in its voice."""

import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from playwright.sync_api import Browser

from stancemark import coloured
from stancemark.records import Attribution, Document, Segment, Span, Voice
from stancemark.tasks import find, read, segment
from stancemark.tasks.attribution import of_segments, voices
from tests.commands import Command
from tests.strategies import EXAMPLES, documents, reports

HOSTILE = (
    "Title & <b>\r\n\r\nBy Ann Lee\n\n<script>document.title = 'hit'</script> 😀 e\u0301\t \xa0 x\r"
    "\n</div></section><img src=x onerror=\"document.title='hit'\"> &amp; &#13;\n\n\n  סוף  \n"
)
SAMPLES = Path(__file__).parent.parent / "samples" / "pages"
SHARED = Path(__file__).parent.parent.parent / "shared" / "samples"


class Sheet(HTMLParser):
    """The text of each coloured stretch of the view, with its classes, and the marks inside."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stretches: list[tuple[str, str]] = []
        self.said: list[tuple[str, str, str]] = []
        """Class, title and text of each sentence that is given to a source."""
        self.signs: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a stretch, or a mark in one, begins."""
        kinds = dict(attrs).get("class") or ""
        self.tags.add(tag)
        if tag == "div" and kinds.split()[0] in ("text", "gap"):
            self._open = [kinds]
            self.stretches.append((kinds, ""))
        elif self._open:
            self._open.append(kinds)
            if kinds.startswith("said "):
                self.said.append((kinds, dict(attrs)["title"] or "", ""))
            else:
                self.signs.append((kinds, ""))

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Gather its text."""
        if not self._open:
            return
        kinds, text = self.stretches.pop()
        self.stretches.append((kinds, text + data))
        if any(kinds.startswith("said ") for kinds in self._open):
            *about, text = self.said.pop()
            self.said.append((about[0], about[1], text + data))
        if self._open[-1] in ("source", "cue"):
            kinds, text = self.signs.pop()
            self.signs.append((kinds, text + data))

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(text for _, text in self.stretches)


def html(document: Document, segments: list[Segment]) -> str:
    """The view of one page."""
    return "".join(coloured.render([(document, segments, of_segments(document, segments))]))


@EXAMPLES
@given(documents())
def test_every_character_is_there_once_and_in_order(document: Document) -> None:
    """The stretches together are the page's text, and each segment has the class of its role."""
    segments = segment(document)
    sheet = Sheet(html(document, segments))
    assert sheet.text == document.text
    shown = [(k, t) for k, t in sheet.stretches if k != "gap" and k != "text none"]
    assert [t for _, t in shown] == [s.span.of(document.text) for s in segments]
    assert [k.split()[1] for k, _ in shown] == [s.role for s in segments]
    assert "script" not in sheet.tags


@EXAMPLES
@given(reports)
def test_sentences_of_sources_are_marked_and_no_others(text: str) -> None:
    """Each sentence that somebody is the source of has its voice; marks hide and double nothing."""
    document = Document("d", text, "p.txt")
    segments = segment(document)
    sheet = Sheet(html(document, segments))
    assert sheet.text == text
    found = of_segments(document, segments)
    given = [v for v in voices(document, segments, found) if v.kind is not None]
    assert [(k, t) for k, _, t in sheet.said] == [
        (f"said {v.voice}", v.span.of(text)) for v in given
    ]
    assert [title for _, title, _ in sheet.said] == [coloured.whose(v) for v in given]
    parts = {span.of(text) for one in found for span in (*one.source, *one.cue)}
    assert all(any(sign in part for part in parts) for _, sign in sheet.signs)


SAID = (
    "The quay was empty. “We saw <nobody> & left,” said Ann Lee, the harbour master. "
    "According to a survey, most had gone home. We think so too."
)


def test_a_sentence_carries_its_voice_and_speaker() -> None:
    """Voice, speaker, kind and place in a title; source and cue set apart; the author's own plain."""
    document = Document("d", SAID, "p.txt")
    sheet = Sheet(html(document, [Segment("1", "d", Span(0, len(SAID)), "body", "u", "article")]))
    quoted, told = (slice(20, 79), slice(80, 122))
    assert sheet.said == [
        (
            "said quoted",
            "quoted: Ann Lee, the harbour master (named person), depth 1, characters 20 to 79",
            SAID[quoted],
        ),
        (
            "said paraphrased",
            "paraphrased: a survey (document data), depth 1, characters 80 to 122",
            SAID[told],
        ),
    ]
    assert sheet.signs == [
        ("cue", "said"),
        ("source", "Ann Lee, the harbour master"),
        ("cue", "According to"),
        ("source", "a survey"),
    ]  # and not "We think": the author's own
    assert sheet.text == SAID


def test_marks_stop_at_the_edges_of_segments() -> None:
    """A source over two segments is cut in two; where two signs overlap, the later one is cut."""
    text = "Ann Lee said so, and it rained."
    cues, sources = Span(8, 12), Span(0, 7)
    said = [
        Attribution("d", (sources,), (cues,), (Span(13, 30),), "named_person"),
        Attribution("d", (Span(2, 10),), (), (), "named_person"),
    ]
    segments = [Segment("1", "d", Span(0, 4), "body"), Segment("2", "d", Span(4, 31), "body")]
    sheet = Sheet("".join(coloured.render([(Document("d", text, "p.txt"), segments, said)])))
    assert sheet.signs == [
        ("source", "Ann "),
        ("source", "Lee"),
        ("source", " sa"),  # what "Ann Lee" leaves of the second source, at 2 to 10
        ("cue", "id"),  # and what that leaves of "said"
    ]
    assert sheet.text == text


def test_the_head_counts_sentences_by_voice() -> None:
    """Sentences of sources, of the author and of block quotations are counted apart."""
    text = f"{SAID}\nThe tide was late."
    end = len(SAID)
    segments = [
        Segment("1", "d", Span(0, end), "body", "u", "article"),
        Segment("2", "d", Span(end + 1, len(text)), "quote_block", "u", "article"),
    ]
    document = Document("d", text, "p.txt")
    page = coloured.page(document, segments, of_segments(document, segments))
    assert dict(page.voices) == {
        "author": 2,  # the first and the last of SAID
        "quoted": 1,
        "paraphrased": 1,
        "quoted as a block": 1,
    }
    shown = html(document, segments)
    assert "by voice: author 2 · quoted 1 · paraphrased 1 · quoted as a block 1</p>" in shown


def test_a_speaker_of_any_length_is_told_in_one_short_line() -> None:
    """A long description is cut, and its line ends are spaces: titles are repeated, pages are long."""
    told = coloured.whose(Voice("d", Span(0, 5), "mixed", "a\r\n" + "b" * 10**6, "none", 1))
    assert told.startswith("mixed: a bbb")
    assert "…, depth 1" in told
    assert len(told) < 250


def test_a_speaker_cannot_leave_its_title() -> None:
    """Quotation marks and tags in a speaker's description stay text."""
    name = '"><b onclick="x">&amp;\'\r\nLee'
    text = f"It rained hard, said {name}"
    source = Span(21, len(text))
    one = Attribution("d", (source,), (Span(16, 20),), (Span(0, 15),), "named_person", True, source)
    segments = [Segment("1", "d", Span(0, len(text)), "body")]
    shown = "".join(coloured.render([(Document("d", text, "p.txt"), segments, [one])]))
    [title, *_] = [title for _, title, _ in Sheet(shown).said]
    assert title.startswith('paraphrased: "><b onclick="x">&amp;\' Lee (named person)')
    assert "<b onclick" not in shown
    assert Sheet(shown).text == text


def test_the_margin_says_whose_words_and_whom_they_answer() -> None:
    """Kind, author, the unit it answers, role, reason, outlet and depth stand beside the text."""
    text = "A post.\nReuters said so.\nA comment.\nShare\nLoose"
    segments = [
        Segment("1", "d", Span(0, 7), "body", "u1", "post", "Ann", "Own"),
        Segment("2", "d", Span(8, 24), "wire_copy", "u1", "post", "Ann", "Reuters", 1),
        Segment("3", "d", Span(25, 35), "body", "u2", "comment", "<Bob>", parent="u1"),
        Segment("4", "d", Span(36, 41), "boilerplate", reason="share prompt"),
    ]
    document = Document("d", text, "p.txt", outlet="Own")
    shown = html(document, segments)
    assert "<b>post 1</b> by <bdi>Ann</bdi></p>" in shown
    assert '<b>comment 2</b> by <bdi>&lt;Bob&gt;</bdi> <a href="#p1u1">answers 1</a>' in shown
    assert 'id="p1u1"' in shown
    assert "</span> share prompt</div>" in shown
    assert '<span class="outlet h0" dir="auto">Reuters</span> depth 1</div>' in shown
    kinds = [kinds for kinds, _ in Sheet(shown).stretches if kinds != "gap"]
    assert kinds == [
        "text body",
        "text wire_copy d1 h0",
        "text body",
        "text boilerplate",
        "text none",
    ]
    page = coloured.page(document, segments, [])
    assert [(s.role, s.segments, coloured.percent(s.characters)) for s in page.shares] == [
        ("body", 2, "45%"),  # 7 + 10 of 38 characters
        ("wire_copy", 1, "42%"),  # 16
        ("boilerplate", 1, "13%"),  # 5
    ]


def test_the_command_prints_one_page(run: Command, tmp_path: Path) -> None:
    """To a pipe the page itself; to a file with --out, with a word on where; --out alone is refused."""
    (tmp_path / "a.txt").write_bytes(HOSTILE.encode())
    ended = run("segment", "--html", tmp_path / "a.txt", SAMPLES / "09-voice-editorial.txt")
    assert ended.code == 0
    assert ended.out.startswith("<!doctype html>")
    assert ended.out.count("<section") == 2
    assert HOSTILE in Sheet(ended.out).text
    out = tmp_path / "out.html"
    ended = run("segment", "--html", tmp_path / "a.txt", "-o", out)
    assert (ended.code, ended.out, ended.err) == (0, "", f"{out}: written\n")
    assert Sheet(out.read_bytes().decode()).text == HOSTILE
    assert "--html" in run("segment", tmp_path / "a.txt", "-o", out).err
    ended = run("segment", tmp_path / "a.txt", "--model", tmp_path)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "--model goes with --attributions or --html" in ended.err


def test_a_terminal_gets_a_file(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Markup is of no use on a terminal: the page goes into the working directory, which is told."""
    (tmp_path / "a.txt").write_text("A page.")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    ended = run("segment", "--html", tmp_path / "a.txt")
    assert (ended.code, ended.err) == (0, "a.txt.segments.html: written\n")
    assert Sheet((tmp_path / "a.txt.segments.html").read_text()).text == "A page."


def test_what_cannot_be_read_is_told_and_the_rest_shown(run: Command, tmp_path: Path) -> None:
    """A file that is not there leaves no half page; one that is empty is named after the page."""
    (tmp_path / "a.txt").write_text("A page.")
    (tmp_path / "empty.txt").write_text("")
    ended = run("segment", "--html", tmp_path / "none.txt")
    assert (ended.code, ended.out) == (2, "")
    ended = run("segment", "--html", tmp_path / "a.txt", tmp_path / "empty.txt")
    assert ended.code == 2
    assert Sheet(ended.out).text == "A page."
    assert "empty.txt" in ended.err


PAINTED = """
() => [...document.querySelectorAll('.text, .gap')].map(
  e => [e.className, e.textContent, getComputedStyle(e).backgroundColor])
"""
LEGEND = """
() => Object.fromEntries([...document.querySelectorAll('.legend li')].map(
  e => [e.className, getComputedStyle(e).backgroundColor]))
"""
LINES = """
where => [...document.querySelectorAll(where)].map(
  e => [e.className, e.textContent, getComputedStyle(e).textDecorationStyle])
"""


def pages() -> list[Document]:
    """A hostile page, two bundled ones, and those of the shared samples where there are any."""
    bundled = [SAMPLES / "21-forum-karsk.txt", SAMPLES / "16-ledger-airdrop.html"]
    files = [str(p) for p in (*bundled, *sorted(SHARED.glob("*.txt")))]
    found = [d for d in read(find(files, Path())) if isinstance(d, Document)]
    return [Document("h", HOSTILE, "hostile.txt"), *found]


@pytest.mark.browser
def test_chromium_shows_every_character_in_its_colour(chromium: Browser, tmp_path: Path) -> None:
    """In a browser: the text is the page's, colours are the legend's, and nothing in it ran."""
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    for document in pages():
        segments = segment(document)
        (tmp_path / "page.html").write_bytes(html(document, segments).encode())
        page.goto((tmp_path / "page.html").as_uri())
        painted, legend = page.evaluate(PAINTED), page.evaluate(LEGEND)
        assert "".join(text for _, text, _ in painted) == document.text
        colours = [(t, c) for k, t, c in painted if k not in ("gap", "text none")]
        assert colours == [(s.span.of(document.text), legend[s.role]) for s in segments]
        assert len(set(legend.values())) == len(coloured.ROLES)
        lines = {kinds: style for kinds, _, style in page.evaluate(LINES, ".voices .said")}
        assert len(set(lines.values())) == len(lines) == 3
        spoken = voices(document, segments, of_segments(document, segments))
        assert page.evaluate(LINES, ".sheet .said") == [
            [f"said {v.voice}", v.span.of(document.text), lines[f"said {v.voice}"]]
            for v in spoken
            if v.kind is not None
        ]
        assert page.title() == "Segments – Stancemark"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
