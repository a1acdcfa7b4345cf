"""When a score is not to be believed, in words."""

from stancemark.models.paired import Drawn
from stancemark.records import Gap

LOST = 0.05
"""Macro F1 that a model must be sure to lose on groups it never saw, for a warning."""


def gap(random: Drawn, apart: Drawn) -> Gap:
    """What a random split flatters by."""
    return Gap(random.measure(), apart.measure(), random.minus(apart))


def warnings(
    random: Drawn, apart: Drawn, frequent: tuple[Drawn, Drawn], unit: str
) -> tuple[str, ...]:
    """Whether the model learns the outlet (or what else a group is), and how that shows.

    It does if the gap between a random split and one with groups apart is above `LOST` with all of its
    95 % interval; or if all of that interval is above 0, and the model is better than the most frequent
    label (`frequent`: in the random split, and with groups apart) in the random split only. Both compare
    resample by resample.
    """
    found, apart_by = gap(random, apart), apart.minus(frequent[1])
    low, random_ahead = found.gap.low, random.minus(frequent[0]).low
    if low is None or found.gap.high is None or random_ahead is None or apart_by.low is None:
        return ()
    told: list[str] = []
    if low > LOST:
        told.append(
            f"the model learns the {unit}: its macro F1 is {random.value:.3f} where rows are dealt "
            f"at random and {apart.value:.3f} on {unit}s it never saw, {found.gap.value:.3f} less "
            f"[{low:.3f}, {found.gap.high:.3f}]"
        )
    if low > 0 and random_ahead > 0 and apart_by.low <= 0:
        told.append(
            f"on {unit}s it never saw the model is not clearly better than the most frequent label "
            f"({apart.value:.3f} against {frequent[1].value:.3f}, at least {apart_by.low:+.3f}), though "
            f"it is where rows are dealt at random ({random.value:.3f}): what it learned is the {unit}"
        )
    return tuple(told)
