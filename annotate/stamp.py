"""Which version of the codebook an annotation was made with.

By the server's clock: the version on screen from when the work began to when its author last saved
it. A page that was open as the codebook changed goes on showing the old one, so the labels themselves
have a say: where a version lacks one of them, it was not that one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from stancemark.annotate.protocol import Json
from stancemark.records import Era, History, Judgement
from stancemark.tasks.result import is_object, listed, number, string
from stancemark.tasks.translate import MADE, Translator

SLACK = timedelta(seconds=3)
"""How far whole seconds and a page that is just loading may be off."""

LOST = timedelta(seconds=300)
"""How long a request whose reply was lost may have taken."""

_LONGEST = 30 * 24 * 3600.0
_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Screen:
    """A version, and when it can have been on screen."""

    version: str
    start: datetime
    end: datetime


class Stamps:
    """Stamps the annotations of a server with that history."""

    def __init__(self, history: History) -> None:
        self._screens = _screens(history.eras)
        self._readers = {
            version: Translator(replace(codebook, moves=()))
            for version, codebook in history.codebooks.items()
        }

    def stamped(self, judgement: Judgement, annotation: Json) -> Judgement:
        """The judgement with the version that it was made with, or last changed by its author.

        A server without a history leaves it as it is.
        """
        if not self._screens:
            return judgement
        versions = self.versions(annotation) or [""]
        return replace(judgement, codebook=versions[0], between=len(versions) > 1)

    def versions(self, annotation: Json) -> list[str]:
        """The versions that an annotation may have been made with, the likeliest first."""
        items = annotation.get("result")
        if migrated := [x[MADE] for x in listed(items) if is_object(x) and MADE in x]:
            return [string(migrated[0])]
        if len(self._screens) == 1:
            return [self._screens[0].version]
        start, end = _work(annotation)
        on_screen = [s.version for s in self._screens if s.start <= end and start <= s.end]
        fitting = [version for version in on_screen if self._fits(version, items)]
        if not fitting:
            older = [s.version for s in self._screens if s.start <= end]
            fitting = [version for version in older if self._fits(version, items)][-1:]
        return list(dict.fromkeys(fitting or on_screen[:1]))

    def _fits(self, version: str, items: Any) -> bool:
        reader = self._readers.get(version)
        return reader is None or not reader(items).odd


def _screens(eras: Sequence[Era]) -> list[_Screen]:
    """When each version can have been on screen: eras overlap while one follows another."""
    starts = [_time(era.after) or _EVER for era in eras]
    seen = [_time(era.shown) or start + LOST for era, start in zip(eras, starts, strict=True)]
    return [
        _Screen(era.version, start, end)
        for era, start, end in zip(eras, starts, [*seen, _NEVER][1:], strict=True)
    ]


def _work(annotation: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """From when to when an annotation was worked on last, at most.

    Where somebody else has saved it since (a migration that was undone), nobody knows when its
    author last did: at any time since it was made.
    """
    end = _time(annotation.get("updated_at")) or _time(annotation.get("created_at"))
    if end is None:
        return _NEVER, _NEVER
    made = _time(annotation.get("created_at")) or end
    seconds = min(number(annotation.get("lead_time")) or 0.0, _LONGEST)
    if end - made >= SLACK and annotation.get("updated_by") in (None, _author(annotation)):
        return end - SLACK, end + SLACK
    return made - SLACK - timedelta(seconds=seconds), end + SLACK


def _author(annotation: Mapping[str, Any]) -> Any:
    author = annotation.get("completed_by")
    return author.get("id") if isinstance(author, dict) else author


def _time(text: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(string(text))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
