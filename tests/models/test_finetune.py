"""The family `finetune`: MiniLM trained on a few pairs, stopped, killed, kept and refused."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from stancemark.errors import InputError
from stancemark.models import shelf
from stancemark.models.dataset import Example
from stancemark.models.finetune import FineTuned
from stancemark.models.own import BUDGET
from tests.models.encoders import minilm

TEXTS = ("Nobody trusts the {}", "We thank the {}", "The {} lies again", "What a fine {}")
PAIRS = [
    Example(f"{target}{i}", TEXTS[i % 4].format(target) + f" in week {i}", label, target=target)
    for target in ("mayor", "council")
    for i in range(16)
    for label in (("against", "favor")[i % 2],)
]
LABELS = [e.label for e in PAIRS]
KEY = ("stance", "")
SHORT = 1500
"""Tokens of three epochs or so."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where states of training go."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def _cached(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv("STANCEMARK_CACHE", str(cache))


@pytest.fixture(scope="module")
def model(cache: Path) -> FineTuned:
    """MiniLM, trained on the pairs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANCEMARK_CACHE", str(cache))
        return trained()


def trained(budget: int = BUDGET) -> FineTuned:
    """A model of the pairs, of two runs."""
    return FineTuned(encoder=str(minilm()), budget=budget, runs=2).fit(PAIRS, LABELS)


def digests(model: FineTuned) -> list[str]:
    """Of its encoders."""
    return [run.digest_ for run in model.members_]


@pytest.fixture
def folder(tmp_path: Path, model: FineTuned) -> Path:
    """Put the model on a shelf."""
    shelf.save(tmp_path / "model", {KEY: model}, {"kind": "stance"})
    return tmp_path / "model"


def test_it_learns_and_chooses(model: FineTuned, cache: Path) -> None:
    """What was told comes back; epochs and temperature were chosen; no state of training is left."""
    found = model.predict_proba(PAIRS)
    assert found.sum(axis=1) == pytest.approx(np.ones(len(PAIRS)))
    assert np.mean(model.predict(PAIRS) == np.array(LABELS)) > 0.9
    assert model.predict(["Nobody trusts the senate", "We thank the senate"]).tolist() == [
        "against",
        "favor",
    ]
    assert 1 <= model.chosen_["epochs"] <= 20
    assert list(cache.glob("training/*")) == []
    assert model.predict_proba([]).shape == (0, 2)


@pytest.mark.usefixtures("_cached")
def test_same_examples_same_model() -> None:
    """Trained twice on one machine, the weights are the same to the bit."""
    one, other = trained(SHORT), trained(SHORT)
    assert digests(one) == digests(other)
    assert len({*digests(one)}) == 2
    assert np.array_equal(one.predict_proba(PAIRS), other.predict_proba(PAIRS))


def test_it_comes_back_from_the_shelf(folder: Path, model: FineTuned) -> None:
    """As safetensors beside the head, with the same probabilities; a second save leaves the same encoders."""
    again = shelf.load(folder).models[KEY]
    assert isinstance(again, FineTuned)
    assert np.array_equal(again.predict_proba(PAIRS), model.predict_proba(PAIRS))
    names = {p.name for p in folder.rglob("*") if p.is_file()}
    assert {"model.safetensors", "config.json", "tokenizer.json"} <= names
    assert not any(name.endswith((".bin", ".pt", ".pkl")) for name in names)
    shelf.save(folder, {KEY: again}, {"kind": "stance"})
    assert {p.name for p in (folder / "encoders").iterdir()} == {*digests(model)}


def test_a_spoiled_encoder_is_refused(folder: Path, model: FineTuned) -> None:
    """Truncated, altered, a pickle or missing: one line names it, and nothing is run."""
    weights = folder / "encoders" / digests(model)[0] / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-10])
    with pytest.raises(InputError, match=r"model\.safetensors: truncated"):
        shelf.load(folder)
    weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(InputError, match="altered since it was written"):
        shelf.load(folder)
    weights.rename(weights.with_name("pytorch_model.bin"))
    with pytest.raises(InputError, match=r"pytorch_model\.bin is a pickle"):
        shelf.load(folder)
    weights.parent.rename(folder / "encoders" / "elsewhere")
    with pytest.raises(InputError, match="no such folder"):
        shelf.load(folder)


KILLED = """
from stancemark.models import network
from tests.models.test_finetune import SHORT, trained
network.APART = 0
trained(SHORT)
"""


def test_a_killed_run_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Killed in the last of three runs, it reads no epoch twice and ends with the same weights."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path))
    path = os.pathsep.join(["src", "."])
    run = subprocess.Popen([sys.executable, "-c", KILLED], env={**os.environ, "PYTHONPATH": path})
    while run.poll() is None and not list(tmp_path.glob("training/*/1.safetensors")):
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    assert run.wait(60) == -signal.SIGKILL
    assert len(list(tmp_path.glob("training/*/*.safetensors"))) == 3
    went_on = trained(SHORT)
    assert list(tmp_path.glob("training/*")) == []
    assert digests(went_on) == digests(trained(SHORT))


@pytest.mark.usefixtures("_cached")
@pytest.mark.parametrize(
    "extra",
    [
        Example("x", "", "favor", target="mayor"),
        Example("x", "word " * 20_000, "favor", target="mayor"),
        Example("x", "the only one", "neither", target="mayor"),
        Example("x", "\ud800 \x00", "favor", target="\ud800", before="So?"),
    ],
    ids=["empty", "long", "lonely label", "surrogate"],
)
def test_awkward_examples_are_learned_from(extra: Example) -> None:
    """Few and odd examples make a model all the same, whose probabilities are numbers."""
    examples = [*PAIRS[:4], extra]
    model = FineTuned(encoder=str(minilm()), epochs=1, budget=2000, runs=1)
    found = model.fit(examples, [e.label for e in examples]).predict_proba(examples)
    assert np.isfinite(found).all()
    assert set(model.classes_) == {e.label for e in examples}


@pytest.mark.usefixtures("_cached")
def test_one_label_is_refused() -> None:
    """As every family does."""
    with pytest.raises(InputError, match="only the label"):
        FineTuned(encoder=str(minilm())).fit(["a", "b"], ["x", "x"])
