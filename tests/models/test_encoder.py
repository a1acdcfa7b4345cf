"""Embeddings of the real MiniLM: the same however they come about, and refused where they cannot."""

import importlib.util
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stancemark.errors import InputError, StoreError
from stancemark.models import encoder as encoders
from stancemark.models.encoder import Encoder, find
from tests.models.encoders import minilm

TEXTS = ["The planes brought food.", "Rifles came by plane.", "Rain in Aldmoor", "", "x" * 100_000]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """MiniLM with an empty cache."""
    return Encoder(str(minilm()), cache=tmp_path_factory.mktemp("cache"))


def copied(path: Path, *, without: str = "") -> Path:
    """A folder with links to the encoder's files, one left out."""
    path.mkdir()
    for file in minilm().glob("*.*"):
        if file.is_file() and file.name != without:
            (path / file.name).symlink_to(file)
    return path


def test_vectors_mean_something(encoder: Encoder) -> None:
    """Unit length, float32, any text; what is about the same stands nearer than what is not."""
    vectors = encoder.encode([*TEXTS, "\ud800 lone"])
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1
    assert encoder.encode([]).shape == (0, 384)


def test_order_and_company_do_not_matter(encoder: Encoder, tmp_path: Path) -> None:
    """A text alone has the vector it has in a batch, up to rounding."""
    together = encoder.encode(TEXTS)
    alone = Encoder(str(minilm()), cache=tmp_path).encode([TEXTS[2]])
    assert float(together[2] @ alone[0]) > 0.999


def test_bfloat16_is_near_float32(encoder: Encoder, tmp_path: Path) -> None:
    """Whichever this processor takes, the cosine to float32 is above .999."""
    exact = Encoder(str(minilm()), cache=tmp_path)
    exact.bf16 = False
    assert (exact.encode(TEXTS) * encoder.encode(TEXTS)).sum(axis=1).min() > 0.999


def test_what_was_embedded_is_read_back(encoder: Encoder) -> None:
    """Another process with the same cache loads no weights, and has the same vectors to the bit."""
    vectors = encoder.encode(TEXTS)
    again = Encoder(str(minilm()), cache=encoder.cache.parent)
    assert np.array_equal(again.encode(TEXTS[::-1]), vectors[::-1])
    assert "_loaded" not in vars(again)


def test_a_broken_cache_is_named(encoder: Encoder, tmp_path: Path) -> None:
    """What is no cache is not used, and not overwritten."""
    broken = Encoder(str(minilm()), cache=tmp_path)
    broken.cache.write_text("not a database, but longer than a header " * 20)
    with pytest.raises(StoreError, match=r"sqlite: .*delete this file"):
        broken.encode(["a"])


def test_two_processes_share_a_cache(tmp_path: Path) -> None:
    """Both write, and nothing is lost."""
    code = (
        "import sys; from pathlib import Path; from stancemark.models.embeddings import Embeddings;"
        "import numpy as np; e = Embeddings(Path(sys.argv[1]), 2);"
        "[e.write({f'{sys.argv[2]}{i}'.encode(): np.ones(2, 'f4')}) for i in range(50)]"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "e.sqlite"), name])
        for name in ("a", "b")
    ]
    assert [run.wait(60) for run in runs] == [0, 0]
    with sqlite3.connect(tmp_path / "e.sqlite") as file:
        assert file.execute("SELECT count(*) FROM embeddings").fetchone() == (100,)
    file.close()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/no/such/folder", "no such folder"),
        ("a b/c", "neither a folder nor a Hugging Face id"),
        ("nobody/nothing", "hf download nobody/nothing"),
    ],
)
def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, name: str, words: str) -> None:
    """A folder that is missing, and an id that is not cached where there is no network."""
    minilm()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(InputError, match=words):
        find(name)


def test_pickles_are_refused(tmp_path: Path) -> None:
    """Weights as a pickle are never opened, whatever else the folder holds."""
    folder = copied(tmp_path / "model", without="model.safetensors")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(InputError, match=r"pytorch_model\.bin is a pickle.*model\.safetensors"):
        Encoder(str(folder))


def test_truncated_weights_are_refused(tmp_path: Path) -> None:
    """Cut short, empty or something else: the file is named."""
    folder = copied(tmp_path / "model", without="model.safetensors")
    whole = (minilm() / "model.safetensors").read_bytes()
    for part in (whole[:-10], whole[:100], b"", b"no weights at all"):
        (folder / "model.safetensors").write_bytes(part)
        with pytest.raises(InputError, match=r"model\.safetensors: .*truncated"):
            Encoder(str(folder))


def test_settings_are_needed(tmp_path: Path) -> None:
    """Missing, or those of something else."""
    folder = copied(tmp_path / "model", without="config.json")
    with pytest.raises(InputError, match=r"config\.json"):
        Encoder(str(folder))
    (folder / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(InputError, match="no `hidden_size`"):
        Encoder(str(folder))


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    """Settings with a layer more than the weights have would leave it at random."""
    folder = copied(tmp_path / "model", without="config.json")
    settings = json.loads((minilm() / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"num_hidden_layers": 7}))
    with pytest.raises(InputError, match=r"its weights lack encoder\.layer\.6"):
        Encoder(str(folder), cache=tmp_path / "cache").encode(["a"])


def test_other_weights_other_digest(encoder: Encoder, tmp_path: Path) -> None:
    """The cache of one encoder is never read for another."""
    folder = copied(tmp_path / "model", without="tokenizer.json")
    shutil.copy(minilm() / "tokenizer.json", folder)
    assert Encoder(str(folder)).digest == encoder.digest
    (folder / "tokenizer.json").write_text("{}")
    assert Encoder(str(folder)).digest != encoder.digest


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where torch is not installed, the line that installs it is said."""
    there = importlib.util.find_spec
    monkeypatch.setattr(encoders, "find_spec", lambda n: None if n == "torch" else there(n))
    with pytest.raises(InputError, match=r"pip install 'stancemark\[encoder\]'"):
        Encoder(str(minilm()), cache=tmp_path).encode(["a"])


def test_importing_it_imports_no_torch() -> None:
    """The command line stays quick for those who use no encoder."""
    code = "import sys, stancemark.models.encoder; sys.exit('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False)
    assert run.returncode == 0
