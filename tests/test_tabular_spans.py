"""Texts with labelled stretches, from a table to a tagger and back to a table."""

import json
from pathlib import Path
from typing import Any

import pytest

from stancemark import tabular
from stancemark.errors import InputError
from tests.commands import Command
from tests.models.encoders import tiny
from tests.rows import cells, table

NAMES = ("Olin", "Ida Berg", "the board", "officials")


def said(number: int) -> dict[str, Any]:
    """A row with one source."""
    name = NAMES[number % len(NAMES)]
    spans = [{"start": 0, "end": len(name), "label": "source"}]
    text = f"{name} said that day {number} was long."
    return {"id": f"r{number}", "text": text, "spans": spans, "outlet": f"outlet {number % 6}"}


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_the_verbs_work_on_a_table_of_spans(tmp_path: Path, run: Command, suffix: str) -> None:
    """Train, evaluate and prelabel: one row out for each row in, bad ones with their reason."""
    train = table(tmp_path / f"train{suffix}", [said(n) for n in range(24)])
    model, out = tmp_path / "model", tmp_path / f"out{suffix}"
    ended = run("train", train, "--kind", "spans", "--out", model)
    assert (ended.code, "24 examples" in ended.out) == (0, True)
    new = [said(30), {**said(31), "text": "  "}, said(32)]
    fresh = table(tmp_path / f"new{suffix}", new)
    assert run("prelabel", fresh, "--model", model, "-o", out).code == 0
    rows = cells(out)
    assert [row["id"] for row in rows] == ["r30", "r31", "r32"]
    assert [row["reason"] for row in rows] == ["", "no text", ""]
    spans = [
        row["spans"] if isinstance(row["spans"], list) else json.loads(row["spans"]) for row in rows
    ]
    assert [(s["start"], s["end"], s["label"]) for s in spans[0]] == [
        (0, len(NAMES[30 % 4]), "source")
    ]
    assert spans[1] == []
    ended = run("evaluate", train, "--kind", "spans", "--folds", "3")
    assert ended.code == 0
    assert "token_f1" in ended.out
    assert "exact_f1" in ended.out
    ended = run("evaluate", train, "--kind", "spans", "--folds", "3", "--full")
    assert ended.code == 0
    assert "token_f1 with rows at random" in ended.out
    assert "the outlet cannot be probed" in ended.out


@pytest.mark.parametrize("family", ["finetune", "blend"])
def test_the_verbs_take_a_family(
    tmp_path: Path, run: Command, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    """Train, evaluate and prelabel by an encoder from a folder; each row out names the model."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path / "cache"))
    encoder, model, out = tiny(tmp_path / "tiny"), tmp_path / "model", tmp_path / "out.jsonl"
    train = table(tmp_path / "t.jsonl", [said(n) for n in range(12)])
    how = ("--kind", "spans", "--family", family, "--encoder", encoder)
    assert run("train", train, *how, "--out", model).code == 0
    manifest = json.loads((model / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["family"], manifest["encoder"]["name"]) == (family, encoder)
    new = table(tmp_path / "new.jsonl", [said(n) for n in range(30, 34)])
    assert run("prelabel", new, "--model", model, "-o", out).code == 0
    named = [(row["id"], row["model"].partition("-")[0]) for row in cells(out)]
    assert named == [(f"r{n}", family) for n in range(30, 34)]
    ended = run("evaluate", train, *how, "--folds", "2")
    assert (ended.code, ended.out.count("token_f1")) == (0, 1)


def test_what_spans_do_not_have_is_refused(tmp_path: Path, run: Command) -> None:
    """A frozen encoder, and a gate: one line says what to do instead, and nothing is written."""
    train = table(tmp_path / "t.jsonl", [said(n) for n in range(12)])
    ended = run("train", train, "--kind", "spans", "--family", "encoder", "--out", tmp_path / "m")
    assert (ended.code, "take linear, finetune or blend" in ended.said) == (2, True)
    ended = run("train", train, "--kind", "spans", "--accept", "0.05", "--out", tmp_path / "m")
    assert (ended.code, "spans have no gate" in ended.said) == (2, True)
    assert not (tmp_path / "m").exists()


def test_bad_rows_are_refused_with_their_place(tmp_path: Path) -> None:
    """A span outside its text is counted with file, row and span; nothing else is lost."""
    rows = [said(n) for n in range(8)]
    rows[3]["spans"] = [{"start": 5, "end": 500, "label": "source"}]
    summary = tabular.train(
        table(tmp_path / "t.jsonl", rows), tmp_path / "model", kind="spans", recipe=tabular.Recipe()
    )
    assert summary.counts["examples"] == 7
    [refusal] = summary.refusals
    assert (refusal.item, refusal.reason) == ("t.jsonl#4", "bad spans")
    assert "5:500" in refusal.detail


def told(number: int) -> dict[str, Any]:
    """A row of which two labels are marked, and more is said of one: how sure it is, and on what grounds."""
    sure = number % 2 == 0
    grounds = [word for n, word in enumerate(("seen", "heard")) if number % (n + 3) == 0]
    text = f"Olin {'knows' if sure else 'guesses'} day {number} was long, {' and '.join(grounds)}."
    claim = {
        "start": text.index("day"),
        "end": len(text) - 1,
        "label": "claim",
        "attributes": {"sure": "yes" if sure else "no", "grounds": grounds},
    }
    source = {"start": 0, "end": 4, "label": "source", "attributes": {"sure": None}}
    return {"id": f"r{number}", "text": text, "spans": [source, claim], "outlet": f"o{number % 6}"}


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_what_is_said_of_spans_is_learned_too(tmp_path: Path, run: Command, suffix: str) -> None:
    """A word, or several, for each span whose label has it; what comes out can be learned from again."""
    train, out = (
        table(tmp_path / f"t{suffix}", [told(n) for n in range(96)]),
        tmp_path / f"o{suffix}",
    )
    ended = run("train", train, "--kind", "spans", "--out", tmp_path / "m")
    assert (ended.code, "4 models" in ended.out) == (0, True)
    fresh = table(tmp_path / f"n{suffix}", [told(n) for n in range(96, 132)])
    assert run("prelabel", fresh, "--model", tmp_path / "m", "-o", out).code == 0
    found = cells(out)
    for row in found:
        row["spans"] = row["spans"] if isinstance(row["spans"], list) else json.loads(row["spans"])
    right = 0
    for gold, row in zip((told(n) for n in range(96, 132)), found, strict=True):
        by_label = {s["label"]: s for s in row["spans"]}
        assert by_label["source"]["attributes"] == {"grounds": None, "sure": None}
        claim, wanted = by_label["claim"], gold["spans"][1]["attributes"]
        right += {**claim["attributes"], "grounds": sorted(claim["attributes"]["grounds"])} == {
            **wanted,
            "grounds": sorted(wanted["grounds"]),
        }
        assert sum(claim["probabilities"]["sure"].values()) == pytest.approx(1)
        assert set(claim["probabilities"]["grounds"]) == {"seen", "heard"}
    assert right >= 30
    again = [{**row, "text": told(n)["text"]} for n, row in enumerate(found, start=96)]
    path = table(tmp_path / f"again{suffix}", again)
    ended = run("train", path, "--kind", "spans", "--out", tmp_path / "m2")
    assert (ended.code, "36 examples" in ended.out) == (0, True)


def test_attributes_are_examined_like_other_questions(tmp_path: Path, run: Command) -> None:
    """Each with its macro F1 on the spans marked, and where there is too little, the count."""
    rows = [told(n) for n in range(60)]
    for row in rows[:3]:
        row["spans"][0]["attributes"] = {"kind": "person"}
    train = table(tmp_path / "t.jsonl", rows)
    ended = run("evaluate", train, "--kind", "spans", "--folds", "3", "--json")
    assert ended.code == 0
    by_name = {(e["question"], e["target"]): e for e in map(json.loads, ended.out.splitlines())}
    assert list(by_name) == [("spans", ""), ("grounds", "seen"), ("sure", "")]
    [score] = [s for s in by_name["sure", ""]["scores"] if s["metric"] == "macro_f1"]
    assert (score["items"], score["value"] > 0.9) == (60, True)
    assert any("spans that people marked" in note for note in by_name["sure", ""]["notes"])
    assert by_name["sure", ""]["groups"] == 6
    assert "grounds/heard" in ended.err
    assert "15 of 20" in ended.err
    ended = run("evaluate", train, "--kind", "spans", "--folds", "3", "--full", "--json")
    full = map(json.loads, ended.out.splitlines())
    assert {(e["question"], e["gap"] is not None) for e in full} == {
        ("spans", True),
        ("sure", True),
        ("grounds", True),
    }


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ("full", "`attributes` is no object {name: value}"),
        ({"sure": 3}, "attribute `sure` is neither a word nor a list of words"),
        ({"grounds": ["seen", ""]}, "attribute `grounds` is neither a word nor a list of words"),
    ],
)
def test_attributes_that_are_none_are_refused(
    tmp_path: Path, attributes: Any, problem: str
) -> None:
    """The row is counted with what is wrong, and the others are learned from."""
    rows = [said(n) for n in range(8)]
    rows[3]["spans"][0]["attributes"] = attributes
    path = table(tmp_path / "t.jsonl", rows)
    summary = tabular.train(path, tmp_path / "m", kind="spans", recipe=tabular.Recipe())
    [refusal] = summary.refusals
    assert (refusal.item, refusal.detail) == ("t.jsonl#4", f"r3: span 1: {problem}")
    assert summary.counts["examples"] == 7


def test_an_attribute_cannot_take_the_name_of_the_spans(tmp_path: Path) -> None:
    """Its model would stand in the place of the tagger."""
    rows = [told(n) for n in range(40)]
    for row in rows:
        row["spans"][1]["attributes"] = {"spans": row["spans"][1]["attributes"]["sure"]}
    path = table(tmp_path / "t.jsonl", rows)
    with pytest.raises(InputError, match="no attribute can be called 'spans'"):
        tabular.train(path, tmp_path / "m", kind="spans", recipe=tabular.Recipe())


def test_a_manifest_with_altered_attributes_is_refused(tmp_path: Path, run: Command) -> None:
    """One line names the file and the setting."""
    train = table(tmp_path / "t.jsonl", [told(n) for n in range(40)])
    assert run("train", train, "--kind", "spans", "--out", tmp_path / "m").code == 0
    path = tmp_path / "m/manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["attributes"]["sure"] = "claim"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    ended = run("prelabel", train, "--model", tmp_path / "m", "-o", tmp_path / "o.jsonl")
    assert (ended.code, "manifest.json" in ended.said, "attributes" in ended.said) == (
        2,
        True,
        True,
    )


def test_a_table_without_spans_is_refused(tmp_path: Path) -> None:
    """A table of labelled text is no table of spans, and the message names the column."""
    path = tmp_path / "t.csv"
    path.write_text("id,text,label\n1,some text,yes\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column `spans`"):
        tabular.train(path, tmp_path / "model", kind="spans", recipe=tabular.Recipe())


def test_a_tagger_takes_the_place_of_the_rules_for_attributions(
    tmp_path: Path, run: Command
) -> None:
    """What it learned to call a cue, no rule knows; `segment --model` prints it, or shows it."""
    rows = [quibbled(n) for n in range(24)]
    assert (
        run(
            "train", table(tmp_path / "t.jsonl", rows), "--kind", "spans", "--out", tmp_path / "m"
        ).code
        == 0
    )
    page = tmp_path / "page.txt"
    page.write_text(str(quibbled(30)["text"]), encoding="utf-8")
    plain = run("segment", page, "--attributions").out
    assert not any(json.loads(line)["type"] == "attribution" for line in plain.splitlines())
    ended = run("segment", page, "--attributions", "--model", tmp_path / "m")
    [found] = [
        row for row in map(json.loads, ended.out.splitlines()) if row["type"] == "attribution"
    ]
    assert [part["text"] for name in ("source", "cue", "content") for part in found[name]] == [
        "the board",
        "quibbled",
        "day 30 was long",
    ]
    assert '<span class="cue">quibbled' not in run("segment", page, "--html").out
    shown = run("segment", page, "--html", "--model", tmp_path / "m").out
    assert '<span class="cue">quibbled</span>' in shown
    assert 'title="paraphrased: the board (' in shown


def test_a_model_that_tags_no_attributions_is_refused(tmp_path: Path, run: Command) -> None:
    """A tagger of other labels cannot say who says what, and the message names the labels."""
    train = table(tmp_path / "t.jsonl", [said(n) for n in range(12)])
    assert run("train", train, "--kind", "spans", "--out", tmp_path / "m").code == 0
    page = tmp_path / "page.txt"
    page.write_text("Olin said no.", encoding="utf-8")
    ended = run("segment", page, "--attributions", "--model", tmp_path / "m")
    assert (ended.code, "its labels must be source, cue and content" in ended.said) == (2, True)


def quibbled(number: int) -> dict[str, Any]:
    """A row with an attribution whose verb is in no list."""
    name, fact = NAMES[number % len(NAMES)], f"day {number} was long"
    places = {"source": name, "cue": "quibbled", "content": fact}
    text = f"{name} quibbled {fact}."
    spans = [
        {"start": text.index(part), "end": text.index(part) + len(part), "label": label}
        for label, part in places.items()
    ]
    return {"id": f"r{number}", "text": text, "spans": spans}
