"""Errors: whose turn it is to act, and the word that was meant."""

import pytest

from stancemark.errors import (
    CodebookError,
    ConfigError,
    InputError,
    StancemarkError,
    StoreError,
    StudioError,
    nearest,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StancemarkError("x"), 3),
        (InputError("x"), 2),
        (ConfigError("config.yaml", "blind", "x"), 2),
        (CodebookError("full.yaml", "span", "x"), 2),
        (StoreError("x"), 3),
        (StudioError("x"), 3),
    ],
)
def test_exit_code_says_whose_turn_it_is(error: StancemarkError, code: int) -> None:
    """The user's mistakes leave with 2, whatever failed outside with 3."""
    assert error.exit_code == code


def test_setting_at_fault_is_named_by_its_path() -> None:
    """A config error reads `file: path: problem`, and without a path `file: problem`."""
    assert str(ConfigError("c.yaml", "cut.max_words", "is 5")) == "c.yaml: cut.max_words: is 5"
    assert str(ConfigError("c.yaml", "", "not YAML")) == "c.yaml: not YAML"


def test_nothing_is_suggested_where_nothing_is_known() -> None:
    """Without known words the error line ends where it is."""
    assert nearest("claim", ()) == ""


def test_a_lost_reply_may_be_tried_again_and_a_refusal_not() -> None:
    """Only a fault that may pass is marked so."""
    assert StudioError("no answer", passing=True).passing
    assert not StudioError("key refused").passing
