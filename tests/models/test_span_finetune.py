"""Spans by a fine-tuned encoder, and by the blend: learned, resumed, kept, refused."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from copy import copy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stancemark.errors import InputError
from stancemark.models import shelf
from stancemark.models.encoder import find
from stancemark.models.heads import TokenNetwork
from stancemark.models.search import Planes
from stancemark.models.span_blend import BlendedTagger
from stancemark.models.span_finetune import FineTunedTagger
from stancemark.models.tagger import LabelledSpan, Tagger
from stancemark.models.thresholds import ENOUGH
from stancemark.models.tokens import paragraphs
from stancemark.records import Span
from tests.models.encoders import minilm, tiny
from tests.models.test_spans import said

ROWS = [said(n) for n in range(20)] + [(f"It rained on day {n}.", []) for n in range(5)]
TEXTS, SPANS = [text for text, _ in ROWS], [spans for _, spans in ROWS]
KEY = ("spans", "")
SHORT = 1200
"""Tokens of four epochs or so."""
ANYTHING = st.text(alphabet=st.characters(codec=None), max_size=300)
"""Lone surrogates and control characters too."""


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small encoder; states of training go beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANCEMARK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def blend(encoder: str) -> BlendedTagger:
    """The blend with the small encoder, whose thresholds are such that something is found."""
    blend = BlendedTagger(encoder=encoder, budget=SHORT).fit(TEXTS, SPANS)
    blend.members_[1].thresholds_ = [0.4, 0.45, 0.5]
    return blend


def trained(encoder: str) -> FineTunedTagger:
    """A model of the rows."""
    return FineTunedTagger(encoder=encoder, budget=SHORT).fit(TEXTS, SPANS)


@pytest.fixture(scope="module")
def network(encoder: str) -> TokenNetwork:
    """The small encoder under a head for one label, of windows of 16 wordpieces."""
    return TokenNetwork(find(encoder), Planes(np.ones((32, 1), np.float32), np.zeros(1)), 16)


def test_what_was_learned_is_found_in_a_new_sentence(tmp_path: Path) -> None:
    """MiniLM finds source, cue and content of a sentence not in the training rows, to the character."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANCEMARK_CACHE", str(tmp_path))
        rows = [said(n) for n in range(40)] + [(f"It rained on day {n}.", []) for n in range(10)]
        tagger = FineTunedTagger(encoder=str(minilm()), budget=8_000)
        tagger.fit([text for text, _ in rows], [spans for _, spans in rows])
    text, spans = said(41)
    (found,) = tagger.predict([text])
    assert [(s.span, s.label) for s in found] == [(s.span, s.label) for s in sorted(spans)]
    assert tagger.predict(["It rained again."]) == [[]]
    assert 1 <= tagger.chosen_["epochs"] <= 20
    assert list(tmp_path.glob("training/*")) == []


@settings(deadline=None, max_examples=30)
@given(text=ANYTHING)
@example("")
@example("\x00 \x00")
@example("\ud800 said \x00")
@example("word " * 600)
@example("x" * 5_000)
def test_any_text_has_spans_on_the_edges_of_tokens(blend: BlendedTagger, text: str) -> None:
    """Whatever the text, each span is inside it, from where a token begins to where one ends."""
    tokens = [t for part in paragraphs(text) for t in part]
    starts, ends = {t.start() for t in tokens}, {t.end() for t in tokens}
    for model in (blend, *blend.members_):
        (probabilities,) = model.probabilities([text])
        assert probabilities.shape == (len(tokens), 3)
        assert ((probabilities >= 0) & (probabilities <= 1)).all()
        for s in model.predict([text])[0]:
            assert (s.span.start in starts, s.span.end in ends) == (True, True)


@settings(deadline=None, max_examples=50)
@given(text=ANYTHING, overlap=st.integers(0, 8))
def test_windows_hold_every_token(network: TokenNetwork, text: str, overlap: int) -> None:
    """In order, each of at most the width, and all tokens have a wordpiece, or the text has none."""
    tokens = sum(map(len, paragraphs(text)))
    windows = network.windows(text, overlap)
    seen = {w.first + i for w in windows for i in range(len(w.pieces))}
    assert seen in (set(range(tokens)), set())
    assert all(a.first < b.first for a, b in pairwise(windows))
    for w in windows:
        assert len(w.ids) <= 16
        assert (w.pieces[:, 0] >= 1).all()
        assert (w.pieces[:, 0] < w.pieces[:, 1]).all()
        assert (w.pieces[:, 1] <= len(w.ids) - 1).all()
    flat = network.logits(windows) if windows else np.empty((0, 1))
    assert flat.shape == (sum(len(w.pieces) for w in windows), 1)
    assert np.isfinite(flat).all()


def test_a_window_ends_where_its_line_does(network: TokenNetwork) -> None:
    """At a line's end and at a blank line, but not where a line breaks inside a sentence."""
    text = "Ann left.\nBo stayed\nat home.\n\nA title\n \nHe said:\nno."
    words = [token[0] for part in paragraphs(text) for token in part]
    firsts = [words[w.first] for w in network.windows(text, 4)]
    assert firsts == ["Ann", "Bo", "A", "He", "no"]


def test_a_window_says_which_wordpieces_a_token_has(network: TokenNetwork) -> None:
    """`harbourmaster` is two wordpieces or more, the words round it one each."""
    [window] = network.windows("the harbourmaster left", 0)
    pieces = network.tokenizer.convert_ids_to_tokens(window.ids)
    (_, _), (start, end), (after, last) = window.pieces.tolist()
    assert "".join(pieces[start:end]).replace("##", "") == "harbourmaster"
    assert end - start > 1
    assert pieces[after:last] == ["left"]


def test_blend_is_the_mean_of_its_members(blend: BlendedTagger) -> None:
    """Of every token's probabilities, by its weights, with thresholds of its own."""
    text, _ = said(31)
    (mean,), (field,), (encoder,) = (
        list(m.probabilities([text])) for m in (blend, *blend.members_)
    )
    weights = blend.weights_
    assert np.allclose(mean, np.average([field, encoder], axis=0, weights=weights))
    assert len(blend.chosen_["members"]) == 2


def test_the_encoder_counts_twice_with_tokens_enough(blend: BlendedTagger) -> None:
    """200 of a label among the texts held out; with fewer it counts as much as the field."""
    assert blend.weights_ == [1, 1]
    text = "wug " * ENOUGH
    held = [(text, [LabelledSpan(Span(0, len(text)), str(blend.classes_[0]))])]
    again = copy(blend)
    again.members_ = []
    again.rehearse([], held)
    assert again.weights_ == [1, 2]


def test_a_blend_comes_back_from_the_shelf(blend: BlendedTagger, tmp_path: Path) -> None:
    """The same spans with the same scores, and its encoder beside it as safetensors."""
    blend = copy(blend)
    blend.weights_ = [1, 2]
    shelf.save(tmp_path, {KEY: blend}, {"kind": "spans"})
    again = shelf.load(tmp_path).models[KEY]
    assert isinstance(again, BlendedTagger)
    texts = [said(n)[0] for n in range(31, 40)]
    assert again.predict(texts) == blend.predict(texts)
    assert any(again.members_[1].predict(texts))
    [folder] = (tmp_path / "encoders").iterdir()
    assert (folder / "model.safetensors").exists()
    shelf.save(tmp_path, {KEY: again}, {"kind": "spans"})
    assert list((tmp_path / "encoders").iterdir()) == [folder]


def test_a_spoiled_encoder_is_refused(blend: BlendedTagger, tmp_path: Path) -> None:
    """Truncated, a pickle, or missing: one line names it, and nothing is run."""
    shelf.save(tmp_path, {KEY: blend}, {"kind": "spans"})
    [folder] = (tmp_path / "encoders").iterdir()
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])
    with pytest.raises(InputError, match=r"model\.safetensors: truncated"):
        shelf.load(tmp_path)
    weights.rename(folder / "pytorch_model.bin")
    with pytest.raises(InputError, match=r"pytorch_model\.bin is a pickle"):
        shelf.load(tmp_path)
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="no such folder"):
        shelf.load(tmp_path)


KILLED = """
import sys
from stancemark.models import network
from tests.models.test_span_finetune import trained
network.APART = 0
trained(sys.argv[1])
"""


def test_a_killed_run_goes_on(
    encoder: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Killed after an epoch, it ends with the weights and thresholds of an undisturbed run."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path))
    path = os.pathsep.join(["src", "."])
    command = [sys.executable, "-c", KILLED, encoder]
    run = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path})
    while run.poll() is None and not list(tmp_path.glob("training/*.safetensors")):
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    assert run.wait(60) == -signal.SIGKILL
    assert list(tmp_path.glob("training/*.safetensors"))
    went_on = trained(encoder)
    assert list(tmp_path.glob("training/*.safetensors")) == []
    undisturbed = trained(encoder)
    assert went_on.digest_ == undisturbed.digest_
    assert went_on.chosen_ == undisturbed.chosen_


@pytest.mark.parametrize("family", [FineTunedTagger, BlendedTagger])
def test_what_cannot_be_learned_from_is_said(family: type[Tagger], encoder: str) -> None:
    """No span, a span outside its text, and texts of which the encoder reads nothing."""
    tagger = family(encoder=encoder)
    with pytest.raises(InputError, match="1 texts without any span"):
        tagger.fit(["a"], [[]])
    with pytest.raises(InputError, match="text 0: span 0:9 ends after"):
        tagger.fit(["short"], [[LabelledSpan(Span(0, 9), "x")]])
    with pytest.raises(InputError, match="without a word that"):
        tagger.fit(["\x00"], [[LabelledSpan(Span(0, 1), "x")]])


def test_awkward_spans_are_learned_from(encoder: str) -> None:
    """Crossing, nested, given twice, on white space alone, beside an empty text: a model all the same."""
    text = "the boats came back  at night"
    places = [(0, 9), (4, 14), (0, 9), (19, 21), (0, len(text))]
    spans = [LabelledSpan(Span(*p), "ab"[i % 2]) for i, p in enumerate(places)]
    texts = [text, "", " ", "\ud800 \x00", *TEXTS[:8]]
    tagger = FineTunedTagger(encoder=encoder, budget=400)
    found = tagger.fit(texts, [spans, *([()] * 11)]).predict(texts)
    assert [len(row) for row in found[1:3]] == [0, 0]
