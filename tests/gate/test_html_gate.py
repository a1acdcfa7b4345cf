"""Hand-made HTML pages against the truth inside them. Floors only go up."""

from pathlib import Path

import pytest

from tests.gate.html.truth import SEEN, UNSEEN, kind_of, labelled, measures, pages, read

MEASURES = ("content", "furniture", "units", "authors", "parents", "outlets", "roles")
FLOORS = {
    "forum": (0.98, 0.99, 0.99, 0.99, 0.99, 0.48, 0.99),
    "comments": (0.99, 0.99, 0.99, 0.99, 0.66, 0.89, 0.99),
    "article": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99),
    "several": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99),
}
"""For each kind of page the least that each of `MEASURES` may be."""
UNSEEN_MEAN = (0.99, 0.98, 0.95, 0.89, 0.95, 0.77, 0.98)
"""The least that the mean over the pages held out may be."""


@pytest.mark.parametrize("path", pages(SEEN), ids=lambda path: path.stem)
def test_no_page_is_read_worse_than_before(path: Path) -> None:
    """Every measure of every page is at or above the floor of its kind of page."""
    found = measures(labelled(path))
    floors = dict(zip(MEASURES, FLOORS[kind_of(path.stem)], strict=True))
    assert not {m: (found[m], floor) for m, floor in floors.items() if found[m] < floor}


def test_pages_held_out_are_read_no_worse_than_before() -> None:
    """The mean of every measure over the pages that no rule was written for is at its floor."""
    found = [measures(labelled(path)) for path in pages(UNSEEN)]
    for measure, floor in zip(MEASURES, UNSEEN_MEAN, strict=True):
        assert sum(page[measure] for page in found) / len(found) >= floor, measure


@pytest.mark.parametrize("path", [*pages(SEEN), *pages(UNSEEN)], ids=lambda path: path.stem)
def test_the_truth_is_not_seen_by_the_rules(path: Path) -> None:
    """What is read holds no truth attribute, and all that a page shows but hides nothing else."""
    page = labelled(path)
    assert "data-truth" not in page.html
    document, segments = read(page)
    words = [word for text, truth, _ in page.texts if truth.role == "hidden" for word in [text]]
    shown = {text for text, truth, _ in page.texts if truth.role != "hidden"}
    assert not [word for word in words if word in document.text and word not in "".join(shown)]
    assert "".join("".join(s.span.of(document.text) for s in segments).split()) == "".join(
        document.text.split()
    )
