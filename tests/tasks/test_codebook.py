"""Codebooks: the shipped ones load, and one that contradicts itself is named by file and place."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from stancemark.config import AxisOptions, CodebookOptions, TargetOptions
from stancemark.errors import CodebookError, ConfigError
from stancemark.records import Codebook
from stancemark.tasks.codebook import PRESETS, load_codebook, slug
from tests.strategies import EXAMPLES, names

TWO_LABELS = "[{value: a}, {value: b}]"


def load(preset: str, *targets: str, base: Path = Path(), axis: bool = True) -> Codebook:
    """The codebook of a project with these targets."""
    poles = AxisOptions(left="hawks", right="doves") if axis else None
    named = [TargetOptions(name=name) for name in targets]
    return load_codebook(CodebookOptions(preset=preset, targets=named, axis=poles), base)


def own(folder: Path, text: str, *targets: str) -> Codebook:
    """A codebook of the user's own."""
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return load("own.yaml", *(targets or ("Harbour Coalition",)), base=folder)


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_asks_what_it_names(preset: str) -> None:
    """Every question has its rule-bound labels, and every attribute a label it is asked of."""
    codebook = load(preset, "Harbour Coalition")
    assert codebook.guidelines
    for question in codebook.questions:
        assert question.kind == "note" or all(label.rule for label in question.labels)
        for attribute in question.attributes:
            assert set(attribute.of) <= set(question.values)


def test_the_axis_is_asked_about_only_where_there_is_one() -> None:
    """Without poles the question of direction is left out; with them it names both."""
    with_axis = load("full", "Harbour Coalition").question("lean")
    assert "hawks" in with_axis.ask
    assert "doves" in with_axis.labels[-3].rule
    assert "lean" not in {q.id for q in load("full", "Harbour Coalition", axis=False).questions}


def test_the_version_changes_with_what_is_asked_and_only_then() -> None:
    """Loading twice gives one version, another target or axis another."""
    versions = Counter(
        codebook.version
        for codebook in (
            load("full", "A"),
            load("full", "A"),
            load("full", "B"),
            load("full", "A", axis=False),
        )
    )
    assert sorted(versions.values()) == [1, 1, 2]


def test_a_codebook_of_ones_own_may_use_and_define_questions(tmp_path: Path) -> None:
    """Shipped questions are named, others defined beside them."""
    codebook = own(
        tmp_path,
        f"title: Own\nquestions: [voice, tone]\n"
        f"define: {{tone: {{kind: choice, ask: Which, labels: {TWO_LABELS}}}}}",
    )
    assert (codebook.name, [q.id for q in codebook.questions]) == ("own", ["voice", "tone"])


@pytest.mark.parametrize(
    ("preset", "message"),
    [
        ("quik", 'no preset and no file "quik"; did you mean "quick"?'),
        ("Full", 'no preset and no file "Full"; did you mean "full"?'),
        ("zzz", 'no preset and no file "zzz"; one of: claims, full, quick, stance'),
    ],
)
def test_a_preset_with_a_typo_names_the_nearest(preset: str, message: str) -> None:
    """The line has the setting and the presets there are."""
    with pytest.raises(ConfigError) as caught:
        load(preset, "A")
    assert str(caught.value) == f"config.yaml: codebook.preset: {message}"


def test_stance_needs_a_target() -> None:
    """A codebook that asks for stances cannot be asked of nothing."""
    with pytest.raises(ConfigError) as caught:
        load("stance")
    assert str(caught.value) == (
        "config.yaml: codebook.targets: is empty, and codebook stance asks for a stance; "
        "name at least one target"
    )
    assert load("claims").targets == ()


@pytest.mark.parametrize(
    ("one", "two", "called"),
    [("Delta Front", "delta-front!", "delta_front"), ("Été", "Ete", "ete"), ("A", "A", "a")],
)
def test_two_targets_of_one_name_are_told_apart_by_the_user(
    one: str, two: str, called: str
) -> None:
    """Targets whose answers would share a control are refused, and both are named."""
    with pytest.raises(ConfigError) as caught:
        load("full", "Somebody else", one, two)
    assert str(caught.value) == (
        f'config.yaml: codebook.targets[2].name: "{two}" is too like "{one}": '
        f'both become "{called}"'
    )


@pytest.mark.parametrize(
    ("questions", "define", "message"),
    [
        ("[voise]", "", 'questions[0]: no question "voise"; did you mean "voice"?'),
        ("[voice, bias, voice]", "", 'questions: "voice" is asked twice'),
        ("[]", "", "questions: is empty; name at least one"),
        (
            "[Tone]",
            f"Tone: {{kind: choice, ask: x, labels: {TWO_LABELS}}}",
            'questions[0]: "Tone" must be lower-case letters and digits, words joined by one _',
        ),
        (
            "[text]",
            f"text: {{kind: choice, ask: x, labels: {TWO_LABELS}}}",
            'questions[0]: "text" must be lower-case letters and digits, words joined by one _',
        ),
        (
            "[stance__delta]",
            f"stance__delta: {{kind: choice, ask: x, labels: {TWO_LABELS}}}",
            'questions[0]: "stance__delta" must be lower-case letters and digits, '
            "words joined by one _",
        ),
        (
            "[tone]",
            "tone: {kind: choice, ask: x, labels: [{value: a}, {value: b}, {value: a}]}",
            'tone.labels: label "a" stands twice',
        ),
        (
            "[tone]",
            "tone: {kind: choice, ask: x, labels: [{value: a}]}",
            "tone.labels: needs at least two labels",
        ),
        (
            "[tone]",
            "tone: {kind: choice, ask: x, labels: [{value: a, hotkey: q}, {value: b, hotkey: Q}]}",
            'hotkey: "q" is given to two labels',
        ),
        (
            "[span, tone]",
            "tone: {kind: choice, ask: x, of: [claim], "
            "labels: [{value: a, hotkey: '1'}, {value: b}]}",
            'hotkey: "1" is given to two labels',
        ),
        (
            "[span, tone]",
            f"tone: {{kind: choice, ask: x, of: [clam], labels: {TWO_LABELS}}}",
            'tone.of: no span label "clam"; did you mean "claim"?',
        ),
        (
            "[tone]",
            f"tone: {{kind: choice, ask: x, of: [claim], labels: {TWO_LABELS}}}",
            'tone.of: no span label "claim"',
        ),
        (
            "[span, mark]",
            "mark: {kind: spans, ask: x, labels: [{value: a}]}",
            "questions: two span questions: span, mark",
        ),
        (
            "[span, mark]",
            "mark: {kind: spans, ask: x, of: [claim], labels: [{value: a}]}",
            "mark.kind: spans cannot be asked of a region; one of: choice, note, ordinal",
        ),
        (
            "[mark, tone]",
            "mark: {kind: spans, ask: x, labels: [{value: 'a, b'}]}, "
            f"tone: {{kind: choice, ask: x, of: ['a, b'], labels: {TWO_LABELS}}}",
            'tone.of: "a, b" has a comma, which Label Studio reads as two labels',
        ),
        (
            "[tone]",
            f"tone: {{kind: choise, ask: x, labels: {TWO_LABELS}}}",
            "define.tone.kind: should be 'choice', 'ordinal', 'stance', 'spans' or 'note', "
            "not 'choise'",
        ),
        (
            "[tone]",
            f"tone: {{kind: choice, asks: x, labels: {TWO_LABELS}}}",
            'define.tone.asks: unknown setting; did you mean "ask"?',
        ),
        (
            "[tone]",
            "tone: {kind: choice, ask: x, labels: [{value: a}, {valeu: b}]}",
            'define.tone.labels[1].valeu: unknown setting; did you mean "value"?',
        ),
    ],
)
def test_a_contradiction_is_named_by_file_and_place(
    tmp_path: Path, questions: str, define: str, message: str
) -> None:
    """Unknown questions and labels, doubled ones, and impossible ids each have their line."""
    with pytest.raises(ConfigError) as caught:
        own(tmp_path, f"title: Own\nquestions: {questions}\ndefine: {{{define}}}")
    assert str(caught.value) == f"{tmp_path}/own.yaml: {message}"


def test_a_contradiction_is_a_codebook_error(tmp_path: Path) -> None:
    """It is told apart from a mistake in config.yaml."""
    with pytest.raises(CodebookError):
        own(tmp_path, "title: Own\nquestions: [voice, voice]")


@pytest.mark.parametrize("text", ["[a]", "", "title: Own", "title: Own\nquestion: [voice]"])
def test_a_file_that_is_no_codebook_is_named(tmp_path: Path, text: str) -> None:
    """Lists, empty files and missing entries are the file's fault."""
    with pytest.raises(ConfigError, match=r"own\.yaml: "):
        own(tmp_path, text)


@EXAMPLES
@given(names)
def test_a_slug_is_an_identifier(name: str) -> None:
    """Whatever a target is called, its controls have a name that XML and JSON keys take."""
    made = slug(name)
    assert made.isascii()
    assert made.replace("_", "a").isalnum()
    assert made == made.lower().strip("_")
