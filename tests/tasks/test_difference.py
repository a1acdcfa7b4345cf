"""Two versions of a codebook: what differs is said, and nothing else."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Codebook
from stancemark.tasks.difference import differences, summary
from tests.strategies import EXAMPLES, codebooks
from tests.tasks.coded import CODEBOOK
from tests.tasks.revised import label, question, renamings, revised, target


def said(old: Codebook, new: Codebook) -> list[str]:
    """Each change as a line."""
    return [str(change) for change in differences(old, new)]


def test_each_kind_of_change_is_a_line() -> None:
    """Gone, moved, split, given up, new, and reworded; a renamed span label is no other question."""
    new = revised(
        CODEBOOK,
        label("stance", "favor", "supports"),
        label("bias", "biased", "slanted", "loaded"),
        label("span", "claim", "statement"),
        label("opinion", "cannot_tell"),
        question("voice", "speaker"),
        target("delta", "front"),
    )
    new = replace(new, guidelines="Read twice.", moves=new.moves)
    lines = said(CODEBOOK, new)
    for line in (
        "stance: label favor is now supports",
        "bias: label biased is now slanted or loaded",
        "opinion: label cannot_tell is given up",
        "question voice is now speaker",
        "target delta is now front",
        "stance: label supports is new",
    ):
        assert line in lines
    assert any(line.startswith("guidelines says “Read twice.”, not “Judge") for line in lines)
    assert not any("claim_class" in line for line in lines)
    assert "label favor is gone" in " ".join(said(CODEBOOK, replace(new, moves=())))


def test_a_rule_in_other_words_is_shown() -> None:
    """Old and new words, shortened."""
    first, *rest = CODEBOOK.questions
    labels = (replace(first.labels[0], rule="Somebody."), *first.labels[1:])
    new = replace(CODEBOOK, questions=(replace(first, labels=labels), *rest))
    [line] = said(CODEBOOK, new)
    assert line.startswith("voice: label author says “Somebody.”, not “The writer of the page")


def test_many_changes_are_counted() -> None:
    """The first few, and how many more."""
    moves = [label("stance", x, f"{x}_x") for x in ("favor", "against", "mixed")]
    line = summary(CODEBOOK, revised(CODEBOOK, *moves), most=2)
    assert line == (
        "stance: label favor is now favor_x; stance: label against is now against_x; and 4 more"
    )


@EXAMPLES
@given(codebooks, st.data())
def test_a_codebook_differs_from_itself_in_nothing(old: Codebook, data: st.DataObject) -> None:
    """And from one that only calls things otherwise, in names only."""
    assert said(old, old) == []
    kinds = {change.kind for change in differences(old, data.draw(renamings(old)))}
    assert kinds <= {"moved", "new", "reworded"}
