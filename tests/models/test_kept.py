"""Answers out of fold that are kept: the very same as fitted anew, and only for the very same question."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stancemark.models import kept, side_by_side
from stancemark.models.dataset import Example
from stancemark.models.held_out import HeldOut, out_of_fold
from stancemark.models.kept import Kept, about
from stancemark.models.linear import LinearClassifier
from stancemark.models.split import Apart, Split, folds

WORDS = ("bridge", "river", "market", "school", "harbour")


def examples(count: int = 60) -> list[Example]:
    """Praise and blame of six outlets, in pages of two."""
    return [
        Example(
            f"e{n}",
            f"{'praise' if n % 2 else 'blame'} for the {WORDS[n % 5]} and the {WORDS[n % 3]}, says {n}",
            "favor" if (n % 2) ^ (n % 11 == 0) else "against",
            outlet=f"o{n % 6}",
            document=f"d{n % 30}",
        )
        for n in range(count)
    ]


class Counted(LinearClassifier):
    """Counts how often one of its kind was fitted."""

    fits = 0

    def fit(self, X: Iterable[str | Example], y: Iterable[str]) -> "Counted":  # noqa: N803 - scikit-learn's name
        """As ever."""
        Counted.fits += 1
        super().fit(X, y)
        return self


def asked(
    folder: Path,
    rows: Sequence[Example],
    split: Split,
    make: Callable[[], LinearClassifier] = Counted,
) -> tuple[HeldOut, int]:
    """The answers, and how many models were fitted for them."""
    Counted.fits = 0
    found = out_of_fold(rows, make, split, Kept(folder, about(rows)))
    return found, Counted.fits


def same(one: HeldOut, other: HeldOut) -> bool:
    """Whether two sets of answers are equal to the bit."""
    return (
        (one.classes, one.frequent) == (other.classes, other.frequent)
        and one.probabilities.tobytes() == other.probabilities.tobytes()
        and np.array_equal(one.fold, other.fold)
    )


def test_what_is_kept_is_what_fitting_anew_gives(tmp_path: Path) -> None:
    """The second time no model is fitted, and every probability is the same to the bit."""
    rows = examples()
    split = folds(rows, 3, 7)
    anew = out_of_fold(rows, Counted, split)
    first, fits = asked(tmp_path, rows, split)
    second, again = asked(tmp_path, rows, split)
    assert (fits, again) == (3, 0)
    assert same(anew, first)
    assert same(anew, second)


def test_processes_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folds fitted side by side answer as folds fitted one after the other do, to the bit."""
    rows = examples(90)
    split = folds(rows, 3, 7)
    alone = out_of_fold(rows, LinearClassifier, split)
    monkeypatch.setattr(side_by_side, "_WORTH", 0)
    assert same(alone, out_of_fold(rows, LinearClassifier, split))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda e: replace(e, label="against"), id="label"),
        pytest.param(lambda e: replace(e, text=f"{e.text}!"), id="text"),
        pytest.param(lambda e: replace(e, target="the mayor"), id="target"),
        pytest.param(lambda e: replace(e, soft=(("against", 0.4), ("favor", 0.6))), id="soft"),
    ],
)
def test_another_example_misses(tmp_path: Path, other: Callable[[Example], Example]) -> None:
    """What is otherwise in a single example is fitted anew."""
    rows = examples()
    split = folds(rows, 3, 7)
    asked(tmp_path, rows, split)
    changed = [other(rows[1]), *rows[1:]]
    assert rows[0] != changed[0]
    assert asked(tmp_path, changed, split)[1] == 3


def test_another_model_or_split_misses(tmp_path: Path) -> None:
    """Another seed, penalty, number of folds, or kind of fold is fitted anew; a date is nobody's concern."""
    rows = examples()
    split = folds(rows, 3, 7)
    asked(tmp_path, rows, split)
    for make in (lambda: Counted(random_state=8), lambda: Counted(C=2.0)):
        assert asked(tmp_path, rows, split, make)[1] == 3
    assert asked(tmp_path, rows, folds(rows, 2, 7))[1] == 2
    assert asked(tmp_path, rows, folds(rows, 3, 7, Apart(by="random")))[1] == 3
    dated = [replace(e, published="2031-04-05", language="en") for e in rows]
    assert asked(tmp_path, dated, split)[1] == 0
    assert same(out_of_fold(dated, Counted, split), out_of_fold(rows, Counted, split))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not an archive", None])
def test_a_corrupt_file_is_fitted_anew(tmp_path: Path, damage: bytes | None) -> None:
    """One that is empty, no archive, or has a byte changed is put right and read the next time."""
    rows = examples()
    split = folds(rows, 3, 7)
    whole, _ = asked(tmp_path, rows, split)
    [path] = tmp_path.glob("*.npz")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content if damage is None else damage)
    found, fits = asked(tmp_path, rows, split)
    assert fits == 3
    assert same(whole, found)
    assert asked(tmp_path, rows, split)[1] == 0


def test_a_pickle_is_not_read(tmp_path: Path) -> None:
    """Arrays of objects, which only a pickle can hold, count as nothing kept."""
    rows = examples()
    split = folds(rows, 3, 7)
    asked(tmp_path, rows, split)
    [path] = tmp_path.glob("*.npz")
    with path.open("wb") as file:
        np.savez(file, classes=np.array([object()]), probabilities=np.zeros((60, 1)))
    assert asked(tmp_path, rows, split)[1] == 3


def test_answers_on_what_is_gone_are_dropped(tmp_path: Path) -> None:
    """Those on today's examples stay, by whatever model; the others go."""
    rows, fewer = examples(), examples(48)
    for part in (rows, fewer):
        asked(tmp_path, part, folds(part, 3, 7))
    kept.tidy(tmp_path, {about(rows)})
    assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == [about(rows)]
    assert asked(tmp_path, rows, folds(rows, 3, 7))[1] == 0
