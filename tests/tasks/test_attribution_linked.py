"""Sources, cues and contents found apart, put together."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Attribution, Span
from stancemark.tasks.attribution import attributions
from stancemark.tasks.attribution.linked import linked
from tests.strategies import reports

TEXT = (
    "Mayor Olin said the bridge is safe. Rask denied that, and Ida Berg warned of floods.\n\n"
    "“It rained. Nobody came.” So the board was told."
)


def at(text: str, *parts: tuple[str, str]) -> list[tuple[str, Span]]:
    """Labelled stretches of a text, by their words."""
    return [(label, Span(text.index(p), text.index(p) + len(p))) for label, p in parts]


def put_together(text: str, found: list[tuple[str, Span]]) -> list[tuple[str, str, list[str]]]:
    """Source, cue and contents of each attribution, as text."""
    return [
        (
            "".join(s.of(text) for s in a.source),
            "".join(s.of(text) for s in a.cue),
            [s.of(text) for s in a.content],
        )
        for a in attributions(text, find=lambda words: linked(words, found))
    ]


def test_each_cue_has_its_nearest_source_and_content() -> None:
    """Two attributions of one sentence, and one of the sentence before, do not mix."""
    found = at(
        TEXT,
        ("cue", "said"), ("source", "Mayor Olin"), ("content", "the bridge is safe"),
        ("cue", "denied"), ("source", "Rask"), ("content", "that"),
        ("cue", "warned"), ("source", "Ida Berg"), ("content", "of floods"),
    )  # fmt: skip
    assert put_together(TEXT, found) == [
        ("Mayor Olin", "said", ["the bridge is safe"]),
        ("Rask", "denied", ["that"]),
        ("Ida Berg", "warned", ["of floods"]),
    ]


def test_a_quotation_goes_on_in_a_sentence_without_a_cue() -> None:
    """A content with no cue in its sentence goes to one beside it, never over a blank line."""
    found = at(TEXT, ("cue", "warned"), ("cue", "was told"), ("content", "Nobody came.”"))
    assert put_together(TEXT, found) == [("", "warned", []), ("", "was told", ["Nobody came.”"])]
    alone = at(TEXT, ("cue", "warned"), ("content", "Nobody came.”"))
    assert put_together(TEXT, alone) == [("", "warned", [])]


def test_the_nearer_of_two_sources_is_kept() -> None:
    """One cue has one source."""
    text = "Olin and, later, Rask said no."
    found = at(text, ("cue", "said"), ("source", "Olin"), ("source", "Rask"), ("content", "no"))
    assert put_together(text, found) == [("Rask", "said", ["no"])]


@given(
    reports,
    st.lists(st.tuples(st.sampled_from(["source", "cue", "content", "x"]), st.integers(0, 200), st.integers(1, 60)), max_size=12),
)  # fmt: skip
def test_any_spans_give_attributions_in_the_text(
    text: str, parts: list[tuple[str, int, int]]
) -> None:
    """Whatever a model finds, there is one attribution a cue, its parts apart and within the text."""
    found = [
        (label, Span(start, min(start + length, len(text))))
        for label, start, length in parts
        if start < len(text)
    ]
    made: list[Attribution] = attributions(text, find=lambda words: linked(words, found))
    for a in made:
        spans = sorted((*a.source, *a.cue, *a.content))
        assert a.cue
        assert all(s.end <= len(text) for s in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
    assert len(made) <= sum(label == "cue" for label, _ in found)
