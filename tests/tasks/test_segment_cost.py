"""What a hostile line costs: four times the length, about four times the time."""

import time

import pytest

from stancemark.records import Document
from stancemark.tasks.cut import cut
from stancemark.tasks.segment import segment

SIGNS = (
    *(">", "> ", ". ", ".", "A", "A. ", "a ", "Aa ", "1", "12:", "- ", "-", "“", '"', '" ', "(", "[ "),
    *("| ", "\u00a0 ", "by ", "said ", ": ", ", ", "#1 ", "@a ", "http://", "© ", "• ", "…", "“a” "),
)  # fmt: skip
LENGTH = 20_000


def seconds(sign: str, length: int) -> float:
    """Time of one process for a page of a title, a hostile line, and a sentence."""
    line = (sign * (length // len(sign) + 1))[:length]
    page = Document(
        "d", f"A title\n\n{line}\n\nBy Ann Lee\n\n{line} x.\n\nIt rained all day long.", "p"
    )
    start = time.process_time()
    cut(page, segment(page))
    return time.process_time() - start


@pytest.mark.parametrize("sign", SIGNS)
def test_time_grows_with_the_length_of_a_line(sign: str) -> None:
    """One sign repeated does not make any pattern look at every pair of places."""
    seconds(sign, 100)
    assert seconds(sign, 4 * LENGTH) < 0.25 + 8 * seconds(sign, LENGTH)


PARAGRAPHS = (
    "{n} spokesmen said that the rock was wetter than the drawings had it.",
    "I told you so {n} times, and you wouldn't listen, would you?",
    "ann{n} said:\nThe rock is wet.\n\nI don't think so, and {n} mules agree.\n",
    "Title number {n} of a long list\n\nThe rock was wetter than the {n} drawings had it, they said.",
)


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_time_grows_with_the_number_of_paragraphs(paragraph: str) -> None:
    """No rule compares every piece of a page with every other."""

    def spent(count: int) -> float:
        text = "Thread (2 Viewers)\n\n" + "\n\n".join(paragraph.format(n=n) for n in range(count))
        start = time.process_time()
        segment(Document("d", text, "page.txt"))
        return time.process_time() - start

    spent(10)
    assert spent(2000) < 0.25 + 8 * spent(500)
