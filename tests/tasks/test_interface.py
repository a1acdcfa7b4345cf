"""The labeling config: what Label Studio accepts, and keys that never collide."""

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from stancemark.annotate.studio import check_config
from stancemark.config import AxisOptions, CodebookOptions, TargetOptions
from stancemark.records import Codebook, Label, Question, Target
from stancemark.tasks.codebook import PRESETS, load_codebook
from stancemark.tasks.interface import controls, instruction, labeling_config
from tests.strategies import EXAMPLES, codebooks


def preset(name: str, targets: int) -> Codebook:
    """A shipped codebook, asked with so many targets and an axis."""
    options = CodebookOptions(
        preset=name,
        targets=[TargetOptions(name=f"Target {n}") for n in range(targets)],
        axis=AxisOptions(left="hawks", right="doves"),
    )
    return load_codebook(options, Path())


def tags(config: str, tag: str | None = None) -> list[ET.Element]:
    """The elements of that name, or all."""
    return list(ET.fromstring(config).iter(tag))  # noqa: S314  # our own config


def hotkeys(config: str) -> list[str]:
    """Every hotkey that the page gives out."""
    return [key.lower() for tag in tags(config) if (key := tag.get("hotkey"))]


@pytest.mark.parametrize("targets", [1, 2, 3])
@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_accepted_by_label_studio(name: str, targets: int) -> None:
    """Its own validation finds nothing, blind or not."""
    for blind in (True, False):
        check_config(labeling_config(preset(name, targets), blind=blind))


@pytest.mark.parametrize("targets", [1, 2, 3, 6, 9])
@pytest.mark.parametrize("name", PRESETS)
def test_no_hotkey_stands_twice(name: str, targets: int) -> None:
    """However many targets there are, one key chooses one label."""
    doubled = [
        k for k, n in Counter(hotkeys(labeling_config(preset(name, targets)))).items() if n > 1
    ]
    assert doubled == []


@pytest.mark.parametrize("name", PRESETS)
def test_span_and_stance_labels_have_hotkeys_of_their_own(name: str) -> None:
    """With up to three targets none of them is left to Label Studio, which would change them."""
    config = labeling_config(preset(name, 3))
    stances = [t for t in tags(config, "Choices") if str(t.get("name")).startswith("stance__")]
    marked = [*tags(config, "Label"), *(choice for tag in stances for choice in tag)]
    assert marked
    assert all(tag.get("hotkey") for tag in marked)


def stance(*keys: str) -> Question:
    """A stance question whose labels have these hotkeys."""
    labels = [Label(f"label {n}", hotkey=key) for n, key in enumerate(keys)]
    return Question("stance", "stance", "Where?", tuple(labels))


def test_a_users_own_stance_hotkeys_count_for_the_first_target() -> None:
    """A key can choose one label only, so the second target takes a free row of keys."""
    targets = (Target("A", "a"), Target("B", "b"))
    other = Question("tone", "choice", "Tone?", (Label("x", hotkey="Z"), Label("y")))
    config = labeling_config(Codebook("own", "Own", "", (stance("f", ""), other), targets))
    assert hotkeys(config) == ["f", "w", "shift+q", "shift+w", "z"]


@EXAMPLES
@given(codebooks)
def test_hostile_labels_come_through_the_xml_as_they_are(codebook: Codebook) -> None:
    """Markup, quotes, emoji and right-to-left names stand in the config letter for letter."""
    config = labeling_config(codebook)
    check_config(config)
    shown = {
        tag.get("name"): tuple(choice.get("value") for choice in tag)
        for kind in ("Choices", "Labels")
        for tag in tags(config, kind)
    }
    assert shown == {c.name: c.values for c in controls(codebook).values() if c.type != "textarea"}


@EXAMPLES
@given(codebooks)
def test_words_of_the_codebook_are_no_fields_of_the_task(codebook: Codebook) -> None:
    """A target called “$text” is shown so: only our own headers are taken from the task."""
    shown = [str(tag.get("value")) for tag in tags(labeling_config(codebook), "Header")]
    fields = [value for value in shown if re.search(r"\$[\w[\].{}]", value)]
    assert fields == ["$heading", "$before", "$after"]


@EXAMPLES
@given(codebooks)
def test_no_hotkey_of_any_codebook_stands_twice(codebook: Codebook) -> None:
    """Whatever is asked, one key chooses one label."""
    found = hotkeys(labeling_config(codebook))
    assert len(found) == len(set(found))


@EXAMPLES
@given(codebooks)
def test_every_control_is_on_the_page_once(codebook: Codebook) -> None:
    """What `controls` lists is what the page holds, attributes only where a region is selected."""
    config = labeling_config(codebook)
    named = [t for kind in ("Choices", "Labels", "TextArea") for t in tags(config, kind)]
    assert sorted(str(tag.get("name")) for tag in named) == sorted(controls(codebook))
    per_region = {tag.get("name") for tag in named if tag.get("perRegion")}
    assert per_region == {c.name for c in controls(codebook).values() if c.per_region}


def test_where_it_comes_from_is_shown_only_where_the_study_is_not_blind() -> None:
    """A blind page has no place for outlet and date."""
    codebook = preset("quick", 1)
    assert "$origin" not in labeling_config(codebook)
    assert "$origin" in labeling_config(codebook, blind=False)


def test_the_passage_is_shown_as_plain_text() -> None:
    """`Text` counts code points as Python does; `HyperText` and `Paragraphs` do not."""
    config = labeling_config(preset("full", 2))
    assert [tag.get("value") for tag in tags(config, "Text")] == ["$text"]
    assert not tags(config, "HyperText")
    assert not tags(config, "Paragraphs")


def test_the_instruction_shows_every_rule_and_escapes_it() -> None:
    """Annotators read the guidelines, the targets and each label's rule; markup is shown as text."""
    question = Question(
        "tone", "choice", "Which <tone>?", (Label("a&b", "If <i>so</i>."), Label("c"))
    )
    codebook = Codebook(
        "own",
        "Own",
        "1. First\n   of all.\n2. Then.",
        (question,),
        (Target("A", "a", (), "A <b>."),),
    )
    shown = instruction(codebook)
    assert "<p>1. First of all.</p><p>2. Then.</p>" in shown
    assert "Which &lt;tone&gt;?" in shown
    assert "<b>a&amp;b</b>: If &lt;i&gt;so&lt;/i&gt;." in shown
    assert "<b>A</b> A &lt;b&gt;." in shown
