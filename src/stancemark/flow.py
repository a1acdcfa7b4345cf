"""The whole journey, one function per step, in order: read this file first.

    read → tasks (segment, cut, reuse, suggest) → push → (people annotate) → pull → agree → aggregate
         → train → evaluate → prelabel → push (the new suggestions) → report

Each step reads what the step before left in the study's folder, writes its own part atomically, and
returns a `Summary` with its counts and refusals. A step that is repeated replaces its own part, so
running anything twice adds nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stancemark import evaluation, incoming, learning, marked, ordering, outgoing, spanned
from stancemark.errors import InputError
from stancemark.journey import Journey, done, need, settings, want
from stancemark.records import (
    Agreement,
    Audited,
    Cluster,
    Document,
    Evaluation,
    Gold,
    GoldSpan,
    Judgement,
    Passage,
    Place,
    Prediction,
    Refusal,
    Score,
    Segment,
    Summary,
)
from stancemark.revise import difference, only_targets_added, remember, with_history
from stancemark.store import write_text
from stancemark.tasks.cut import cut
from stancemark.tasks.read import Tally, find, listed
from stancemark.tasks.read import read as read_documents
from stancemark.tasks.segment import segment

if TYPE_CHECKING:  # each is heavy to import, and most commands need one of them at most
    from stancemark.annotate.patience import Progress
    from stancemark.annotate.plans import PushPlan
    from stancemark.annotate.protocol import Studio
    from stancemark.annotate.votes import Vote

QuestionKey = tuple[str, str]
"""A question's id and the slug of its target, empty for none."""


def read(journey: Journey) -> Summary:
    """Documents into the study, each written as it is read.

    Raises `InputError` where a file that the user named cannot be read, once all others have been.
    """
    tally = Tally()
    config = journey.setup.config
    sources = find(config.study.documents, journey.setup.base)
    refusals: list[Refusal] = []
    outlets: Counter[str] = Counter()

    def documents() -> Iterator[Document]:
        for outcome in read_documents(sources, config.read, tally):
            if isinstance(outcome, Refusal):
                refusals.append(outcome)
                continue
            outlets[outcome.outlet] += 1
            yield replace(outcome, language=outcome.language or config.study.language)

    journey.study.save("documents", Document, documents())
    total, named = outlets.total(), sum(1 for outlet in outlets if outlet)
    counts = {"documents": total, "outlets": named, **tally.notes}
    summary = done(journey, Summary("read", counts, tuple(refusals)))
    if at_fault := tally.at_fault if total else refusals:
        raise InputError(listed(at_fault))
    return summary


def tasks(journey: Journey) -> Summary:
    """Documents to segments, passages, clusters of those that repeat, and first suggestions."""
    from stancemark.models import rules
    from stancemark.tasks.reuse import reuse

    documents = need(journey, "documents", Document, "read")
    segments: list[Segment] = []
    passages: list[Passage] = []
    refused: list[Refusal] = []
    for document in documents:
        found = segment(document)
        judged = cut(document, found, journey.setup.config.cut)
        if not judged:
            only = ", ".join(dict.fromkeys(s.role for s in found))
            refused.append(Refusal("tasks", document.source, "no passage", f"only {only}"))
        segments += found
        passages += judged
    repeated = reuse(passages, documents)
    passages = repeated.passages
    suggestions = list(rules.predict(passages, journey.codebook))
    journey.study.save("segments", Segment, segments)
    journey.study.save("passages", Passage, passages)
    journey.study.save("clusters", Cluster, repeated.clusters)
    journey.study.save("predictions/rules", Prediction, suggestions)
    roles = Counter(s.role for s in segments)
    counts = {
        "segments": len(segments),
        "of them boilerplate": roles["boilerplate"],
        "passages": len(passages),
        "clusters of repeated passages": len(repeated.clusters),
        "passages in them": sum(len(c.passages) for c in repeated.clusters),
        "suggested spans": sum(len(s.regions) for s in suggestions),
    }
    most = journey.setup.config.cut.max_words
    if longer := sum(len(p.text.split()) > most for p in passages):
        counts["of them one sentence longer than max_words"] = longer
    return done(journey, Summary("tasks", counts, tuple(refused)))


def queue(journey: Journey) -> list[Place]:
    """The order in which people are asked, anew, by what models and people have said; saved as `queue`."""
    want(journey, "passages", "tasks")
    settings(journey)  # gives the study its id, by which lots fall
    places = ordering.order(journey)
    ordering.keep(journey, places)
    return places


def plan_push(journey: Journey, studio: "Studio") -> "PushPlan":
    """What `push` would do."""
    from stancemark.annotate import plans

    for table, step in (("documents", "read"), ("passages", "tasks")):
        want(journey, table, step)
    wanted = settings(journey)
    return plans.plan_push(
        studio,
        wanted,
        journey.study.column("passages", "id"),
        lambda: outgoing.tasks(journey),
        outgoing.suggested(journey, ordering.current(journey)),
    )


def push(
    journey: Journey, studio: "Studio", progress: "Progress", plan: "PushPlan | None" = None
) -> Summary:
    """Tasks to Label Studio, then the newest suggestions: a model's if there is one, else rules.

    `plan` is one that was made and shown before. Raises `InputError` while another command writes to
    the study, and `StudioError` where somebody else has changed the project since the plan was made.
    """
    from stancemark.annotate import send

    with journey.study.alone("push"):
        plan = plan or plan_push(journey, studio)
        batch = journey.setup.config.label_studio.batch
        if plan.replaced and plan.project and plan.project.annotations:
            incoming.pull(
                journey, studio
            )  # the server forgets what began from a suggestion that goes
        project = send.push(studio, plan, batch, progress)
        with_history(journey, project)
        places = ordering.current(journey)
        ordering.keep(journey, places)
        ids = dict(studio.tasks(project.id))
        sending = outgoing.Sending(plan.suggested.version, ids, plan.settings.config)
        sent = send.push_predictions(
            studio,
            project,
            plan.suggested,
            lambda: outgoing.predictions(journey, places, sending),
            batch,
            progress,
        )
        counts = {
            "tasks created": plan.missing,
            "tasks left as they were": len(plan.wanted) - plan.missing,
            "predictions sent": sent,
            "predictions left as they were": plan.suggested.count - sent,
        }
        if plan.doubles.surplus:
            counts["copies of tasks deleted"] = len(plan.doubles.surplus)
        summary = Summary("push", counts, tuple(sending.refused.values()))
        return done(journey, summary, project=project.id, shown=plan.suggested.version)


def pull(journey: Journey, studio: "Studio", *, full: bool = False) -> Summary:
    """Judgements from Label Studio: what has changed since the last pull, or all that is there.

    Those the server no longer has are counted, and kept aside as `gone`. Raises `InputError` while
    another command writes to the study, and where it would put aside all there is (see `incoming`).
    """
    want(journey, "passages", "tasks")
    with journey.study.alone("pull"):
        return incoming.pull(journey, studio, full=full)


def agree(journey: Journey) -> list[Agreement]:
    """Krippendorff's alpha on each question, on spans and what is said of them; saved as `agreement`."""
    from stancemark.annotate.agreement import by_question
    from stancemark.annotate.votes import per_question

    seed = journey.setup.config.models.seed
    found: list[Agreement] = []
    spans, said = marked.compared(journey)
    for (question_id, _), part in per_question([*_votes(journey), *said]).items():
        if scale := evaluation.scale(journey, question_id):
            part = [vote for vote in part if vote.label in scale]  # noqa: PLW2901  # the part on the scale
            found += by_question(part, "ordinal", order=scale, seed=seed)
        else:
            found += by_question(part, "nominal", seed=seed)
    found += spans
    journey.study.save("agreement", Agreement, found)
    done(journey, Summary("agree", {"questions": len(found)}))
    return found


def aggregate(journey: Journey) -> Summary:
    """Judgements to gold, by majority, and what they say of accepted answers. A tie has no label.

    Answers are saved as `gold`, the stretches that a majority marked as `gold_spans`.
    """
    from stancemark.annotate.aggregate import majority
    from stancemark.models.audit import said

    gold = majority(_votes(journey))
    journey.study.save("gold", Gold, gold)
    tied = sum(not g.label for g in gold)
    spans = list(marked.gold(journey))
    journey.study.save("gold_spans", GoldSpan, spans)
    counts = {"gold answers": len(gold) - tied, "ties": tied}
    if spans:
        counts["gold spans"] = len(spans)
    audited = tuple(map(said, learning.audit(journey)))
    return done(journey, Summary("aggregate", counts, notes=audited))


def train(journey: Journey) -> Summary:
    """A classifier for each question with enough gold, its gates, and a span tagger.

    Raises `InputError` where no question has enough labels, and no span label enough spans.
    """
    from stancemark.models.families import advice
    from stancemark.models.promise import said, says

    remember(journey)
    trainable = learning.trainable(journey)
    known_spans = marked.learned(journey)
    learning.require(trainable.own, trainable.shared, known_spans.labels)
    version, gates = learning.train(journey, trainable)
    learning.tidy(journey, {**trainable.own, **known_spans.attributes})
    spans = spanned.train(journey, known_spans)
    counts = {
        "models": len(trainable.own) + len(trainable.shared),
        "examples": sum(map(len, trainable.own.values())),
    }
    if spans.labels:
        counts["span labels that a tagger finds better than the rules"] = len(spans.labels)
    if spans.attributes:
        counts["questions about spans learned"] = len(spans.attributes)
    notes = (
        *advice(trainable.own.values(), journey.setup.config.models.family, "models.family:"),
        *(f"{'/'.join(key)}: {what}" for key, what in trainable.thin.items()),
        *map(said, gates),
        *(spanned.notes(journey) if spans.version else ()),
    )
    summary = Summary("train", counts, (*trainable.refused, *spans.refused), notes)
    told = [{"question": g.question, "target": g.target, "says": says(g)} for g in gates]
    return done(journey, summary, version=version, spans=spans.version, gates=told)


def evaluate(journey: Journey, wanted: evaluation.Wanted | None = None) -> list[Evaluation]:
    """Out-of-fold scores of each trained question and span label, and what they rest on.

    Saved as `evaluation`, and as the page evaluation.html; the scores alone as `scores`. What cannot
    be placed in time is refused.
    """
    from stancemark.report import render_evaluation

    found, refused = evaluation.of_study(journey, wanted or evaluation.Wanted())
    journey.study.save("evaluation", Evaluation, found)
    scores = [score for one in found for score in one.scores]
    journey.study.save("scores", Score, scores)
    page = render_evaluation(found, journey.setup.config.study.name, journey.codebook)
    write_text(journey.study.folder / "evaluation.html", page)
    counts = {"scores": len(scores), "warnings": sum(len(one.warnings) for one in found)}
    done(journey, Summary("evaluate", counts, tuple(refused)))
    return found


def prelabel(journey: Journey) -> Summary:
    """Guesses and spans, the tagger's or the rules', for every passage that nobody has judged."""
    from stancemark.models import shelf

    tagger = spanned.version(journey)
    model = learning.shelved(journey, tagger)
    if not only_targets_added(journey, model):
        shelf.check(model, journey.codebook.version, difference(journey, model.manifest))
    predictions, audited, terms = learning.guess(journey, model, spanned.suggested)
    family = journey.setup.config.models.family
    journey.study.save(f"predictions/{family}", Prediction, predictions)
    journey.study.save("audited", Audited, audited)
    guesses = [guess for p in predictions for guess in p.guesses]
    counts = {
        "passages": len(predictions),
        "guesses": len(guesses),
        "of them accepted": sum(guess.accepted for guess in guesses),
    }
    summary = Summary("prelabel", counts, notes=terms.told())
    return done(journey, summary, version=model.manifest["version"], spans=tagger)


def report(journey: Journey) -> Path:
    """The study as one self-contained HTML page; where it is."""
    from stancemark.report import render

    path = journey.study.folder / "report.html"
    write_text(path, render(journey.study, journey.codebook, journey.setup.config))
    return path


def _votes(journey: Journey) -> "list[Vote]":
    from stancemark.annotate.votes import votes

    return votes(need(journey, "judgements", Judgement, "pull"))
