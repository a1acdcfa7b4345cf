"""Sentences of invented passages against what a person says they are. Floors only go up."""

from itertools import pairwise

from stancemark.tasks.sentences import sentences
from tests.gate.sentences.gold import BAR, GOLD, gold, measure

ALL, HELD_OUT = 0.98, 0.985
"""The least F1 of all passages, and of those not looked at while the rules were written."""


def split(text: str) -> list[tuple[int, int]]:
    """Our sentences as offsets."""
    return [(s.start, s.end) for s in sentences(text)]


def test_the_gold_is_large_and_says_where_its_sentences_stand() -> None:
    """Over 150 passages and 350 sentences, in order, with white space only between them."""
    passages = gold()
    assert len(passages) > 150
    assert sum(len(p.sentences) for p in passages) > 350
    assert GOLD.read_text(encoding="utf-8").count("%% ") == len(passages)
    for passage in passages:
        assert BAR not in passage.text
        edges = [(0, 0), *passage.sentences, (len(passage.text), len(passage.text))]
        for (_, end), (start, _) in pairwise(edges):
            assert not passage.text[end:start].strip()


def test_sentences_are_not_told_worse_than_before() -> None:
    """F1 over whole sentences is at or above its floor, on both parts of the gold."""
    passages = gold()
    assert measure(split, passages)[0] >= ALL
    assert measure(split, [p for p in passages if p.held_out])[0] >= HELD_OUT


def test_the_measure_counts_whole_sentences() -> None:
    """One text taken as one sentence: none right, one wrong, all that it has missed."""
    passage = next(p for p in gold() if len(p.sentences) == 3)
    assert measure(lambda text: [(0, len(text))], [passage]) == (0, 1, 3)
    assert measure(lambda _: passage.sentences, [passage]) == (1, 0, 0)
