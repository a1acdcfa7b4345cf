"""The verbs on a table of texts with labelled stretches: `id, text, spans: [{start, end, label, attributes}]`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stancemark.config import ENCODER, AcceptOptions
from stancemark.errors import InputError
from stancemark.records import Evaluation, Refusal, Summary, fingerprint
from stancemark.tables import read_table

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.shelf import Shelf
    from stancemark.models.span_attributes import Key
    from stancemark.models.span_table import SpanExample
    from stancemark.models.split import Apart
    from stancemark.models.tagger import LabelledSpan, Tagger
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
    """Fit a span model, and one of each attribute, and put them on the shelf at `out`. Raises `InputError` where a gate is asked for."""
    from stancemark.models import shelf
    from stancemark.models.families import described, make_attribute, make_tagger
    from stancemark.models.span_attributes import LEAST, enough, forms
    from stancemark.models.span_attributes import examples as of_spans
    from stancemark.models.span_table import digest, fit

    if recipe.accept:
        raise InputError("--accept is for labels: spans have no gate; leave it out")
    known, refused = examples(table)
    parts, thin = enough(of_spans(known), LEAST)
    if (QUESTION, "") in parts:
        raise InputError(f"{table}: no attribute can be called {QUESTION!r}; rename it")
    tagger = fit(make_tagger(recipe.family, recipe.encoder, recipe.seed), known)
    models: dict[Key, Any] = {(QUESTION, ""): tagger}
    for key, part in parts.items():
        model = make_attribute(recipe.family, recipe.encoder, recipe.seed)
        models[key] = model.fit(part, [e.label for e in part])
    data = digest(known)
    manifest = {
        "version": f"{recipe.family}-{fingerprint(data, recipe.seed, recipe.encoder)[:8]}",
        "codebook": "",
        "data": data,
        "seed": recipe.seed,
        "kind": "spans",
        "family": recipe.family,
        "attributes": forms(known),
        **described(models),
    }
    shelf.save(out, models, manifest)
    counts = {
        "models": len(models),
        "examples": len(known),
        "spans": sum(len(e.spans) for e in known),
        "labels": len(tagger.classes_),
    }
    return Summary("train", counts, (*refused, *thin))


def evaluate(
    known: "Sequence[SpanExample]",
    recipe: Recipe,
    *,
    folds: int,
    apart: "Apart",
    full: bool = False,
) -> Evaluation:
    """Out-of-fold token F1 and exact F1 of each label, outlets apart where two or more are named.

    In `full` also the gap to a random split and the outlet probe, for two more fits a fold.
    """
    from stancemark.models import split
    from stancemark.models.families import make_tagger
    from stancemark.models.span_gap import given_away
    from stancemark.models.span_scores import evaluate as measure

    cut = split.folds([e.about for e in known], folds, recipe.seed, apart)
    make = partial(make_tagger, recipe.family, recipe.encoder, recipe.seed)
    scores = measure(known, make=make, split=cut, seed=recipe.seed)
    found = Evaluation(
        QUESTION, "", recipe.family, cut.by, cut.unit, cut.groups, len(cut.folds), len(known),
        tuple(scores), notes=() if full else (SCORES_ONLY,),
    )  # fmt: skip
    return given_away(found, known, make, cut, seed=recipe.seed) if full else found


def rows(shelved: "Shelf", texts: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """One row per (id, text), in order: `id, question, spans, model`.

    Where attributes were learned, each span has them, with the probability of each value; null for
    one that its label does not have.
    """
    from stancemark.models.dataset import Example
    from stancemark.models.span_attributes import said

    models = dict(shelved.models)
    tagger: Tagger = models.pop((QUESTION, ""))
    tagged = tagger.predict([text for _, text in texts])
    asked = [(Example(*pair, ""), own) for pair, own in zip(texts, tagged, strict=True)]
    names = dict.fromkeys(name for name, _ in models)
    for (name, _), spans in zip(texts, said(models, shelved.attributes, asked), strict=True):
        yield {
            "id": name,
            "question": QUESTION,
            "spans": [_cell(one, names) for one in spans],
            "model": shelved.manifest["version"],
        }


def _cell(one: "LabelledSpan", names: Iterable[str]) -> dict[str, Any]:
    """A span as it is written."""
    found = {
        "start": one.span.start,
        "end": one.span.end,
        "label": one.label,
        "score": one.score,
    }
    said = {name: next((a for a in one.attributes if a.name == name), None) for name in names}
    if not said:
        return found
    values = {n: a and (list(a.values) if a.several else a.values[0]) for n, a in said.items()}
    shares = {n: a and dict(a.shares) for n, a in said.items()}
    return {**found, "attributes": values, "probabilities": shares}


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


def examples(
    table: Path, columns: Mapping[str, str] | None = None
) -> "tuple[list[SpanExample], list[Refusal]]":
    """What a table has to learn from, and its rows refused. Raises `InputError` where there is nothing."""
    from stancemark.models.dataset import require
    from stancemark.models.span_table import from_rows

    rows, refused = read_table(table)
    require({name for row in rows for name in row.cells}, (columns or {}).values(), str(table))
    for row in rows:
        row.cells.update({name: row.cells.get(c) for name, c in (columns or {}).items()})
    known, left_out = from_rows([row.cells for row in rows], table.name)
    places = [f"{table.name}#{row.number}" for row in rows]
    refused += [replace(r, item=places[int(r.item.rpartition("#")[2]) - 1]) for r in left_out]
    if not known:
        why = f"; {refused[0].item}: {refused[0].reason} {refused[0].detail}" if refused else ""
        raise InputError(f"{table}: no row can be used{why}")
    return known, refused
