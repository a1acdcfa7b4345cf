"""Pages of the gate written from tagged texts."""

import json
from pathlib import Path

import pytest

from tests.gate.score import load, truths
from tests.gate.write import TagError, main, truth_of, written

TAGGED = """<<boilerplate reason=navigation>>
Home | News

<<unit 1 article author="Bo Fin">>
<<headline>>
Dam breaks
<<body>>
It broke.‖ They
ran. <<byline depth=1 outlet="Reuters">>(Reuters)

<<unit 2 comment author="Ann Lee" parent=1>>
<<byline>>Ann Lee <<boilerplate in reason="user card">>(412)<<byline>> says:
<<wire_copy depth=1 outlet="Reuters">>
“Nobody,” he said.‖ By Bo Fin.

No more.
"""
PAGE = """Home | News

Dam breaks
It broke. They
ran. (Reuters)

Ann Lee (412) says:
“Nobody,” he said. By Bo Fin.

No more.
"""


def test_a_tagged_text_is_a_page_and_what_its_parts_are() -> None:
    """Tags leave nothing behind in the page, and each part has the role, the unit and the names that its tags say."""
    page = written(TAGGED)
    assert page.text == PAGE
    parts = [(PAGE[s["start"] : s["end"]], s["role"], s["unit"], s["depth"]) for s in page.segments]
    assert parts == [
        ("Home | News", "boilerplate", None, 0),
        ("Dam breaks", "headline", 1, 0),
        ("It broke. They\nran.", "body", 1, 0),
        ("(Reuters)", "byline", 1, 1),
        ("Ann Lee", "byline", 2, 0),
        ("(412)", "boilerplate", 2, 0),
        ("says:", "byline", 2, 0),
        ("“Nobody,” he said. By Bo Fin.", "wire_copy", 2, 1),
        ("No more.", "wire_copy", 2, 1),
    ]
    said = [PAGE[start:end] for start, end in page.sentences]
    assert said == ["It broke.", "They\nran.", "“Nobody,” he said.", "By Bo Fin.", "No more."]
    last = page.segments[-1]
    assert PAGE[slice(*last["author"])] == "Ann Lee"
    assert PAGE[slice(*last["outlet"])] == "Reuters"
    assert last["parent"] == 1
    assert PAGE[slice(*page.segments[1]["author"])] == "Bo Fin"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("Home\n<<body>>\n", "line 1: there is text before the first tag"),
        ("<<boilerplate reason=menu>>\nHome\n", "the reason is one of navigation"),
        ("<<body>>\nIt broke.\n", "begin a unit above it"),
        ("<<unit 2 article>>\n<<body>>\nIt broke.\n", "number units from 1"),
        ("<<unit>>\n<<body>>\nIt broke.\n", "number units from 1"),
        ("<<unit one post>>\n<<body>>\nIt broke.\n", "number units from 1"),
        ("<<unit 1 article>>\nIt broke.\n", "say the role of the text below"),
        ("<<unit 1 post parent=1>>\n<<body>>\nNo.\n", "a unit answers one above it"),
        ("<<unit 1 article>>\n\n<<text>>\nNo.\n", "line 3, <<text>>: begin it with unit, or one"),
        ("<<unit 1 article>>\n<<body out=BBC>>\nNo.\n", "out is no setting of it; depth, outlet"),
        ('<<unit 1 article author="Bo">>\n<<body>>\nNo.\n', "'Bo', the author of a body, is not"),
    ],
)
def test_a_wrong_tag_is_named(source: str, says: str) -> None:
    """A mistake in a tagged text is refused with the line of the tag and what would be right."""
    with pytest.raises(TagError, match=says.replace("(", r"\(")):
        written(source)


def test_pages_are_written_beside_their_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command writes page and truth of each good source, as the gate reads them, and names the bad one."""
    good, bad = tmp_path / "a99-dam.tagged", tmp_path / "a98-bad.tagged"
    good.write_text(TAGGED, encoding="utf-8")
    bad.write_text("No tag.", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["write.py", str(bad), str(good)])
    with pytest.raises(SystemExit, match="1"):
        main()
    assert f"{bad}: line 1: there is text" in capsys.readouterr().err
    case = load(good.with_suffix(".json"), good.with_suffix(".txt"))
    assert [piece.outlet for piece in case.truth if piece.role == "wire_copy"] == ["Reuters"] * 2
    assert len(case.sentences) == 5


def test_what_is_written_has_the_form_of_the_truth_there_is() -> None:
    """A truth that is written has the fields that those of the gate have."""
    ours = json.loads(truth_of(written(TAGGED), "a99-dam.txt"))
    theirs = json.loads(truths()[0].read_text(encoding="utf-8"))
    assert [*ours] == [*theirs]
    assert [*ours["segments"][0]] == [*theirs["segments"][0]]
