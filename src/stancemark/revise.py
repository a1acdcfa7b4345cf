"""A codebook that changes under a study: what was shown when, what differs, migrate, undo.

Beside the journey of `flow.py`, for the day when the team rewrites its codebook.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stancemark import codebooks
from stancemark.errors import InputError, nearest
from stancemark.journey import Journey, done, find_project, settings
from stancemark.records import Codebook, Former, History, Judgement, Summary, Undecided
from stancemark.store import disk

if TYPE_CHECKING:  # each is heavy to import, and most commands need one of them at most
    from stancemark.annotate.migrate import Memory, Migrated, Migration
    from stancemark.annotate.patience import Progress
    from stancemark.annotate.protocol import Project, Studio
    from stancemark.models.shelf import Shelf

_UNDONE = "-undone"


def with_history(journey: Journey, project: "Project") -> "Project":
    """The project with all that server and study know of its codebooks; kept in the study."""
    from stancemark.annotate.history import merged

    history = merged(project.settings.history, codebooks.load(journey.study))
    codebooks.keep(journey.study, history)
    return replace(project, settings=replace(project.settings, history=history))


def remember(journey: Journey) -> None:
    """Keep the codebook that models are about to be trained by."""
    codebook = journey.codebook
    codebooks.keep(journey.study, History((), {codebook.version: codebook}))


def history(journey: Journey, studio: "Studio") -> History:
    """Which codebooks the study's project has shown, and when."""
    return with_history(journey, find_project(journey, studio)).settings.history


def by_codebook(judgements: Sequence[Judgement], version: str) -> dict[str, int]:
    """How many judgements are of other codebooks, where there are any."""
    counts = {
        "made with another codebook": sum(j.codebook != version for j in judgements),
        "of labels renamed since": sum(j.migrated for j in judgements),
        "made between two codebooks": sum(j.between for j in judgements),
    }
    return {what: count for what, count in counts.items() if count}


def known(journey: Journey, version: str) -> Codebook:
    """A codebook of the study by its version, or by the beginning of it; the file's own for ""."""
    kept = {**codebooks.load(journey.study).codebooks, journey.codebook.version: journey.codebook}
    found = [kept[v] for v in kept if v.startswith(version)] if version else [journey.codebook]
    if len(found) != 1:
        problem = "fits several" if found else "is not kept"
        raise InputError(f"codebook: version {version} {problem}{nearest(version, kept)}")
    return found[0]


def last_shown(journey: Journey) -> str:
    """The version that was shown last, as far as the study knows; raises `InputError` if none was."""
    eras = codebooks.load(journey.study).eras
    if not eras:
        raise InputError(f"{journey.study.folder}: no codebook was pushed yet; name two versions")
    return eras[-1].version


def difference(journey: Journey, manifest: Mapping[str, object]) -> str:
    """How a model's codebook differs from the study's, in a line; empty if that is unknown."""
    from stancemark.tasks.difference import summary

    older = codebooks.load(journey.study).codebooks.get(str(manifest.get("codebook")))
    return summary(older, journey.codebook) if older else ""


def only_targets_added(journey: Journey, shelf: "Shelf") -> bool:
    """Whether all that is new since models were trained is targets, and what others share answers for them."""
    from stancemark.tasks.difference import differences

    older = codebooks.load(journey.study).codebooks.get(str(shelf.manifest.get("codebook")))
    changes = differences(older, journey.codebook) if older else []
    added = bool(changes) and all(c.kind == "new" and c.part[0] == "target" for c in changes)
    asked = [q.id for q in journey.codebook.questions if q.kind == "stance"]
    return added and all((question, "") in shelf.models for question in asked)


def plan_migration(journey: Journey, studio: "Studio") -> "Migration":
    """What `codebook migrate` would do."""
    from stancemark.annotate import migrate

    project = find_project(journey, studio)
    return migrate.plan_migration(studio, project, settings(journey))


def migrate(journey: Journey, studio: "Studio", progress: "Progress") -> Summary:
    """Annotations and project to the study's codebook; the old results are kept in the study."""
    from stancemark.annotate import migrate as work

    def keep(former: Sequence[Former]) -> None:
        _keep(journey, _table(journey, former[0].before, former[0].after), former)

    with journey.study.alone("codebook migrate"):
        migrated = work.migrate(studio, settings(journey), keep, progress)
        return _done(journey, "migrate", migrated)


def undo(journey: Journey, studio: "Studio", progress: "Progress") -> Summary:
    """The last migration taken back: what nobody has touched since is exactly what it was."""
    from stancemark.annotate import migrate as work

    table, memory, older = _last(journey, studio)

    def keep(former: Sequence[Former]) -> None:
        _keep(journey, f"{table}-undo", former)

    before = settings(replace(journey, codebook=older))
    path = journey.study.path(f"migrations/{table}")
    with journey.study.alone("codebook undo"), disk(path):
        undone = work.migrate(studio, before, keep, progress, memory)
        path.replace(journey.study.path(f"migrations/{table}{_UNDONE}"))
        return _done(journey, "undo", undone)


def plan_undo(journey: Journey, studio: "Studio") -> "Migration":
    """What `codebook undo` would do."""
    from stancemark.annotate import migrate as work

    _, memory, older = _last(journey, studio)
    before = settings(replace(journey, codebook=older))
    return work.plan_migration(studio, find_project(journey, studio), before, memory)


def undecided(journey: Journey, studio: "Studio") -> Sequence[Undecided]:
    """What the codebook leaves to people: labels that were split, and several answers to one."""
    return plan_migration(journey, studio).undecided


def _done(journey: Journey, step: str, migrated: "Migrated") -> Summary:
    codebooks.keep(journey.study, migrated.project.settings.history)
    counts = {
        "annotations changed": migrated.changed.get("annotation", 0),
        "drafts changed": migrated.changed.get("draft", 0),
        "unsaved edits kept here only": migrated.changed.get("edit", 0),
        "answers to be decided": len(migrated.undecided),
    }
    return done(journey, Summary(step, counts))


def _keep(journey: Journey, table: str, former: Sequence[Former]) -> None:
    """Add to a table what work was; of work that was changed again, the last."""
    name = f"migrations/{table}"
    rows = {(row.kind, row.id): row for row in journey.study.load(name, Former)}
    rows |= {(row.kind, row.id): row for row in former}
    journey.study.save(name, Former, rows.values())


def _standing(journey: Journey) -> list[tuple[str, str, str]]:
    """Number, version before and version after of each migration that was not undone, in order."""
    names = (path.stem for path in (journey.study.folder / "migrations").glob("*.parquet"))
    parts = (name.split("-") for name in names)
    return sorted((p[0], p[1], p[2]) for p in parts if len(p) == 3)  # those with no ending


def _table(journey: Journey, before: str, after: str) -> str:
    """Where a migration keeps what was: with what an earlier one to the same version has kept."""
    standing = _standing(journey)
    if standing and standing[-1][2] == after:
        return "-".join(standing[-1])
    folder = journey.study.folder / "migrations"
    number = 1 + max((int(path.name[:4]) for path in folder.glob("*.parquet")), default=0)
    return f"{number:04}-{before or 'unknown'}-{after}"


def _last(journey: Journey, studio: "Studio") -> tuple[str, "Memory", Codebook]:
    """The last migration that stands: its table, what work was before, and the codebook then."""
    from stancemark.annotate.history import now_shown
    from stancemark.annotate.migrate import Memory
    from stancemark.tasks.moves import inverse

    shown = now_shown(history(journey, studio))
    standing = [m for m in _standing(journey) if shown in m[1:] and m[1] != m[2]]
    if not standing:
        raise InputError(
            f"codebook: nothing to undo: no migration to {shown} is kept in "
            f"{journey.study.folder / 'migrations'}; undo one on the machine where it was made"
        )
    _, before, after = standing[-1]
    table = "-".join(standing[-1])
    rows = journey.study.load(f"migrations/{table}", Former)
    old, new = known(journey, before), known(journey, after)
    memory = Memory({(row.kind, row.id): row for row in rows}, inverse(old, new))
    return table, memory, old
