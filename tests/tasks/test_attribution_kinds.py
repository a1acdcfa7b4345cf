"""Kinds of sources: invented ones, two thirds looked at while the rules were written."""

import pytest

from stancemark.records import SourceKind
from stancemark.tasks.attribution import kind_of

SOURCES: list[tuple[str, SourceKind]] = [
    ("Mira Kessel", "named_person"),
    ("Governor Tobias Renn, who chairs the panel,", "named_person"),
    ("Dr. P. Osei of the Lakeside Institute", "named_person"),
    ("Kessel", "named_person"),
    ("her lawyer, Anton Brill,", "named_person"),
    ("Mr. Dray", "named_person"),
    ("Lena Fisk, a reporter for the Harbour Times,", "named_person"),
    ("Army spokesman Col. Juri Haas", "named_person"),
    ("former Transport Minister Olga Penn", "named_person"),
    ("Sheikh Nabil al-Tamar", "named_person"),
    ("the Ministry of Fisheries", "named_org"),
    ("The Lakeside Institute", "named_org"),
    ("NATO", "named_org"),
    ("the U.N.", "named_org"),
    ("Moscow", "named_org"),
    ("the Penn campaign", "named_org"),
    ("Brightwater Corp.", "named_org"),
    ("the White House", "named_org"),
    ("the government", "named_org"),
    ("the Free Harbour Movement", "named_org"),
    ("the Association of Ferry Captains", "named_org"),
    ("a new survey of 900 households", "document_data"),
    ("the indictment", "document_data"),
    ("court records", "document_data"),
    ("a leaked memo", "document_data"),
    ("the 2029 census", "document_data"),
    ("the draft law", "document_data"),
    ("video footage", "document_data"),
    ("a study by the Lakeside Institute", "document_data"),
    ("a senior official", "role_anonymous"),
    ("two soldiers at the checkpoint", "role_anonymous"),
    ("a source close to the talks", "role_anonymous"),
    ("an aide to Kessel", "role_anonymous"),
    ("officials", "role_anonymous"),
    ("a ministry spokeswoman", "role_anonymous"),
    ("diplomatic sources", "role_anonymous"),
    ("one American officer", "role_anonymous"),
    ("his brother", "role_anonymous"),
    ("the ferry's captain", "role_anonymous"),
    ("prosecutors", "role_anonymous"),
    ("critics", "vague_collective"),
    ("sources", "vague_collective"),
    ("Many", "vague_collective"),
    ("some people", "vague_collective"),
    ("military experts", "vague_collective"),
    ("Others", "vague_collective"),
    ("most analysts", "vague_collective"),
    ("reports", "vague_collective"),
    ("Republicans", "vague_collective"),
    ("activists in the north", "vague_collective"),
    ("many observers", "vague_collective"),
    ("Reuters", "other_outlet"),
    ("The Harbour Times", "other_outlet"),
    ("the newspaper", "other_outlet"),
    ("state media", "other_outlet"),
    ("harbourwatch.org", "other_outlet"),
    ("BBC News", "other_outlet"),
    ("a local news website", "other_outlet"),
    ("The Daily Ledger", "other_outlet"),
    ("TASS", "other_outlet"),
    ("I", "self"),
    ("We", "self"),
    ("it", "none"),
]
"""What somebody reading it would call each; written before the rules were run on them."""

HELD_OUT = SOURCES[2::3]
"""Not looked at while the rules were written."""


@pytest.mark.parametrize("source", ["Officials", "Police", "Witnesses on the quay"])
def test_a_capital_at_the_start_of_a_sentence_makes_no_name(source: str) -> None:
    """A role is a role where it happens to begin a sentence."""
    assert kind_of(source) == "role_anonymous"


@pytest.mark.parametrize(
    ("source", "kind"), [pair for pair in SOURCES if pair not in HELD_OUT], ids=lambda v: v
)
def test_kinds_of_sources_follow_head_and_form(source: str, kind: SourceKind) -> None:
    """The head noun decides, and how it is written: a name, a role, a crowd, a paper."""
    assert kind_of(source) == kind


def test_kinds_of_unseen_sources_are_mostly_right() -> None:
    """On sources that the rules were not fitted to, nine in ten kinds are right."""
    right = [kind for source, kind in HELD_OUT if kind_of(source) == kind]
    assert len(right) >= 0.9 * len(HELD_OUT)


@pytest.mark.parametrize(
    ("source", "kind"), [("US", "named_org"), ("Senate Clerk Leader Mira Kessel", "named_person")]
)
def test_forms_that_mislead(source: str, kind: SourceKind) -> None:
    """A country is not "us", and a body in a person's title does not speak."""
    assert kind_of(source) == kind


def test_no_words_are_no_source() -> None:
    """Where nothing is named, or only a sign, the kind says so."""
    assert kind_of("") == kind_of("—") == "none"
