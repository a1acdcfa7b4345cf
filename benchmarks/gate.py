"""Whether the gate keeps its promise, what it costs, and whether probabilities hold.

    python -m benchmarks.gate --data ../shared/datasets [--runs 200] [--part outlets|rows|calibration]
        [--encoder FOLDER] [--mapie]

`outlets`: invented texts whose outlets err together. `rows`: rows of labelled sets, drawn anew for each
run; folds, calibration and gate as `train` makes them over features made once, and the error of the
final model on the rows left over. `calibration`: held-out log loss, Brier score and calibration error
of the families before and after. Prints a JSON object a line; the page that quotes them is docs/gate.md.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from benchmarks.outlook import Ready, read
from benchmarks.quality import SETS, some
from stancemark.config import AcceptOptions
from stancemark.models.calibrate import calibrate
from stancemark.models.dataset import Example
from stancemark.models.gate import OUTLETS, THRESHOLDS, Fitting, fit, gate
from stancemark.models.held_out import out_of_fold
from stancemark.models.promise import Gate
from stancemark.models.search import tied
from stancemark.models.split import folds

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Units = NDArray[np.intp]


def invented(rng: np.random.Generator, offset: Floats, sizes: Units) -> tuple[Floats, Flags, Units]:
    """Probabilities, whether the answer is wrong, and the outlet of each text.

    Wrong with odds (1 - p)/p · exp(o), where o is the offset of the text's outlet; `sizes` counts texts.
    """
    outlet = np.repeat(np.arange(len(sizes)), sizes)
    sure = 0.5 + 0.5 * rng.beta(2, 0.7, len(outlet))
    odds = logit(np.clip(1 - sure, 1e-4, 0.5)) + offset[outlet]
    return sure, rng.random(len(outlet)) < expit(odds), outlet


def some_outlets(
    rng: np.random.Generator, count: int, size: int, spread: float
) -> tuple[Floats, Units]:
    """Offsets, normal with standard deviation `spread`, and sizes, geometric with mean `size`."""
    return rng.normal(0, spread, count), rng.geometric(1 / size, count)


def _everywhere(size: int, spread: float) -> tuple[Floats, Flags, Units]:
    """Texts of so many outlets that they are all there are."""
    rng = np.random.default_rng(0)
    return invented(rng, *some_outlets(rng, 40_000, size, spread))


def error_above(sure: Floats, wrong: Flags, threshold: float | None) -> float:
    """The share wrong from a threshold on; 0 where nothing is accepted."""
    above = sure >= (2 if threshold is None else threshold)
    return float(wrong[above].mean()) if above.any() else 0.0


def outlets(runs: int) -> Iterator[dict[str, Any]]:
    """The gate on what it promises: on outlets it never saw, or, from too few, on others of theirs."""
    for count, size, spread in (
        (400, 1, 0.0), (1500, 1, 0.0), (10, 100, 0.7), (20, 20, 0.5), (20, 50, 1.0), (40, 20, 1.0),
        (100, 10, 1.0), (5, 200, 0.7),
    ):  # fmt: skip
        everywhere = _everywhere(size, spread)
        gates, errors = [], []
        for run in range(runs):
            rng = np.random.default_rng(1 + run)
            offset, sizes = some_outlets(rng, count, size, spread)
            gates.append(_gate(*invented(rng, offset, sizes), outlets=spread > 0))
            same = invented(rng, offset, sizes * 100) if count < OUTLETS else everywhere
            errors.append(error_above(*same[:2], gates[-1].threshold))
        named = {"outlets": count, "texts of each": size, "spread": spread}
        yield named | {"new outlets": count >= OUTLETS} | summed(gates, errors)


def _gate(sure: Floats, wrong: Flags, outlet: Units, *, outlets: bool) -> Gate:
    examples = [
        Example(str(i), "…", "yes", outlet=f"o{o}" if outlets else "", language="en")
        for i, o in enumerate(outlet.tolist())
    ]
    return gate(examples, sure, wrong, Fitting("q", "", 5, 7, AcceptOptions()))


def summed(gates: Sequence[Gate], errors: Sequence[float]) -> dict[str, Any]:
    """Over the runs: how many kept the promise, one without a gate keeps it; what was accepted."""
    open_ = [g for g in gates if g.threshold is not None]
    needed = [g.more for g in gates if g.threshold is None and g.more is not None]
    kept = [e <= g.error for g, e in zip(gates, errors, strict=True)]
    return {
        "runs": len(gates),
        "kept": round(float(np.mean(kept)), 3),
        "gates": len(open_),
        "accepted": round(sum(g.accepted / g.labels for g in open_) / len(gates), 3),
        "error": round(float(np.mean([e for g, e in zip(gates, errors, strict=True) if g.threshold is not None] or [0])), 4),
        "refused": len(gates) - len(open_),
        "labels asked for": int(np.median(needed)) if needed else None,
    }  # fmt: skip


def rows(data: Path, runs: int) -> Iterator[dict[str, Any]]:
    """The gate and the final model on rows left over.

    The error of a threshold is that of all runs together, since the rows left over of one run are few;
    `on the rest` is the share of runs that were within the promise on their own rows left over.
    """
    for name, errors, sizes in (
        ("claimbuster", (0.05, 0.1), (100, 400, 1200)),
        ("semeval2016_t6a", (0.1, 0.2), (400, 1200)),
        ("babe", (0.1, 0.2), (400, 1200)),
        ("gwsd", (0.2,), (400, 1200)),
    ):
        features, examples = read(data, name)
        examples = [replace(e, language="en", outlet="") for e in examples]
        for error in errors:
            for size in sizes:
                drawn = partial(_drawn, features, examples, size, AcceptOptions(error=error))
                gates, curves = zip(*map(drawn, range(runs)), strict=True)
                together = np.sum(curves, axis=0)
                at = [
                    THRESHOLDS.index(g.threshold) if g.threshold is not None else -1 for g in gates
                ]
                own = [_share(c[i]) if i >= 0 else 0.0 for c, i in zip(curves, at, strict=True)]
                errors_at = [_share(together[i]) if i >= 0 else 0.0 for i in at]
                named = {"set": name, "error asked": error, "labels": size}
                rest = round(float(np.mean(np.array(own) <= error)), 3)
                yield named | summed(gates, errors_at) | {"on the rest": rest}


def _share(counted: Floats) -> float:
    return float(counted[0] / counted[1]) if counted[1] else 0.0


def _drawn(
    features: Any, examples: Sequence[Example], size: int, accept: AcceptOptions, seed: int
) -> tuple[Gate, Floats]:
    """A gate from so many rows; of all others, how many are wrong above each threshold, and of how many."""
    order = np.random.default_rng(seed).permutation(len(examples))
    known = [examples[i] for i in order[:size]]
    fresh = [examples[i] for i in order[size:]]
    calibration, [found] = fit(known, lambda: Ready(features), Fitting("q", "", 5, seed, accept))
    model = Ready(features)
    model.fit(known, [e.label for e in known])
    raw = model.predict_proba(fresh)
    labels = [str(label) for label in model.model.classes_]
    best = raw.argmax(axis=1)
    sure = calibration.of(raw, labels)[np.arange(len(best)), best]
    wrong = np.array([labels[b] != e.label for b, e in zip(best.tolist(), fresh, strict=True)])
    above = [sure >= threshold for threshold in THRESHOLDS]
    return found, np.array([[wrong[a].sum(), a.sum()] for a in above], dtype=np.float64)


def calibration(data: Path, encoder: str) -> Iterator[dict[str, Any]]:
    """Held-out measures of the families, calibrated on the other folds."""
    from stancemark.models.families import Family, make

    families: tuple[Family, ...] = ("linear", "blend") if encoder else ("linear",)
    for name in ("semeval2016_t6a", "gwsd", "babe", "claimbuster"):
        examples = tied(some(SETS[name].read(data), 4000))
        split = folds(examples, 5, 7)
        for family in families:
            held = out_of_fold(examples, partial(make, family, encoder, 7), split)
            gold = [e.label for e in examples]
            after = np.zeros_like(held.probabilities)
            for fold in range(5):
                test = held.fold == fold
                other = np.flatnonzero(~test)
                found = calibrate(held.probabilities[other], held.classes, [gold[i] for i in other])
                after[test] = found.of(held.probabilities[test], held.classes)
            best = held.probabilities.argmax(axis=1)
            right = np.array([held.classes.index(label) for label in gold])
            yield {
                "set": name,
                "family": family,
                "before": measured(held.probabilities, best, right),
                "after": measured(after, best, right),
            }


def measured(probabilities: Floats, best: Units, right: Units) -> dict[str, float]:
    """Log loss, Brier score, and the calibration error of the answers in 15 bins of equal size."""
    at = np.arange(len(right))
    sure, hit = probabilities[at, best], best == right
    bins = np.array_split(np.argsort(sure), 15)
    apart = [abs(sure[b].mean() - hit[b].mean()) * len(b) for b in bins]
    off = probabilities - np.eye(probabilities.shape[1])[right]
    return {
        "log loss": round(float(-np.log(np.clip(probabilities[at, right], 1e-12, 1)).mean()), 4),
        "Brier": round(float((off**2).sum(axis=1).mean()), 4),
        "ECE": round(float(sum(apart) / len(right)), 4),
        "confidence - accuracy": round(float(sure.mean() - hit.mean()), 3),
    }


def mapie(runs: int) -> Iterator[dict[str, Any]]:
    """MAPIE's controller of precision on the same invented texts: it has no units that err together."""
    from mapie import risk_control

    controllers: Any = risk_control

    for count, size, spread in ((400, 1, 0.0), (1500, 1, 0.0), (20, 50, 1.0), (40, 20, 1.0)):
        truth = _everywhere(size, spread)
        kept, accepted = [], []
        for run in range(runs):
            rng = np.random.default_rng(1 + run)
            sure, wrong, _ = invented(rng, *some_outlets(rng, count, size, spread))
            controller = controllers.BinaryClassificationController(
                predict_function=lambda x: np.column_stack([1 - x[:, 0], x[:, 0]]),
                risk="precision",
                target_level=0.95,
                confidence_level=0.9,
                best_predict_param_choice="recall",
                list_predict_params=np.array(sorted(THRESHOLDS)),
            )
            controller.calibrate(sure[:, None], (~wrong).astype(int))
            threshold = controller.best_predict_param
            kept.append(error_above(*truth[:2], threshold) <= 0.05)
            accepted.append(0.0 if threshold is None else float((sure >= threshold).mean()))
        named = {"mapie": True, "outlets": count, "texts of each": size, "spread": spread}
        yield named | {
            "kept": round(float(np.mean(kept)), 3),
            "accepted": round(float(np.mean(accepted)), 3),
        }


def main() -> None:
    """Print a line for each setting."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--part", action="append", choices=["outlets", "rows", "calibration"])
    parser.add_argument("--encoder", default="", help="of the blend; without, only linear")
    parser.add_argument(
        "--mapie", action="store_true", help="also MAPIE's, which must be installed"
    )
    asked = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
        "outlets": partial(outlets, asked.runs),
        "rows": partial(rows, asked.data, asked.runs),
        "calibration": partial(calibration, asked.data, asked.encoder),
    }
    chosen = [parts[name] for name in asked.part or parts]
    if asked.mapie:
        chosen.append(partial(mapie, asked.runs))
    for part in chosen:
        for row in part():
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
