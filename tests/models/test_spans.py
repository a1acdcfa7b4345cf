"""Spans of a text learned and found again: the tagger, its table, its scores, its shelf."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stancemark.errors import InputError
from stancemark.models import shelf
from stancemark.models.span_scores import covered, evaluate, f1
from stancemark.models.span_table import digest, from_rows
from stancemark.models.spans import SpanTagger, marginals
from stancemark.models.split import folds
from stancemark.models.tagger import LabelledSpan
from stancemark.models.thresholds import ENOUGH, stretches, thresholds
from stancemark.models.tokens import features, paragraphs
from stancemark.records import Span

NAMES = (
    "Mayor Olin",
    "Ida Berg",
    "the harbour board",
    "Colonel Rask",
    "a spokeswoman",
    "officials",
)
FACTS = ("the bridge is safe", "two boats sank", "the vote was lost", "prices will rise")


def said(number: int) -> tuple[str, list[LabelledSpan]]:
    """A sentence `SOURCE said that CONTENT.` with its spans, another for each number."""
    name, fact = NAMES[number % len(NAMES)], FACTS[number // len(NAMES) % len(FACTS)]
    text = f"{name} said that {fact} on day {number}."
    return text, [
        LabelledSpan(Span(0, len(name)), "source"),
        LabelledSpan(Span(len(name) + 1, len(name) + 5), "cue"),
        LabelledSpan(Span(len(name) + 6, len(text) - 1), "content"),
    ]


@pytest.fixture(scope="module")
def tagger() -> SpanTagger:
    """Fitted on forty such sentences and ten without any span."""
    rows = [said(n) for n in range(40)] + [(f"It rained on day {n}.", []) for n in range(10)]
    return SpanTagger(max_iter=50).fit([text for text, _ in rows], [spans for _, spans in rows])


def test_what_was_learned_is_found_in_a_new_sentence(tagger: SpanTagger) -> None:
    """Source, cue and content of a sentence not in the training rows come back at their offsets."""
    text, spans = said(41)
    (found,) = tagger.predict([text])
    assert [(s.span, s.label) for s in found] == [(s.span, s.label) for s in sorted(spans)]
    assert all(s.score is not None and 0.5 < s.score <= 1 for s in found)
    assert tagger.predict(["It rained again."]) == [[]]


@given(text=st.text(max_size=300))
def test_any_text_has_spans_inside_it(tagger: SpanTagger, text: str) -> None:
    """Whatever the text, each span found is within it and neither begins nor ends with space."""
    for s in tagger.predict([text])[0]:
        assert s.span.end <= len(text)
        assert s.span.of(text) == s.span.of(text).strip()


def test_spans_that_cross_and_nest_come_back() -> None:
    """A quotation inside another's words keeps both labels on the tokens they share."""
    rows = []
    for n in range(30):
        inner, spans = said(n)
        text = f"Reports hold that {inner}"
        rows.append((text, [LabelledSpan(Span(18, len(text)), "report")]))
        rows[-1][1].extend(LabelledSpan(s.span.moved(18), s.label) for s in spans)
    tagger = SpanTagger(max_iter=50).fit([r[0] for r in rows], [r[1] for r in rows])
    inner, spans = said(31)
    (found,) = tagger.predict([f"Reports hold that {inner}"])
    wanted = {("report", Span(18, 18 + len(inner)))} | {(s.label, s.span.moved(18)) for s in spans}
    assert {(s.label, s.span) for s in found} == wanted


def test_a_tagger_survives_the_shelf(tagger: SpanTagger, tmp_path: Path) -> None:
    """A saved tagger, loaded from arrays and text alone, finds the same spans with the same scores."""
    shelf.save(tmp_path, {("spans", ""): tagger}, {"codebook": ""})
    loaded = shelf.load(tmp_path).models["spans", ""]
    assert isinstance(loaded, SpanTagger)
    text, _ = said(45)
    assert loaded.predict([text]) == tagger.predict([text])


def test_nothing_to_learn_from_is_said() -> None:
    """No span at all, and a span beyond its text, are refused in words."""
    with pytest.raises(InputError, match="2 texts without any span"):
        SpanTagger().fit(["a", "b"], [[], []])
    with pytest.raises(InputError, match="text 1: span 0:9 ends after its 5 characters"):
        SpanTagger().fit(["a", "short"], [[], [LabelledSpan(Span(0, 9), "x")]])


@given(st.integers(1, 6), st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_marginals_are_those_of_all_paths(places: int, tags: int, seed: int) -> None:
    """Forward-backward gives what adding up every path gives: Σ exp(score) over paths, normalised."""
    generator = np.random.default_rng(seed)
    scores, steps = generator.normal(size=(places, tags)), generator.normal(size=(tags, tags))
    total = np.zeros((places, tags))
    for path in np.ndindex(*([tags] * places)):
        weight = np.exp(
            sum(scores[i, tag] for i, tag in enumerate(path))
            + sum(steps[a, b] for a, b in pairwise(path))
        )
        for i, tag in enumerate(path):
            total[i, tag] += weight
    expected = total / total.sum(axis=1, keepdims=True)
    assert np.allclose(marginals(scores, steps), expected)


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.9))
def test_no_threshold_beats_the_one_chosen(seed: int, share: float) -> None:
    """F1 at the threshold of a label alone is at least that of each other there is, with tokens enough."""
    gold, scores = _held(seed, share)
    best = _f1(gold, scores >= thresholds(gold, scores)[0])
    assert all(_f1(gold, scores >= least) <= best + 1e-9 for least in np.unique(scores))


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.9))
def test_no_other_threshold_of_one_label_serves_all_better(seed: int, share: float) -> None:
    """The mean of micro and macro F1 goes down, or stays, when one of several thresholds is another."""
    parts = [_held(seed + i, share) for i in range(3)]
    gold, scores = (np.concatenate(rows) for rows in zip(*parts, strict=True))
    found = np.array(thresholds(gold, scores))

    def worth(least: NDArray[np.float64]) -> float:
        taken = scores >= least[:, None]
        macro = np.mean([_f1(g, t) for g, t in zip(gold, taken, strict=True)])
        return float(_f1(gold, taken) + macro)

    best = worth(found)
    for label, row in enumerate(scores):
        for least in np.unique(row)[::7]:
            other = found.copy()
            other[label] = least
            assert worth(other) <= best + 1e-9


def test_a_label_that_is_rarely_found_marks_little() -> None:
    """Next to a label that is found well, chance does not mark a tenth of all tokens with another."""
    generator = np.random.default_rng(0)
    gold = np.stack([generator.random(20_000) < 0.3, generator.random(20_000) < 0.003])
    scores = np.stack([0.5 * gold[0] + 0.4 * generator.random(20_000), np.zeros(20_000)])
    scores[1] = 0.01 * generator.random(20_000)
    least = thresholds(gold, scores)[1]
    assert (scores[1] >= least).mean() < 0.01


@given(
    st.lists(st.sampled_from([0.1, 0.3, 0.5, 0.55, 0.7]), max_size=30).map(np.array),
    st.sampled_from([1.0, 1.2]),
)
def test_spans_begin_and_end_in_sure_tokens(found: NDArray[np.float64], alone: float) -> None:
    """With none below half the threshold inside; every sure token is in one, but those that stand alone."""
    covered = np.zeros(len(found), dtype=bool)
    last = -1
    for start, end in stretches(found, 0.5, alone):
        assert last < start < end
        assert min(found[start], found[end - 1]) >= 0.5
        assert found[start:end].min() >= 0.25
        assert end > start + 1 or found[start] >= 0.5 * alone
        assert last < 0 or found[last:start].min() < 0.25 or start - last > 3
        covered[start:end], last = True, end
    assert all(found[~covered] < 0.5 * alone)


def _held(seed: int, share: float) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Gold and probabilities of one label, (1, tokens), no two alike."""
    generator = np.random.default_rng(seed)
    gold = np.concatenate([np.ones(ENOUGH, bool), generator.random(300) < share])
    scores = np.round(np.clip(gold * 0.3 + generator.random(len(gold)), 0, 1), 2)
    return gold[None], (scores + np.arange(len(gold)) * 1e-9)[None]


def _f1(gold: NDArray[np.bool_], taken: NDArray[np.bool_]) -> float:
    return float(2 * (gold & taken).sum() / (gold.sum() + taken.sum()))


@given(st.text(alphabet='Ab1 .“”"\n’é😀', max_size=200))
def test_every_sign_is_in_one_token_with_features(text: str) -> None:
    """Tokens hold every character but white space, in order, and each has features of its own."""
    parts = list(paragraphs(text))
    assert "".join(t[0] for part in parts for t in part) == "".join(text.split())
    assert all(len(features(part)) == len(part) for part in parts)


def test_rows_that_cannot_be_used_are_counted() -> None:
    """Each bad row is refused with what is wrong in it, and the rest is kept, CSV's JSON too."""
    rows: list[dict[str, Any]] = [
        {
            "id": "a",
            "text": "Olin said no.",
            "spans": '[{"start": 0, "end": 4, "label": "source"}]',
        },
        {"id": "a", "text": "again", "spans": []},
        {"id": "c", "text": " ", "spans": []},
        {"id": "d", "text": "short", "spans": [{"start": 2, "end": 9, "label": "x"}]},
        {"id": "e", "text": "short", "spans": [{"start": "0", "end": 1, "label": "x"}]},
        {"id": "f", "text": "short", "spans": [{"start": 0, "end": 1}]},
        {"id": "g", "text": "short", "spans": "[oops"},
        {"id": "h", "text": "short"},
        {"id": "i", "text": "twice", "spans": [{"start": 0, "end": 1, "label": "x"}] * 2},
    ]
    good, refused = from_rows(rows, "t.csv")
    assert [(e.about.id, len(e.spans)) for e in good] == [("a", 1), ("i", 1)]
    assert [(r.item, r.reason) for r in refused] == [
        ("t.csv#2", "duplicate id"),
        ("t.csv#3", "no text"),
        *((f"t.csv#{n}", "bad spans") for n in range(4, 9)),
    ]
    assert "2:9 is not within the text's 5 characters" in refused[2].detail
    with pytest.raises(InputError, match="no column `spans`"):
        from_rows([{"text": "a", "span": []}], "t.csv")


def test_token_and_exact_f1_show_their_sum() -> None:
    """Gold marks tokens 1–4 of six, found 3–5: 2 right, 2·2 / (4 + 3); no span is exactly right."""
    text = "one two three four five six"
    gold = [LabelledSpan(Span(0, 18), "x")]
    found = [LabelledSpan(Span(8, 23), "x")]
    one, other = covered(text, gold, "x"), covered(text, found, "x")
    assert (len(one & other), len(one), len(other)) == (2, 4, 3)
    assert f1(np.array([2.0, 4.0, 3.0])).item() == pytest.approx(4 / 7)


def test_scores_are_out_of_fold_with_intervals() -> None:
    """Every label has token and exact F1 with an interval round it, from outlets kept apart."""
    rows = [
        {"id": str(n), "text": text, "outlet": f"outlet {n % 6}", "spans": [
            {"start": s.span.start, "end": s.span.end, "label": s.label} for s in spans]}
        for n, (text, spans) in enumerate(map(said, range(24)))
    ]  # fmt: skip
    examples, refused = from_rows(rows, "t")
    split = folds([e.about for e in examples], 3, seed=7)
    scores = evaluate(examples, make=lambda: SpanTagger(max_iter=30), split=split, seed=7)
    assert not refused
    assert {(s.question, s.metric) for s in scores} == {
        (label, metric)
        for label in ("source", "cue", "content")
        for metric in ("token_f1", "exact_f1")
    }
    for s in scores:
        value, low, high = (float(x or 0) for x in (s.value, s.low, s.high))
        assert 0.8 < low <= value <= high <= 1
        assert (s.items, s.groups) == (24, 6)


@given(st.permutations(range(4)))
def test_the_digest_does_not_depend_on_the_order(order: list[int]) -> None:
    """The same examples in any order are the same data."""
    table: list[dict[str, Any]] = [{"id": n, "text": said(n)[0], "spans": []} for n in range(4)]
    rows, _ = from_rows(table, "t")
    assert digest([rows[i] for i in order]) == digest(rows)
