"""Corpora in which what there is to learn is known: the outlet and nothing else, or words that hold anywhere."""

import numpy as np

from stancemark.models.dataset import Example

TOPICS = (
    "bridge river market school budget council water road train festival hospital police "
    "museum garden harbour station library forest winter summer"
).split()
PRAISE = "bright generous careful honest patient".split()
BLAME = "wasteful crooked careless bitter stubborn".split()


def leaky(seed: int, outlets: int = 12, of_each: int = 20) -> list[Example]:
    """Each outlet has one label, and words of its own: nothing else tells the label."""
    return [
        _text(
            seed,
            outlet,
            row,
            "biased" if outlet % 2 else "fair",
            [f"mark{outlet}", f"sign{outlet}"],
        )
        for outlet in range(outlets)
        for row in range(of_each)
    ]


def honest(seed: int, outlets: int = 12, of_each: int = 20) -> list[Example]:
    """Words that are the same everywhere tell the label; outlets have words and shares of their own."""
    chance = np.random.default_rng(seed)
    shares = [chance.uniform(0.3, 0.7) for _ in range(outlets)]
    found = []
    for outlet in range(outlets):
        for row in range(of_each):
            biased = chance.random() < shares[outlet]
            told = BLAME if biased == (chance.random() < 0.85) else PRAISE
            words = chance.choice(told, 2, replace=False).tolist()
            own = [f"mark{outlet}"] if chance.random() < 0.5 else []
            found.append(_text(seed, outlet, row, "biased" if biased else "fair", [*words, *own]))
    return found


def _text(seed: int, outlet: int, row: int, label: str, telling: list[str]) -> Example:
    chance = np.random.default_rng([seed, outlet, row])
    words = chance.permutation([*chance.choice(TOPICS, 10), *telling]).tolist()
    name = f"Paper {outlet}"
    page = f"{outlet}-{row // 2}"
    when = f"2024-{1 + row % 12:02d}-{1 + outlet:02d}"
    return Example(
        f"{outlet}-{row}", " ".join(words), label, outlet=name, document=page, published=when
    )
