"""The segments of real and bundled pages against what people say they are. Floors only go up."""

from pathlib import Path

import pytest

from tests.gate.score import MEASURES, load, page_of, score, truths

FLOORS = {
    "forum thread": (0.99, 0.99, 0.99, 0.99, 0.99, 0.85, 0.99, 0.99),
    "article": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99),
    "article with comments": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.98, 0.92),
    "front page": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99),
    "board": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.98, 0.90),
    "links": (0.99, 0.99, 0.99, 0.99, 0.99, 0.88, 0.99, 0.94),
    "blog": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.91),
    "newspaper": (0.99, 0.94, 0.99, 0.99, 0.99, 0.99, 0.97, 0.97),
    "digest": (0.99, 0.87, 0.99, 0.99, 0.99, 0.99, 0.97, 0.96),
    "videos": (0.99, 0.99, 0.94, 0.99, 0.99, 0.99, 0.95, 0.99),
    "letters": (0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.92),
    "bare names": (0.99, 0.99, 0.94, 0.90, 0.90, 0.99, 0.99, 0.98),
}
"""For each kind of page the least that each of `MEASURES` may be."""
KINDS = {
    "000_bbabfbc62d78a2af": "forum thread",
    "002_636008c3ff6e1a1e": "article",
    "004_661e64e4ff8c00cc": "article with comments",
    "01-northgate-airdrop": "article",
    "02-northgate-council": "article",
    "09-voice-editorial": "article",
    "12-voice-comments": "article with comments",
    "17-ledger-video": "article with comments",
    "20-quickbrief-video": "article",
    "21-forum-karsk": "forum thread",
    "23-openquay-front": "front page",
    "a01-board-dam": "board",
    "a02-bulletin-strike": "board",
    "a03-node-pass": "board",
    "a04-links-tree": "links",
    "a05-blog-grain": "blog",
    "a06-daily-bridge": "newspaper",
    "a07-partisan-levy": "blog",
    "a08-digest-four": "digest",
    "a09-farm-crown": "blog",
    "a10-video-pilot": "videos",
    "a11-list-dike": "letters",
    "a12-bare-names": "bare names",
}


@pytest.mark.parametrize("truth", truths(), ids=lambda truth: truth.stem)
def test_no_page_is_told_apart_worse_than_before(truth: Path) -> None:
    """Every measure of every page is at or above the floor of its kind of page."""
    page = page_of(truth)
    if page is None:
        pytest.skip(f"the page {truth.stem}.txt is not shipped with the project")
    measures = score(load(truth, page))
    floors = dict(zip(MEASURES, FLOORS[KINDS[truth.stem]], strict=True))
    below = {
        m: (round(measures[m], 3), floor) for m, floor in floors.items() if measures[m] < floor
    }
    assert not below
