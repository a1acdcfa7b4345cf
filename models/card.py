"""The model card: what a model is, in the form that Hugging Face reads."""

from collections.abc import Mapping
from typing import Any

from stancemark.models.promise import Gate, said


def card(manifest: Mapping[str, Any]) -> str:
    """README.md of a model's folder, out of its manifest."""
    kind, version = manifest.get("kind", "choice"), manifest.get("version", "")
    head = [
        "---",
        "library_name: stancemark",
        "pipeline_tag: " + ("token-classification" if kind == "spans" else "text-classification"),
        "tags: [stancemark, " + str(kind) + "]",
        "---",
        "",
        f"# {version}",
        "",
        f"A Stancemark model of kind `{kind}`. It runs with `stancemark prelabel TABLE --model DIR`.",
        "",
        "| | |",
        "|---|---|",
    ]
    told = {
        "data (digest)": manifest.get("data"),
        "codebook": manifest.get("codebook"),
        "seed": manifest.get("seed"),
        "encoder": _encoder(manifest.get("encoder")),
        "versions": ", ".join(f"{k} {v}" for k, v in manifest.get("versions", {}).items()),
    }
    facts = [f"| {name} | {value} |" for name, value in told.items() if value not in (None, "")]
    labels = [
        f"- {' / '.join(filter(None, (m['question'], m['target'])))}: {', '.join(m['classes'])}"
        for m in manifest.get("models", [])
    ]
    chosen = [f"- {name or 'all'}: `{what}`" for name, what in manifest.get("chosen", {}).items()]
    parts = [*head, *facts, "", "## Labels", "", *labels]
    if chosen:
        parts += ["", "## Chosen by cross-validation on groups held out", "", *chosen]
    if gates := manifest.get("gates"):
        lines = [f"- {said(Gate(**gate))}" for gate in gates]
        parts += ["", "## What it may answer without a person", "", *lines]
    parts += [
        "",
        "## Limits",
        "",
        "Trained on one table or study: on other outlets, topics or years it may be worse, and",
        "`stancemark evaluate` says how much on outlets it has not seen. A probability is a guess,",
        "not a judgement.",
    ]
    return "\n".join(parts) + "\n"


def _encoder(encoder: Any) -> str:
    if not isinstance(encoder, Mapping):
        return ""
    return f"{encoder.get('name')} (weights {encoder.get('digest')}, not in this folder)"
