"""The verbs on a table of texts with labelled stretches: `id, text, spans: [{start, end, label}]`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stancemark.config import ENCODER, AcceptOptions
from stancemark.errors import InputError
from stancemark.records import Evaluation, Refusal, Summary, fingerprint
from stancemark.tables import read_table

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.span_table import SpanExample
    from stancemark.models.split import Apart
    from stancemark.models.tagger import Tagger
    from stancemark.tasks.attribution import Draft, Finder, Words

_PARTS = "source, cue and content"

SCORES_ONLY = "spans: scores only; --full adds the gap to a random split and the outlet probe"

QUESTION = "spans"
"""The question such a table answers, after its column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a model is made."""

    # see `stancemark.models.families`
    family: Literal["linear", "encoder", "finetune", "blend"] = "linear"
    # a Hugging Face id or a folder; for all but `linear`
    encoder: str = ENCODER
    # every random choice follows from it
    seed: int = 7
    # what is promised of the answers that the model's gate will accept; None for no gate
    accept: AcceptOptions | None = None


def train(table: Path, out: Path, recipe: Recipe) -> Summary:
    """Fit a span model and put it on the shelf at `out`. Raises `InputError` where a gate is asked for."""
    from stancemark.models import shelf
    from stancemark.models.families import described, make_tagger
    from stancemark.models.span_table import digest, fit

    if recipe.accept:
        raise InputError("--accept is for labels: spans have no gate; leave it out")
    examples, refused = _examples(table)
    tagger = fit(make_tagger(recipe.family, recipe.encoder, recipe.seed), examples)
    data, models = digest(examples), {(QUESTION, ""): tagger}
    manifest = {
        "version": f"{recipe.family}-{fingerprint(data, recipe.seed, recipe.encoder)[:8]}",
        "codebook": "",
        "data": data,
        "seed": recipe.seed,
        "kind": "spans",
        "family": recipe.family,
        **described(models),
    }
    shelf.save(out, models, manifest)
    counts = {
        "models": 1,
        "examples": len(examples),
        "spans": sum(len(e.spans) for e in examples),
        "labels": len(tagger.classes_),
    }
    return Summary("train", counts, tuple(refused))


def evaluate(
    table: Path,
    recipe: Recipe,
    *,
    folds: int,
    apart: "Apart",
    columns: Mapping[str, str],
    full: bool = False,
) -> tuple[list[Evaluation], list[Refusal]]:
    """Out-of-fold token F1 and exact F1 of each label, outlets apart where two or more are named.

    In `full` also the gap to a random split and the outlet probe, for two more fits a fold.
    """
    from stancemark.models import split
    from stancemark.models.families import make_tagger
    from stancemark.models.span_gap import given_away
    from stancemark.models.span_scores import evaluate as measure

    examples, refused = _examples(table, columns)
    cut = split.folds([e.about for e in examples], folds, recipe.seed, apart)
    make = partial(make_tagger, recipe.family, recipe.encoder, recipe.seed)
    scores = measure(examples, make=make, split=cut, seed=recipe.seed)
    found = Evaluation(
        QUESTION, "", recipe.family, cut.by, cut.unit, cut.groups, len(cut.folds), len(examples),
        tuple(scores), notes=() if full else (SCORES_ONLY,),
    )  # fmt: skip
    if full:
        found = given_away(found, examples, make, cut, seed=recipe.seed)
    return [found], refused


def rows(
    models: Mapping[tuple[str, str], Any], texts: Sequence[tuple[str, str]], version: str
) -> Iterator[dict[str, Any]]:
    """One row per (id, text), in order: `id, question, spans, model`."""
    tagger: Tagger = models[QUESTION, ""]
    tagged = tagger.predict([text for _, text in texts])
    for (name, _), spans in zip(texts, tagged, strict=True):
        found = [
            {"start": s.span.start, "end": s.span.end, "label": s.label, "score": s.score}
            for s in spans
        ]
        yield {"id": name, "question": QUESTION, "spans": found, "model": version}


def finder(folder: Path) -> "Finder":
    """A fitted tagger of `source`, `cue` and `content` in place of the rules for attributions.

    Raises `InputError` where the folder holds no such model.
    """
    from stancemark.models import shelf
    from stancemark.models.tagger import Tagger
    from stancemark.tasks.attribution import linked

    tagger = shelf.load(folder).models.get((QUESTION, ""))
    if not isinstance(tagger, Tagger) or "cue" not in tagger.classes_:
        raise InputError(f"{folder}: no tagger of attributions; its labels must be {_PARTS}")

    def find(words: "Words") -> "list[Draft]":
        (spans,) = tagger.predict([words.text])
        return linked(words, [(s.label, s.span) for s in spans])

    return find


def _examples(
    table: Path, columns: Mapping[str, str] | None = None
) -> "tuple[list[SpanExample], list[Refusal]]":
    from stancemark.models.dataset import require
    from stancemark.models.span_table import from_rows

    rows, refused = read_table(table)
    require({name for row in rows for name in row.cells}, (columns or {}).values(), str(table))
    for row in rows:
        row.cells.update({name: row.cells.get(c) for name, c in (columns or {}).items()})
    examples, left_out = from_rows([row.cells for row in rows], table.name)
    places = [f"{table.name}#{row.number}" for row in rows]
    refused += [replace(r, item=places[int(r.item.rpartition("#")[2]) - 1]) for r in left_out]
    if not examples:
        why = f"; {refused[0].item}: {refused[0].reason} {refused[0].detail}" if refused else ""
        raise InputError(f"{table}: no row can be used{why}")
    return examples, refused
