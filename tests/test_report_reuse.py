"""What the report says of passages that repeat one another."""

from pathlib import Path

import pytest

from stancemark.config import Config, StudyOptions
from stancemark.facts.material import gather
from stancemark.facts.repeated import Repeating, reuse
from stancemark.records import Cluster, Codebook, Document, Passage, Span
from stancemark.report import render
from stancemark.store import Study

CONFIG = Config(study=StudyOptions(name="Pallets", documents=["pages"]))

CODEBOOK = Codebook("small", "A small one", "", ())

TEXT = "<b>Eighteen</b> pallets stood on the quay at Karsk when the tide had gone, the harbour master said."

HERE = {"a": "Wire", "b": "Quay", "c": "Quay", "d": ""}
"""Pages, by outlet; each has one passage."""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Three pages repeat one another, and a fourth stands alone."""
    found = Study(tmp_path)
    found.save("documents", Document, [Document(d, TEXT, d, outlet=o) for d, o in HERE.items()])
    span = Span(0, len(TEXT))
    found.save("passages", Passage, [Passage(f"p{d}", d, span, TEXT, "body") for d in HERE])
    return found


def shared(*pages: str, original: str = "a", source: str = "Wire") -> Cluster:
    """A cluster of the passages of these pages."""
    outlets = tuple(sorted({HERE.get(page, "") for page in pages} - {""}))
    passages = tuple(f"p{page}" for page in pages)
    return Cluster(
        "c", passages, pages, outlets, source, "dated", f"p{original}", "2031-04-05"
    )  # fmt: skip


def test_outlets_and_sources_are_counted(study: Study) -> None:
    """Three of four passages repeat; both of the Quay's were first in the Wire."""
    study.save("clusters", Cluster, [shared("a", "b", "c")])
    found = reuse(gather(study, CODEBOOK, CONFIG))
    assert found is not None
    assert (found.passages, found.repeated, found.clusters, found.across) == (4, 3, 1, 1)
    assert found.outlets == (
        Repeating("Quay", 2, 2, 1.0, 2),
        Repeating("Wire", 1, 1, 1.0, 0),
        Repeating("(no outlet given)", 1, 0, 0.0, 0),
    )
    [largest] = found.largest
    assert (largest.source, largest.known, largest.earliest) == (
        "Wire",
        "earliest date",
        "2031-04-05",
    )


def test_the_page_shows_them(study: Study) -> None:
    """Source, outlets and date stand in the report, and the text is escaped."""
    study.save("clusters", Cluster, [shared("a", "b")])
    html = render(study, CODEBOOK, CONFIG)
    part = html.partition('<section id="reuse">')[2].partition("</section>")[0]
    for said in ("Quay, Wire", "earliest date", "2031-04-05", "2 passages of 4 (50%)"):
        assert said in part
    assert "&lt;b&gt;Eighteen" in part
    assert "<b>Eighteen" not in part


def test_a_study_without_repeats_says_so(study: Study) -> None:
    """Before `tasks` nothing is known; after it, that nothing repeats."""
    assert "have not been compared with one another" in render(study, CODEBOOK, CONFIG)
    study.save("clusters", Cluster, [])
    assert "No passage of twelve words or more repeats another" in render(study, CODEBOOK, CONFIG)


def test_clusters_of_passages_that_are_gone_are_left_out(study: Study) -> None:
    """A command killed between two tables leaves a study that can be reported on."""
    study.save("clusters", Cluster, [shared("a", "z")])
    found = reuse(gather(study, CODEBOOK, CONFIG))
    assert found is not None
    assert found.clusters == 0


def test_a_source_nobody_read_makes_a_cluster_reach_across_outlets(study: Study) -> None:
    """Two pages of one outlet that both name another share words from outside."""
    study.save("clusters", Cluster, [shared("b", "c", original="b", source="Kelp Wire")])
    found = reuse(gather(study, CODEBOOK, CONFIG))
    assert found is not None
    assert found.across == 1
