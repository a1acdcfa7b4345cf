"""config.yaml: every mistake is named by file, place and what would be right."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.config import Config, load, parse_yaml, validate
from stancemark.errors import ConfigError
from tests.strategies import EXAMPLES, json

GOOD = "study: {documents: [pages]}\n"


def problem(tmp_path: Path, text: str) -> str:
    """What is wrong with a config of that text, after the file's name."""
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("studdy: {}", 'studdy: unknown setting; did you mean "study"?'),
        (
            GOOD + "7: x",
            "7: unknown setting; one of: accept, blind, codebook, cut, label_studio, models, read, study",
        ),
        (
            'study: {"new\\nline": 1}',
            "study.new\\nline: unknown setting; one of: documents, folder, language, name",
        ),
        ("study: {documents: [a], nam: b}", 'study.nam: unknown setting; did you mean "name"?'),
        (
            GOOD + "label_studio: {overlpa: 2}",
            'label_studio.overlpa: unknown setting; did you mean "overlap"?',
        ),
        (
            GOOD + "codebook: {targets: [{name: a}, {nam: b}]}",
            'codebook.targets[1].nam: unknown setting; did you mean "name"?',
        ),
        (
            GOOD + "codebook: {axis: {left: a, rigth: b}}",
            'codebook.axis.rigth: unknown setting; did you mean "right"?',
        ),
    ],
)
def test_unknown_setting_is_an_error_with_its_path_and_the_nearest_key(
    tmp_path: Path, text: str, message: str
) -> None:
    """A typo is never ignored: the line says where it stands and what was meant."""
    assert problem(tmp_path, text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("study: {documents: pages}", "study.documents: should be a list, not 'pages'"),
        ("study: {documents: [1]}", "study.documents[0]: should be a valid string, not 1"),
        ("study:", "study: should be a mapping, not None"),
        (GOOD + "blind: 1", "blind: should be a valid boolean, not 1"),
        (GOOD + "cut: {max_words: '120'}", "cut.max_words: should be a valid integer, not '120'"),
        (GOOD + "codebook: {targets: [a]}", "codebook.targets[0]: should be a mapping, not 'a'"),
        (
            GOOD + "models: {family: linaer}",
            "models.family: should be 'linear', 'encoder', 'finetune' or 'blend', not 'linaer'",
        ),
    ],
)
def test_wrong_type_is_named_with_what_it_is(tmp_path: Path, text: str, message: str) -> None:
    """Nothing is converted in silence: the line has the place, the type wanted and the value."""
    assert problem(tmp_path, text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "study: is missing"),
        ("study: {}", "study.documents: is missing"),
        ("study: {documents: []}", "study.documents: is empty; name at least one"),
        (
            "study: {documents: [' ']}",
            "study.documents[0]: string should have at least 1 character, not ' '",
        ),
        (
            "study: {documents: [a], name: ab}",
            "study.name: string should have at least 3 characters, not 'ab'",
        ),
        (GOOD + "codebook: {axis: {left: a}}", "codebook.axis.right: is missing"),
        (
            GOOD + "cut: {max_words: 9}",
            "cut.max_words: should be greater than or equal to 10, not 9",
        ),
        (
            GOOD + "label_studio: {port: 70000}",
            "label_studio.port: should be less than or equal to 65535, not 70000",
        ),
        (
            GOOD + "read: {max_megabytes: .nan}",
            "read.max_megabytes: should be greater than 0, not nan",
        ),
    ],
)
def test_missing_empty_and_impossible_values_are_named(
    tmp_path: Path, text: str, message: str
) -> None:
    """What must be there and is not, and what lies out of range, has its place in the line."""
    assert problem(tmp_path, text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a mapping of settings, such as `study:`"),
        ("[a]", "expected a mapping of settings, such as `study:`"),
        ("a: b: c", "not YAML: line 1: mapping values are not allowed here"),
        ("study:\n  name: 'open", "not YAML: line 2: found unexpected end of stream"),
        ("a: 2020-02-30", "not YAML: day is out of range for month"),
        ("study: &a [*a]", "holds what no setting can be: Circular reference detected"),
    ],
)
def test_what_is_no_config_at_all_is_said_in_one_line(
    tmp_path: Path, text: str, message: str
) -> None:
    """Empty files, lists, broken YAML and impossible dates end in a line, not in a traceback."""
    assert problem(tmp_path, text) == message


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 5000,
        'a: "\\UFFFFFFFF"',
        "a: \x07",
        "{2020-01-01: a}",
        'study: {documents: ["\\ud800"]}',
        "a: !!python/object:os.system {}",
    ],
)
def test_hostile_yaml_is_an_error_of_the_file(tmp_path: Path, text: str) -> None:
    """Depth, impossible characters, odd keys and foreign tags are the file's fault, and said so."""
    assert "\n" not in problem(tmp_path, text)


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    """A user without a config learns how to get one."""
    path = tmp_path / "config.yaml"
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: no such file; `stancemark init DIR` writes one"


def test_a_folder_and_a_file_in_another_encoding_are_named(tmp_path: Path) -> None:
    """What cannot be read as UTF-8 says so, with the byte."""
    with pytest.raises(ConfigError, match="Is a directory"):
        load(tmp_path)
    path = tmp_path / "config.yaml"
    path.write_bytes("study: é".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"not UTF-8 \(byte 7\)"):
        load(path)


def test_defaults_fill_what_is_left_out_and_paths_start_at_the_file(tmp_path: Path) -> None:
    """One setting makes a config, and the study lies beside it."""
    path = tmp_path / "config.yaml"
    path.write_text(GOOD, encoding="utf-8")
    setup = load(path)
    assert setup.config.study.documents == ["pages"]
    assert setup.config.blind
    assert setup.folder == tmp_path / "study"


def fault(kind: type[Exception], act: Callable[[], object]) -> str:
    """What an act says is wrong, if it fails as it may; nothing if it does not fail."""
    try:
        act()
    except kind as error:
        return str(error)
    return ""


@EXAMPLES
@given(st.dictionaries(st.sampled_from(["study", "codebook", "read", "cut"]), json))
def test_any_content_is_a_config_or_one_clear_error(content: object) -> None:
    """Whatever stands in the file, the error names the file, in one line."""
    said = fault(ConfigError, lambda: validate(Config, content, "config.yaml"))
    assert said.startswith("config.yaml: ")
    assert "\n" not in said


@EXAMPLES
@given(st.text())
def test_any_text_is_yaml_or_a_value_error(text: str) -> None:
    """Parsing fails in one way only, and in one line."""
    assert "\n" not in fault(ValueError, lambda: parse_yaml(text))
