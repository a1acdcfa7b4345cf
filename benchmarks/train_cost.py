"""What training costs, beside plain scripts that do the same.

    python -m benchmarks.train_cost --data ../shared/datasets --encoder FOLDER [--only linear]

Three comparisons, each in one process and one after the other; seconds by the wall clock (`_s`), and of
processors (`_cpu_s`), which other work on the machine disturbs less:

- linear: `LinearClassifier` on 10,000 rows, beside TF-IDF, GridSearchCV and LogisticRegression with
  the same n-grams, solver, grid and folds;
- embeddings: `Encoder`, beside torch in float32 over texts in the order they came, and whether a
  classifier on either gives the same labels;
- blend: all of it on 3,000 rows.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality import SETS
from stancemark.models.blend import Blend
from stancemark.models.dataset import Example
from stancemark.models.encoder import Encoder
from stancemark.models.features import TOKEN
from stancemark.models.linear import LinearClassifier
from stancemark.models.search import FOLDS, STRENGTHS

ROWS = 10_000
TEXTS = 2_000
BLENDED = 3_000


def timed(name: str, work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Seconds under their names, and what came of it."""
    began, busy = time.perf_counter(), time.process_time()
    found = work()
    seconds = time.perf_counter() - began, time.process_time() - busy
    return {f"{name}_s": round(seconds[0], 1), f"{name}_cpu_s": round(seconds[1], 1)}, found


def linear(data: Path, encoder: str) -> dict[str, Any]:
    """The family beside a grid search over the same features."""
    examples = SETS["checkthat2019_t1"].read(data)[:ROWS]
    texts, labels = [e.text for e in examples], [e.label for e in examples]
    ours, _ = timed("ours", lambda: LinearClassifier().fit(texts, labels))
    plain, best = timed("plain", lambda: searched(texts, labels))
    return {"rows": len(texts), **ours, **plain, "plain_chose": best}


def searched(texts: Sequence[str], labels: Sequence[str]) -> Any:
    """A plain script: what most would write."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline, make_union

    common: dict[str, Any] = {"sublinear_tf": True, "max_features": 100_000}
    features = make_union(
        TfidfVectorizer(token_pattern=TOKEN, ngram_range=(1, 2), **common),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **common),
    )
    matrix = features.fit_transform(texts)
    model = make_pipeline(LogisticRegression(solver="liblinear", dual=True, max_iter=1000))
    grid = {
        "logisticregression__C": STRENGTHS,
        "logisticregression__class_weight": [None, "balanced"],
    }
    search = GridSearchCV(model, grid, scoring="f1_macro", cv=FOLDS).fit(matrix, labels)
    return {k.rpartition("__")[2]: v for k, v in search.best_params_.items()}


def embeddings(data: Path, encoder: str) -> dict[str, Any]:
    """Vectors of one encoder, and the labels that a classifier on them gives."""
    from sklearn.linear_model import LogisticRegression

    examples = SETS["babe"].read(data)[:TEXTS]
    texts, labels = [e.text for e in examples], [e.label for e in examples]
    with tempfile.TemporaryDirectory() as cache:
        made = Encoder(encoder, cache=Path(cache))
        made.encode(texts[:64])
        ours, found = timed("ours", lambda: made.encode(texts[64:]))
    plain, other = timed("plain", lambda: unsorted(made.folder, texts[64:]))
    half = len(found) // 2
    answers = [
        LogisticRegression(max_iter=1000).fit(v[:half], labels[64 : 64 + half]).predict(v[half:])
        for v in (found, other)
    ]
    same = float(np.mean(answers[0] == answers[1]))
    cosine = float((found * other).sum(axis=1).min())
    return {
        "texts": len(found),
        **ours,
        **plain,
        "same_labels": same,
        "least_cosine": cosine,
    }


def unsorted(folder: Path, texts: Sequence[str]) -> Any:
    """A plain script: float32, batches of 32 in the order of the texts."""
    import torch
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).eval()
    parts = []
    with torch.inference_mode():
        for first in range(0, len(texts), 32):
            batch = tokenizer(
                list(texts[first : first + 32]),
                padding=True,
                truncation=True,
                max_length=256,
                return_tensors="pt",
            )
            seen = batch["attention_mask"].unsqueeze(-1)
            sums = (model(**batch).last_hidden_state * seen).sum(1) / seen.sum(1)
            parts.append(torch.nn.functional.normalize(sums, dim=1).numpy())
    return np.concatenate(parts)


def blend(data: Path, encoder: str) -> dict[str, Any]:
    """The whole of it, embeddings included."""
    examples: list[Example] = SETS["babe"].read(data)[:BLENDED]
    with tempfile.TemporaryDirectory() as cache:
        os.environ["STANCEMARK_CACHE"] = cache
        model = Blend(encoder=encoder)
        seconds, _ = timed("ours", lambda: model.fit(examples, [e.label for e in examples]))
    return {"rows": len(examples), **seconds}


PARTS: dict[str, Callable[[Path, str], dict[str, Any]]] = {
    "linear": linear,
    "embeddings": embeddings,
    "blend": blend,
}


def main() -> None:
    """Run the comparisons asked for, and print each as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", required=True, help="a Hugging Face id or a folder")
    parser.add_argument("--only", action="append", choices=sorted(PARTS), help="all unless named")
    options = parser.parse_args()
    for name in options.only or PARTS:
        load = os.getloadavg()[0]
        found = PARTS[name](options.data, options.encoder)
        print(json.dumps({"part": name, "load_before": round(load, 1), **found}), flush=True)


if __name__ == "__main__":
    main()
