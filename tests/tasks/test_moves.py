"""`migrate` in a codebook: what it may say, and what it says when it is wrong."""

from pathlib import Path

import pytest

from stancemark.config import CodebookOptions, MigrateOptions, TargetOptions
from stancemark.errors import CodebookError, ConfigError
from stancemark.records import Codebook, Move
from stancemark.tasks.codebook import load_codebook
from stancemark.tasks.moves import inverse
from tests.tasks.revised import label, question, relation, revised, target

OWN = """
title: Rumours
questions: [reply, stance, span, kind]
define:
  reply:
    kind: choice
    ask: What does it do?
    labels: [{value: support}, {value: deny}, {value: ask}]
  span:
    kind: spans
    ask: Mark it.
    labels: [{value: claim}, {value: word}]
    relations: [about]
  kind: {kind: choice, of: [claim], ask: Which, labels: [{value: big}, {value: small}]}
"""


def load(folder: Path, migrate: str = "", config: MigrateOptions | None = None) -> Codebook:
    """The codebook of a file with this `migrate`."""
    (folder / "own.yaml").write_text(f"{OWN}{migrate}\n", encoding="utf-8")
    targets = [TargetOptions(name="City Hall")]
    options = CodebookOptions(
        preset="own.yaml", targets=targets, migrate=config or MigrateOptions()
    )
    return load_codebook(options, folder)


def test_every_kind_of_thing_moves(tmp_path: Path) -> None:
    """Labels of questions and attributes, whole questions, relations, and targets by their names."""
    migrate = """
migrate:
  questions: {answer: reply, mood: null}
  labels:
    reply: {backs: support, agrees: support, query: [ask, deny], joke: null}
    kind: {huge: big}
  relations: {of: about}
  targets: {"The Town Hall": City Hall}
"""
    assert set(load(tmp_path, migrate).moves) == {
        question("answer", "reply"),
        question("mood"),
        label("reply", "backs", "support"),
        label("reply", "agrees", "support"),
        label("reply", "query", "ask", "deny"),
        label("reply", "joke"),
        label("kind", "huge", "big"),
        relation("of", "about"),
        target("the_town_hall", "city_hall"),
    }


def test_lines_stay_and_chain(tmp_path: Path) -> None:
    """Of three renamings, the first leads to today's name; a split may lead through another."""
    migrate = "migrate: {labels: {reply: {a: b, b: c, c: support, x: [c, y], y: [deny, ask]}}}"
    moves = {m.old: m.new for m in load(tmp_path, migrate).moves}
    assert moves["a"] == moves["b"] == moves["c"] == ("support",)
    assert moves["x"] == ("support", "deny", "ask")


def test_moves_are_no_part_of_the_version(tmp_path: Path) -> None:
    """Annotators are asked the same with the map and without it."""
    with_map = load(tmp_path, "migrate: {labels: {reply: {backs: support}}}")
    assert with_map.version == load(tmp_path).version


def test_the_config_may_say_it_for_a_shipped_codebook() -> None:
    """A preset has no file of the user's own."""
    options = CodebookOptions(
        preset="quick",
        targets=[TargetOptions(name="City Hall")],
        migrate=MigrateOptions(targets={"Mayor": "City Hall"}),
    )
    assert load_codebook(options, Path()).moves == (target("mayor", "city_hall"),)


def test_two_files_may_not_disagree(tmp_path: Path) -> None:
    """The same label moved to two places is refused; to one, it is the same line twice."""
    again = MigrateOptions(labels={"reply": {"backs": "support"}})
    line = "migrate: {labels: {reply: {backs: %s}}}"
    assert len(load(tmp_path, line % "support", config=again).moves) == 1
    with pytest.raises(CodebookError, match=r"codebook\.migrate\.labels\.reply\.backs: is moved"):
        load(tmp_path, line % "deny", config=again)


@pytest.mark.parametrize(
    ("migrate", "said"),
    [
        (
            "{labels: {repyl: {a: deny}}}",
            r'labels\.repyl: no question "repyl"; did you mean "reply"',
        ),
        (
            "{labels: {reply: {a: denny}}}",
            r'labels\.reply\.a: no label "denny"; did you mean "deny"',
        ),
        ("{labels: {reply: {deny: ask}}}", r"labels\.reply\.deny: is still asked, so nobody"),
        ("{labels: {reply: {a: b, b: a}}}", r"labels\.reply\.a: comes back to itself"),
        ("{labels: {reply: {a: [deny]}}}", r"a list is for a split, and names at least two"),
        ("{labels: {reply: {a: true}}}", r"True is no name; put it in quotation marks"),
        ("{questions: {a: [reply, stance]}}", r"a question becomes one other, or null"),
        ("{questions: {a: replay}}", r'questions\.a: no question "replay"; did you mean "reply"'),
        ("{relations: {a: abuot}}", r'relations\.a: no relation "abuot"; did you mean "about"'),
        ("{targets: {a: City Hal}}", r'targets\.a: no target "city_hal"; did you mean "city_hall"'),
        ("{label: {}}", r'migrate\.label: unknown setting; did you mean "labels"'),
        ("{labels: {reply: deny}}", r"migrate\.labels\.reply: "),
    ],
)
def test_what_leads_nowhere_is_named(tmp_path: Path, migrate: str, said: str) -> None:
    """File, path and the nearest name, on one line."""
    with pytest.raises(ConfigError, match=said) as caught:
        load(tmp_path, f"migrate: {migrate}")
    assert str(tmp_path / "own.yaml") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_way_back(tmp_path: Path) -> None:
    """A rename back is a rename, a split back a merge, a merge back a split to be decided."""
    old = load(tmp_path)
    new = revised(
        old,
        question("reply", "answer"),
        label("answer", "support", "yes"),
        label("answer", "deny", "no"),
        label("answer", "ask", "no"),
        label("span", "claim", "fact", "guess"),
        target("city_hall", "mayor"),
        relation("about", "on"),
    )
    assert set(inverse(old, new)) == {
        question("answer", "reply"),
        label("reply", "yes", "support"),
        label("reply", "no", "deny", "ask"),
        label("span", "fact", "claim"),
        label("span", "guess", "claim"),
        target("mayor", "city_hall"),
        relation("on", "about"),
    }


def test_a_merged_question_has_no_way_back(tmp_path: Path) -> None:
    """Nobody could say which of the two an answer was to; nor does an older move lead back."""
    old = load(tmp_path)
    new = revised(old, question("reply", "both"), question("stance", "both"))
    older = Move("label", "backs", ("support",), "both")
    assert inverse(old, revised(new, *new.moves, older)) == ()
