"""The shelf: models come back as they went, and never from a file that is not theirs."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from stancemark.errors import InputError
from stancemark.models.linear import LinearClassifier
from stancemark.models.shelf import Shelf, check, load, save
from stancemark.records import Score, fingerprint

TEXTS = ["food for Karsk 💧", "rifles for Karsk", "rain \ud800 in Aldmoor"] * 3
KEYS = [("stance", "US-led / coalition"), ("stance", "us led coalition"), ("bias", "")]
MANIFEST = {"codebook": "v1", "seed": 7, "data": "d1"}


@pytest.fixture(scope="module")
def models() -> Mapping[tuple[str, str], LinearClassifier]:
    """Fit three models, two of them of targets that look alike in a file name."""
    labels = (["a", "b", "c"], ["b", "a", "a"], ["yes", "no", "no"])
    return {
        key: LinearClassifier().fit(TEXTS, some * 3) for key, some in zip(KEYS, labels, strict=True)
    }


@pytest.fixture
def folder(tmp_path: Path, models: Mapping[tuple[str, str], LinearClassifier]) -> Path:
    """Put the models on a shelf."""
    save(tmp_path / "model", models, MANIFEST)
    return tmp_path / "model"


def weights(folder: Path) -> Path:
    """The file of the first model."""
    return folder / str(json.loads((folder / "manifest.json").read_text())["models"][0]["file"])


def replace(folder: Path, data: bytes) -> None:
    """Put other bytes in place of the first model, and their digest in the manifest."""
    weights(folder).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["models"][0]["digest"] = fingerprint(data)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_models_come_back_to_the_last_bit(
    folder: Path, models: Mapping[tuple[str, str], LinearClassifier]
) -> None:
    """Saved and loaded, every model gives the same probabilities, under its own key."""
    shelf = load(folder)
    assert list(shelf.models) == KEYS
    for key, model in models.items():
        expected = model.predict_proba([*TEXTS, ""])
        assert np.array_equal(shelf.models[key].predict_proba([*TEXTS, ""]), expected)


def test_manifest_says_what_the_models_are(
    tmp_path: Path, models: dict[tuple[str, str], LinearClassifier]
) -> None:
    """Versions and classes are added to what the caller knows; records become objects."""
    score = Score("bias", "", "macro_f1", 0.5, 0.4, 0.6, 0.3, 9, 3)
    save(tmp_path, models, {**MANIFEST, "metrics": [score]})
    manifest = load(tmp_path).manifest
    assert set(manifest["versions"]) == {"stancemark", "scikit-learn", "numpy"}
    assert (manifest["codebook"], manifest["seed"], manifest["data"]) == ("v1", 7, "d1")
    assert manifest["metrics"][0]["value"] == 0.5
    assert [entry["classes"] for entry in manifest["models"]][2] == ["no", "yes"]


def test_writing_is_quick_enough_for_a_large_vocabulary(tmp_path: Path) -> None:
    """Twenty thousand n-grams are a few files, not one each."""
    texts = [f"word{i} other{i * 7} third{i * 13}" for i in range(600)]
    model = LinearClassifier().fit(texts, ["a", "b"] * 300)
    assert len(model.coefficients_) > 10_000
    save(tmp_path, {("q", ""): model}, {})
    data = weights(tmp_path).read_bytes()
    assert data.count(b".npy") < 40
    assert len(data) < 2_000_000


def test_new_models_replace_the_old(
    folder: Path, models: Mapping[tuple[str, str], LinearClassifier]
) -> None:
    """After a second save only its models are there, and no file of the first."""
    save(folder, {("bias", ""): models["bias", ""]}, MANIFEST)
    assert list(load(folder).models) == [("bias", "")]
    assert len(list((folder / "weights").iterdir())) == 1


class Interrupted(dict[tuple[str, str], LinearClassifier]):
    """Models of which only the first can be had."""

    def items(self) -> Iterator[tuple[tuple[str, str], LinearClassifier]]:  # type: ignore[override]  # an iterator will do
        """One model, then the user's Ctrl-C."""
        yield next(iter(super().items()))
        raise KeyboardInterrupt


def test_save_cut_short_leaves_the_old_models(
    folder: Path, models: Mapping[tuple[str, str], LinearClassifier]
) -> None:
    """Interrupted between two models, the folder is what it was; the next save tidies up."""
    with pytest.raises(KeyboardInterrupt):
        save(folder, Interrupted({("other", ""): models["bias", ""]}), {"codebook": "v2"})
    assert list(load(folder).models) == KEYS
    check(load(folder), "v1")
    save(folder, models, MANIFEST)
    assert len(list((folder / "weights").iterdir())) == len(models)


ENDLESS = """
import sys
from pathlib import Path
from stancemark.models.linear import LinearClassifier
from stancemark.models.shelf import save
models = {(q, ""): LinearClassifier().fit(["a", "b"], ["x", "y"]) for q in ("one", "two")}
for version in range(10**6):
    save(Path(sys.argv[1]), models, {"codebook": str(version)})
    print(version, flush=True)
"""


def test_killed_save_leaves_one_state_or_the_other(tmp_path: Path) -> None:
    """Killed while it saves over and over, the folder loads, with all models of one save."""
    with subprocess.Popen([sys.executable, "-c", ENDLESS, tmp_path], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(0.2)
        run.send_signal(signal.SIGKILL)
    assert list(load(tmp_path).models) == [("one", ""), ("two", "")]


def test_missing_or_truncated_weights_are_named(folder: Path) -> None:
    """A weights file that is cut or gone is the one the error names."""
    file = weights(folder)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(InputError, match=f"{file.name}: truncated or altered"):
        load(folder)
    file.unlink()
    with pytest.raises(InputError, match=f"{file.name}: No such file"):
        load(folder)


@pytest.mark.parametrize("foreign", [print, LogisticRegression()], ids=["untrusted", "not ours"])
def test_foreign_types_are_refused(folder: Path, foreign: object) -> None:
    """Even with a matching digest, nothing but our own models is taken from a file."""
    replace(folder, skops.io.dumps(foreign))
    with pytest.raises(InputError, match=weights(folder).name):
        load(folder)


def test_untrusted_type_inside_a_model_is_refused(folder: Path) -> None:
    """A model that carries a function is not loaded, and the error says what it found."""
    model = LinearClassifier().fit(["a", "b"], ["x", "y"])
    model.random_state = subprocess.run  # type: ignore[assignment]  # what an attacker would do
    replace(folder, skops.io.dumps(model))
    with pytest.raises(InputError, match=r"subprocess\.run"):
        load(folder)


def test_garbage_with_a_digest_is_refused(folder: Path) -> None:
    """Bytes that are no archive are refused by name, not by traceback."""
    replace(folder, b"not a zip")
    with pytest.raises(InputError, match=weights(folder).name):
        load(folder)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "models: is missing"),
        ('{"models": [{"question": "q"}]}', r"models\[0\]\.target: is missing"),
        (
            '{"models": [{"question": "q", "target": "", "classes": [], "file": "weights/../x.skops",'
            ' "digest": ""}]}',
            r"models\[0\]\.file",
        ),
    ],
)
def test_broken_manifest_is_named(tmp_path: Path, text: str, words: str) -> None:
    """A manifest that cannot be used is named with its fault; no path leads out of the folder."""
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=rf"manifest\.json: {words}"):
        load(tmp_path)


def test_folder_without_models_says_who_writes_them(tmp_path: Path) -> None:
    """An empty folder names the command that fills it."""
    with pytest.raises(InputError, match="stancemark train"):
        load(tmp_path)


def test_changed_codebook_is_refused_with_both_versions(folder: Path) -> None:
    """Models answer the codebook they were trained on, and no other."""
    check(load(folder), "v1")
    with pytest.raises(InputError, match="trained on codebook v1, the study's is v2"):
        check(load(folder), "v2")
    with pytest.raises(InputError, match="codebook unknown"):
        check(Shelf({}, {}), "v2")
