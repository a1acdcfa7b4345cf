"""Texts to embeddings by a frozen Hugging Face encoder.

    encoder = Encoder("sentence-transformers/all-MiniLM-L6-v2")   # an id, or a folder
    vectors = encoder.encode(texts)                               # (n, 384), rows of length 1
    encoder.digest                                                # what the vectors depend on

The extra `encoder` brings torch and transformers; they are imported when a text is first embedded.
What was embedded once is read back from `cache`, one file for each encoder, by the text's digest;
any number of processes may share it. Weights are read from safetensors only: a pickle could run
what it holds.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancemark.errors import InputError
from stancemark.models.embeddings import Embeddings

Floats = NDArray[np.float32]

INSTALL = "pip install 'stancemark[encoder]'"
"""What brings torch and transformers."""

_FILES = ["*.json", "*.safetensors", "*.txt", "*.model"]
"""What is fetched of a model by id: no code, no pickle."""
_TOKENS = 4096
"""Tokens of one batch, padding included."""
_WIDEST = 64
"""Texts of one batch, at most."""
LETTERS = 12
"""Characters of a text that are read, for each token of the longest sequence."""
_KEPT = 512
"""Texts embedded between two writes to the cache."""


class Encoder:
    """An encoder of one folder or id, its vectors kept in a file.

    A vector is the mean of the last layer over the tokens of the text, divided by its length
    (Reimers and Gurevych 2019, *Sentence-BERT*).
    """

    def __init__(self, name: str, *, cache: Path | None = None, max_length: int = 256) -> None:
        """Find the weights. Raises `InputError` where they are missing, truncated or a pickle."""
        self.name = name
        self.max_length = max_length
        """Tokens of a text that are read; the rest is cut off."""
        self.folder = find(name)
        self.digest = digest(self.folder)
        """Of weights, tokenizer and settings: another digest, other vectors."""
        self.bf16 = has_bf16()
        """Whether the processor multiplies in bfloat16: three times as fast, cosine above .999."""
        kind = f"{self.digest}-{max_length}-{'bf16' if self.bf16 else 'fp32'}"
        self.cache = (cache or cache_folder()) / f"{kind}.sqlite"

    @property
    def dimensions(self) -> int:
        """How long a vector is."""
        return int(settings(self.folder)["hidden_size"])

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of the texts, shape (n, dimensions), float32, each of length 1."""
        kept = Embeddings(self.cache, self.dimensions)
        keys = [sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        vectors = kept.read(keys)
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
        ordered = sorted(fresh, key=lambda key: len(fresh[key]))
        for first in range(0, len(ordered), _KEPT):
            part = ordered[first : first + _KEPT]
            found = dict(zip(part, self._embed([fresh[key] for key in part]), strict=True))
            kept.write(found)
            vectors |= found
        stacked = [vectors[key] for key in keys] or np.empty((0, self.dimensions))
        return np.array(stacked, dtype=np.float32)

    def _embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of some texts, in batches of like length."""
        tokenizer, mean = self._loaded
        short = [text[: self.max_length * LETTERS] for text in texts]
        tokens = tokenizer(
            [clean(text) for text in short], truncation=True, max_length=self.max_length
        )
        lengths = [len(ids) for ids in tokens["input_ids"]]
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for rows in batches(lengths):
            part = {name: [values[row] for row in rows] for name, values in tokens.items()}
            vectors[rows] = mean(tokenizer.pad(part, return_tensors="pt"))
        return vectors

    @cached_property
    def _loaded(self) -> tuple[Any, Callable[[Any], Floats]]:
        """The tokenizer, and the function from its batches to vectors."""
        require()
        import torch

        dtype = torch.bfloat16 if self.bf16 else torch.float32
        tokenizer, model = opened(self.folder, dtype)
        model.eval()

        def mean(batch: Any) -> Floats:
            with torch.inference_mode():
                last = model(**batch).last_hidden_state.float()
                seen = batch["attention_mask"].unsqueeze(-1).float()
                sums = (last * seen).sum(1) / seen.sum(1).clamp(min=1)
                vectors: Floats = torch.nn.functional.normalize(sums, dim=1).numpy()
                return vectors

        return tokenizer, mean


def require() -> None:
    """Raise `InputError` with the line that installs the extra, where it is not installed."""
    for package in ("torch", "transformers"):
        if find_spec(package) is None:
            raise InputError(f"{package} is not installed, and an encoder needs it: {INSTALL}")


def find(name: str) -> Path:
    """The folder of an encoder: `name` itself, or where the hub's cache has the id.

    An id that is not cached is fetched, unless `HF_HUB_OFFLINE` forbids it. Raises `InputError`.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _usable(folder)
    if folder.exists():
        raise InputError(f"{name}: a file; an encoder is a folder with config.json and weights")
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise InputError(f"{name}: no such folder; an encoder is a folder, or a Hugging Face id")
    require()
    return _usable(_fetched(name))


def digest(folder: Path) -> str:
    """Fingerprint of all that decides the vectors: settings, tokenizer, weights."""
    found = sha256()
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.json")]):
        if path.name in ("config.json", "tokenizer.json") or path.suffix == ".safetensors":
            with path.open("rb") as file:
                found.update(file_digest(file, "sha256").digest())
    return found.hexdigest()[:20]


def cache_folder() -> Path:
    """Where embeddings are kept: `STANCEMARK_CACHE`, or the user's own cache."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("STANCEMARK_CACHE") or Path(home) / "stancemark") / "embeddings"


def _fetched(name: str) -> Path:
    import huggingface_hub
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils.tqdm import disable_progress_bars

    try:
        return Path(huggingface_hub.snapshot_download(name, local_files_only=True))
    except HFValidationError as error:
        raise InputError(f"{name}: neither a folder nor a Hugging Face id") from error
    except OSError as error:
        if os.environ.get("HF_HUB_OFFLINE", "0").upper() not in ("", "0", "FALSE", "NO"):
            raise InputError(f"{name}: not in the local cache, {_elsewhere(name)}") from error
    disable_progress_bars()
    try:
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=_FILES))
    except (OSError, RuntimeError, ValueError) as error:
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        raise InputError(f"{name}: not fetched ({why}), {_elsewhere(name)}") from error


def _elsewhere(name: str) -> str:
    return f"with no network; run `hf download {name}` where there is one, or name a folder"


def _usable(folder: Path) -> Path:
    """The folder, if it has settings, a tokenizer and whole safetensors. Raises `InputError`."""
    settings(folder)
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        pickles = sorted([*folder.glob("*.bin"), *folder.glob("*.pt"), *folder.glob("*.pkl")])
        only = f"; {pickles[0].name} is a pickle, which can run code" if pickles else ""
        raise InputError(f"{folder}: no weights in safetensors form{only}; fetch model.safetensors")
    for path in weights:
        _whole(path)
    return folder


def settings(folder: Path) -> dict[str, Any]:
    """What config.json says, `hidden_size` at least. Raises `InputError`."""
    path = folder / "config.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}; an encoder's folder has one") from error
    if not isinstance(content, dict) or not isinstance(content.get("hidden_size"), int):
        raise InputError(f"{path}: no `hidden_size`; not the settings of an encoder")
    return content


def _whole(path: Path) -> None:
    """Raise `InputError` where a safetensors file is shorter or longer than its own head says."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        try:
            head = json.loads(file.read(length) if length < size else b"")
            ends = [part["data_offsets"][1] for name, part in head.items() if name[:2] != "__"]
        except (ValueError, AttributeError, LookupError, TypeError) as error:
            raise InputError(f"{path}: no safetensors file, or a truncated one") from error
    if 8 + length + max(ends, default=0) != size:
        raise InputError(f"{path}: truncated or altered; fetch it again")


def opened(folder: Path, dtype: Any) -> tuple[Any, Any]:
    """Tokenizer and model of a folder, its numbers of one type. Raises `InputError`."""
    import transformers

    logging: Any = transformers.utils.logging
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    tokenizer = _read(transformers.AutoTokenizer, folder)
    model, report = _read(
        transformers.AutoModel, folder, use_safetensors=True, output_loading_info=True, dtype=dtype
    )
    if missing := sorted(k for k in report["missing_keys"] if "pooler" not in k):
        raise InputError(f"{folder}: its weights lack {missing[0]}; fetch them again")
    return tokenizer, model


def clean(text: str) -> str:
    """The text without lone surrogates, which are no Unicode text, and which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _read(kind: Any, folder: Path, **options: Any) -> Any:
    try:
        return kind.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, **options
        )
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
        why = str(error).strip().partition("\n")[0]
        raise InputError(f"{folder}: not an encoder that transformers can read: {why}") from error


def has_bf16() -> bool:
    """Whether this processor multiplies in bfloat16 itself; elsewhere that would be slower."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows of like length together, each batch of so many that padding stays small.

    >>> list(batches([3, 4096, 2]))
    [[2, 0], [1]]
    """
    part: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if part and (len(part) == _WIDEST or (len(part) + 1) * lengths[row] > _TOKENS):
            yield part
            part = []
        part.append(row)
    if part:
        yield part
