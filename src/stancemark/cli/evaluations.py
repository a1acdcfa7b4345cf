"""Evaluations on a terminal: scores, a line for each thing beside them, warnings last."""

import json
from collections.abc import Sequence

import typer

from stancemark.cli import show
from stancemark.records import Evaluation, Measure


def evaluations(found: Sequence[Evaluation]) -> None:
    """The scores of each question, then what else was measured, then warnings and notes.

    A note that is true of all questions stands once, at the end.
    """
    of_all = [note for note in found[0].notes if all(note in one.notes for one in found)]
    for one in found:
        show.scores(one.scores)
        own = [note for note in one.notes if note not in of_all]
        for line in (*_beside(one), *_lot(one), *(f"note: {note}" for note in own)):
            typer.echo(f"    {line}")
        for warning in one.warnings:
            typer.echo(f"    WARNING: {warning}")
    for note in of_all:
        typer.echo(f"note: {note}")


def as_json(found: Sequence[Evaluation]) -> None:
    """One JSON object a line; warnings on standard error too."""
    for one in found:
        typer.echo(json.dumps(one.as_json(), ensure_ascii=False, allow_nan=False))
        for warning in one.warnings:
            typer.echo(f"WARNING: {one.question}: {warning}", err=True)


def _beside(one: Evaluation) -> list[str]:
    lines = []
    if one.gap:
        gap = f"{_measure(one.gap.gap, '+')} above unseen {one.unit}s"
        lines.append(f"{one.gap.metric} with rows at random {_measure(one.gap.random)}: {gap}")
    if one.rivals:
        rivals = [
            f"{r.name} {_number(r.apart.value)}"
            + (f" ({_number(r.random.value)} at random)" if r.name == "outlet only" else "")
            for r in one.rivals
        ]
        lines.append(f"macro_f1 of models that see less: {', '.join(rivals)}")
    if one.probe:
        probe = one.probe
        masked = f"; names blanked {_measure(probe.masked)}" if probe.blanked else ""
        lines.append(
            f"outlet told from the text {_measure(probe.accuracy)}, the most frequent of "
            f"{probe.outlets} is {probe.majority:.3f}{masked}"
        )
    if one.telling:
        words = ", ".join(f'"{t.ngram}" ({t.outlet})' for t in one.telling[:3])
        lines.append(f"{len(one.telling)} words of weight give an outlet away: {words}…")
    if one.reliability and one.gap:
        r = one.reliability
        lines.append(
            f"probabilities: ECE {r.ece:.3f} ({r.ece_if_calibrated:.3f} if calibrated), "
            f"Brier {_measure(r.brier)}"
        )
    if one.curve:
        points = ", ".join(f"{_number(p.score.value)} with {p.labels}" for p in one.curve)
        lines.append(f"macro_f1 by labels: {points}")
    return lines


def _lot(one: Evaluation) -> list[str]:
    """One line, of macro F1."""
    return [
        f"on the {s.items} passages that no model chose: macro_f1 "
        f"{_measure(Measure(s.value, s.low, s.high))}{'' if s.value is not None else '; ' + s.note}"
        for s in one.lot[:1]
    ]


def _measure(m: Measure, sign: str = "") -> str:
    value = _number(m.value, sign)
    if m.low is None or m.high is None:
        return value
    return f"{value} [{_number(m.low, sign)}, {_number(m.high, sign)}]"


def _number(value: float | None, sign: str = "") -> str:
    return "undefined" if value is None else f"{value:{sign}.3f}"
