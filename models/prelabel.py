"""Passages to predictions, streaming: memory does not grow with the input."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from numpy.typing import NDArray

from stancemark.models.accept import Acceptance
from stancemark.models.dataset import Example
from stancemark.records import Guess, Prediction


class Guesser(Protocol):
    """What prelabelling asks of a fitted model."""

    classes_: Any
    """Its labels, in the order of the columns."""

    def predict_proba(self, texts: Sequence[str | Example], /) -> NDArray[Any]: ...  # noqa: D102 - as in sklearn


def predict(
    models: Mapping[tuple[str, str], Guesser],
    texts: Iterable[tuple[str, str | Example]],
    version: str,
    batch: int = 2000,
    acceptance: Acceptance | None = None,
) -> Iterator[Prediction]:
    """One prediction per (id, text), in order, with one guess per (question, target) of `models`.

    `batch` texts are in memory at a time. A guess is the model's answer, with calibrated
    probabilities; whether it is accepted, the gate says. The score is the mean of the probabilities
    of the answers, None without models.
    """
    stream = iter(texts)
    terms = acceptance or Acceptance()
    while part := list(islice(stream, batch)):
        guesses = [
            _guesses(key, model, [text for _, text in part], terms) for key, model in models.items()
        ]
        for place, (passage, _) in enumerate(part):
            yield _prediction(passage, version, tuple(column[place] for column in guesses))


def rows(prediction: Prediction) -> list[dict[str, Any]]:
    """A prediction as rows of a table, one per question and target."""
    return [
        {
            "id": prediction.passage,
            "question": guess.question,
            "target": guess.target,
            "label": guess.label,
            "score": guess.probabilities[guess.label],
            "probabilities": dict(guess.probabilities),
            "accepted": guess.accepted,
            "model": prediction.version,
        }
        for guess in prediction.guesses
    ]


def _guesses(
    key: tuple[str, str], model: Guesser, texts: Sequence[str | Example], terms: Acceptance
) -> list[Guess]:
    """One model's guess on each text, its labels taken from its own `classes_`."""
    question, target = key
    labels = [str(label) for label in model.classes_]
    asked = [
        Example("", t, "", target=target) if target and isinstance(t, str) else t for t in texts
    ]
    probabilities = model.predict_proba(asked)
    best = probabilities.argmax(axis=1).tolist()
    if calibration := terms.calibrations.get(key):
        probabilities = calibration.of(probabilities, labels)
    guesses = []
    for top, row, text in zip(best, probabilities.tolist(), texts, strict=True):
        example = Example("", text, "") if isinstance(text, str) else text
        accepted = terms.accepts(question, target or example.target, example, row[top])
        shares = dict(zip(labels, row, strict=True))
        guesses.append(Guess(question, labels[top], shares, target, accepted))
    return guesses


def _prediction(passage: str, version: str, guesses: tuple[Guess, ...]) -> Prediction:
    top = [guess.probabilities[guess.label] for guess in guesses]
    return Prediction(passage, version, guesses, score=sum(top) / len(top) if top else None)
