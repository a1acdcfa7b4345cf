"""How good models are, of a study or of a table of the user's own: what is examined, and how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stancemark import learning, marked, spanned, tabular, tagged
from stancemark.errors import InputError
from stancemark.journey import Journey, need
from stancemark.records import Document, Evaluation, Passage, Place, Refusal
from stancemark.tasks.blind import blinded, masked
from stancemark.tasks.cues import cues

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.dataset import Example
    from stancemark.models.examine import Depth, Exam
    from stancemark.models.split import Apart

By = Literal["outlet", "document", "time"]

OFF_SCALE = frozenset({"cannot_tell", "no_direction", "unclear", "not_addressed"})
"""Answers that say nothing of where on an ordinal scale a passage stands."""


ON_GOLD = "asked of the spans that people marked; of a span that is not found, or wrongly, it says nothing"
"""What scores of an attribute are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user asked of an evaluation; None and nothing for what was left open."""

    # what the folds keep apart
    by: By | None = None
    # of a table: the column that stands for the outlet
    group: str = ""
    # of a table: the column of dates
    date: str = "date"
    # more than there can be are refused
    folds: int | None = None
    # how much is measured
    depth: "Depth" = "usual"

    @property
    def bound(self) -> bool:
        """Whether the folds were asked for, so that others in their place would be no answer."""
        return bool(self.by or self.group or self.folds)

    def apart(self, usual: By | None = None) -> "Apart":
        """What the folds are to keep apart."""
        from stancemark.models.split import Apart

        by = self.by or ("outlet" if self.group else usual) or ""
        return Apart(by=by, called=self.group or "outlet", exact=self.folds is not None)


def of_table(
    table: Path, *, kind: tabular.Kind, recipe: tabular.Recipe, wanted: Wanted
) -> tuple[list[Evaluation], list[Refusal]]:
    """Of a table of labelled text; for `stance`, of all targets together, then of each.

    Raises `InputError` where the folds that were asked for cannot be; where none were asked for, that is
    a note.
    """
    from stancemark.models.examine import Exam
    from stancemark.models.families import make

    columns = _columns(wanted)
    apart = wanted.apart()
    if kind == "spans":
        return _of_spans(table, recipe, wanted, columns)
    examples, refused, cells = tabular.examples(table, kind, columns)
    exam = Exam(
        question=tabular.QUESTION,
        model=recipe.family,
        make=lambda: make(recipe.family, recipe.encoder, recipe.seed),
        folds=wanted.folds or tabular.FOLDS,
        apart=apart,
        seed=recipe.seed,
        depth=wanted.depth,
        parts=tabular.by_target(examples, kind),
    )

    def hidden() -> "list[Example]":
        return [_masked(e, cells[e.id, e.target]) for e in examples]

    return _examined(examples, exam, hidden, bound=wanted.bound), refused


def of_study(journey: Journey, wanted: Wanted) -> tuple[list[Evaluation], list[Refusal]]:
    """Of each trained question of a study, of targets that could not be measured, then of its spans.

    Raises `InputError` as `of_table` does.
    """
    from stancemark.models.evaluate import unmeasured
    from stancemark.models.examine import Exam
    from stancemark.models.split import timeless

    options = journey.setup.config.models
    documents = {d.id: d for d in need(journey, "documents", Document, "read")}
    passages = {p.id: p for p in need(journey, "passages", Passage, "tasks")}
    lot = _lot(journey)
    apart = wanted.apart(None if options.by == "outlet" else options.by)
    found: list[Evaluation] = []
    refused: list[Refusal] = []
    trainable = learning.trainable(journey)
    spans = marked.learned(journey)
    learning.require(trainable.own, trainable.shared, spans.labels)
    learning.tidy(journey, {**trainable.own, **spans.attributes})
    for (question, target), known in trainable.own.items():
        examples = [_placed(e, documents) for e in known]
        if apart.by == "time":
            examples, undated = _dated(examples, documents)
            refused += undated
        exam = Exam(
            question=question,
            target=target,
            model=options.family,
            make=lambda: learning.model(journey),
            folds=wanted.folds or options.folds,
            apart=apart,
            seed=options.seed,
            depth=wanted.depth,
            scale=scale(journey, question),
            lot=lot,
            kept=learning.kept(journey, known),
        )
        hidden = partial(_hidden, examples, passages, documents)
        made = _examined(examples, exam, hidden, bound=wanted.bound)
        if lacking := len(known) - len(examples):
            without = f"{lacking} passages without a date that can be read are left out"
            made = [replace(one, notes=(*one.notes, without)) for one in made]
        found += made
    for key, why in trainable.thin.items():
        scores = tuple(unmeasured((), *key, why))
        found.append(Evaluation(*key, options.family, "", "group", 0, 0, 0, scores))
    full = wanted.depth == "full"
    found += spanned.evaluated(journey, spans, full=full)
    for (question, target), part in spans.attributes.items():
        exam = Exam(
            question=question,
            target=target,
            model=spanned.family(journey),
            make=partial(spanned.attribute, journey),
            folds=options.folds,
            apart=timeless(options.by),
            seed=options.seed,
            depth="usual" if full else "quick",
            scale=scale(journey, question),
            kept=learning.kept(journey, part),
        )
        found += _of_attribute(part, exam, bound=False)
    return found, list(dict.fromkeys(refused))


def _of_attribute(part: "Sequence[Example]", exam: "Exam", *, bound: bool) -> list[Evaluation]:
    found = _examined(part, exam, None, bound=bound)
    return [replace(one, notes=(ON_GOLD, *one.notes)) for one in found]


def scale(journey: Journey, question: str) -> list[str]:
    """The labels of an ordinal question that are on its scale, in order; none of another question."""
    asked = journey.codebook.question(question)
    return [v for v in asked.values if v not in OFF_SCALE] if asked.kind == "ordinal" else []


def _examined(
    examples: "Sequence[Example]",
    exam: "Exam",
    hidden: "Callable[[], Sequence[Example]] | None",
    *,
    bound: bool,
) -> list[Evaluation]:
    """`hidden` gives the examples with outlets' names blanked, which a quick exam has no use for."""
    from stancemark.models.examine import examine, unmeasured

    try:
        return examine(examples, exam, hidden() if hidden and exam.depth != "quick" else None)
    except InputError as error:
        if bound:
            raise
        return [unmeasured(examples, exam, str(error))]


def _columns(wanted: Wanted) -> dict[str, str]:
    """What a column is read as, for those that the user named."""
    columns = {"outlet": wanted.group} if wanted.group else {}
    if wanted.by == "outlet":
        columns.setdefault("outlet", "outlet")
    if wanted.by == "document":
        columns["document"] = "document"
    return columns | ({"date": wanted.date} if wanted.by == "time" else {})


def _of_spans(
    table: Path, recipe: tabular.Recipe, wanted: Wanted, columns: Mapping[str, str]
) -> tuple[list[Evaluation], list[Refusal]]:
    if wanted.by == "time":
        raise InputError("--by time is for labels, and not for spans yet; use outlet or document")
    from stancemark.models.examine import Exam
    from stancemark.models.families import make_attribute
    from stancemark.models.span_attributes import LEAST, enough
    from stancemark.models.span_attributes import examples as of_spans

    folds, apart = wanted.folds or tabular.FOLDS, wanted.apart()
    full = wanted.depth == "full"
    known, refused = tagged.examples(table, columns)
    found = [tagged.evaluate(known, recipe, folds=folds, apart=apart, full=full)]
    parts, thin = enough(of_spans(known), LEAST)
    for (name, value), part in parts.items():
        exam = Exam(
            question=name,
            target=value,
            model=recipe.family,
            make=lambda: make_attribute(recipe.family, recipe.encoder, recipe.seed),
            folds=folds,
            apart=apart,
            seed=recipe.seed,
            depth="usual" if full else "quick",
        )
        found += _of_attribute(part, exam, bound=wanted.bound)
    return found, [*refused, *thin]


def _masked(example: "Example", cells: Mapping[str, Any]) -> "Example":
    """A row's texts with blanks for what names its outlet or author; a name may be a domain."""
    name = example.outlet
    url, author = (str(cells.get(column) or "") for column in ("url", "author"))
    if " " not in name and "." in name:
        url = url or f"https://{name}"
    found = cues(name, url, (author,) if author else ())
    return replace(
        example,
        text=masked(example.text, found),
        heading=masked(example.heading, found),
        before=masked(example.before, found),
        after=masked(example.after, found),
    )


def _placed(example: "Example", documents: Mapping[str, Document]) -> "Example":
    """With the date of its page; a page that is no longer there has none."""
    page = documents.get(example.document)
    return replace(example, published=page.published if page else "")


def _hidden(
    examples: "Sequence[Example]",
    passages: Mapping[str, Passage],
    documents: Mapping[str, Document],
) -> "list[Example]":
    """Passages as annotators of a blind study see them."""
    return [
        _blinded(e, passages[e.id], documents[e.document]) if e.document in documents else e
        for e in examples
    ]


def _blinded(example: "Example", passage: Passage, document: Document) -> "Example":
    hidden = blinded(passage, document)
    heading = hidden.heading if example.heading else ""
    before = hidden.context_before if example.before else ""
    after = hidden.context_after if example.after else ""
    return replace(example, text=hidden.text, heading=heading, before=before, after=after)


def _dated(
    examples: "Sequence[Example]", documents: Mapping[str, Document]
) -> "tuple[list[Example], list[Refusal]]":
    """The examples whose date can be read, and a refusal for each document without one.

    Raises `InputError` where none has a date.
    """
    from stancemark.models.split import day

    dated = [e for e in examples if day(e.published)]
    if not dated:
        raise InputError("no judged passage is of a page with a date: they have no place in time")
    lacking = {e.document: e.published for e in examples if not day(e.published)}
    return dated, [
        tabular.undated("evaluate", documents[name].source if name in documents else name, when)
        for name, when in lacking.items()
    ]


def _lot(journey: Journey) -> frozenset[str] | None:
    """The passages that only the lot may choose; None before the queue was made."""
    if not journey.study.has("queue"):
        return None
    places = journey.study.stream("queue", Place)
    return frozenset(p.passage for p in places if p.lot == "evaluation")
