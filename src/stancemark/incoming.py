"""What comes back from Label Studio into a study: judgements, and nothing of them is lost."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stancemark.errors import InputError
from stancemark.journey import Journey, done, find_project
from stancemark.records import Judgement, Passage, Summary, fingerprint
from stancemark.revise import by_codebook, with_history

if TYPE_CHECKING:  # heavy to import
    from stancemark.annotate.protocol import Studio

GONE = "gone"
"""The table of judgements that the server once had, as they were last pulled."""


def pull(journey: Journey, studio: "Studio", *, full: bool = False) -> Summary:
    """Judgements that have changed since the last pull, or all that are there; saved as `judgements`.

    Those the server no longer has move to `gone`. Raises `InputError` where that would be all of
    them and the project is another one, unless `full`: somebody may have deleted the project, and
    the next push made it anew.
    """
    from stancemark.annotate import fetch

    project = with_history(journey, find_project(journey, studio))
    known = journey.study.load("judgements", Judgement)
    read_as = fingerprint(repr(journey.codebook), repr(project.settings.history))
    place = {"server": studio.url, "project": project.id, "read as": read_as}
    found = fetch.pull(
        studio,
        project,
        lambda uids: {p.id: p for p in journey.study.select("passages", Passage, "id", uids)},
        journey.codebook,
        known,
        since="" if full else _pulled_until(journey, place),
    )
    there = {j.id for j in found.judgements}
    gone = [j for j in known if j.id not in there]
    if gone and len(gone) == len(known) and not full:
        _check_same_project(journey, studio, project.id, len(gone))
    _put_aside(journey, gone, there)
    journey.study.save("judgements", Judgement, found.judgements)
    counts = fetch.counts(found.judgements, known, journey.setup.config.label_studio.overlap)
    counts |= by_codebook(found.judgements, journey.codebook.version)
    summary = Summary("pull", counts, tuple(found.refused))
    return done(journey, summary, until=found.clock, **place)


def _last(journey: Journey) -> Mapping[str, object]:
    found: Mapping[str, object] = journey.study.manifest().get("steps", {}).get("pull", {})
    return found


def _pulled_until(journey: Journey, place: Mapping[str, object]) -> str:
    """When the last pull of that project began, read with that codebook; empty if there was none."""
    last = _last(journey)
    same = all(last.get(name) == value for name, value in place.items())
    return str(last.get("until", "")) if same and journey.study.has("judgements") else ""


def _check_same_project(journey: Journey, studio: "Studio", project: int, gone: int) -> None:
    before = _last(journey).get("project", project)
    if before != project:
        raise InputError(
            f"{studio.url}: project {project} has none of the {gone} judgements that came from "
            f"project {before}; if that one is deleted, `stancemark pull --full` keeps them aside as "
            f"{GONE}.parquet and goes on"
        )


def _put_aside(journey: Journey, gone: Sequence[Judgement], there: set[str]) -> None:
    """Add to those kept aside; what the server has again is no longer gone."""
    kept = journey.study.load(GONE, Judgement)
    now = {j.id: j for j in (*kept, *gone) if j.id not in there}
    if gone or len(now) != len(kept):
        journey.study.save(GONE, Judgement, list(now.values()))
