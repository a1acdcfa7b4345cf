"""A study kept safe: where a backup goes, and what is in it."""

from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from stancemark.errors import InputError
from stancemark.journey import Journey

if TYPE_CHECKING:
    from stancemark.annotate.backup import Kept


def backup(journey: Journey, archive: Path | None) -> "tuple[Kept, Path]":
    """Study, settings and the embedded server's data in one archive; what it holds, and where it is.

    Raises `InputError` while another command writes to the study.
    """
    from stancemark.annotate.backup import backup as pack

    setup, folder = journey.setup, journey.study.folder
    path = archive or Path(f"{folder.name}-{date.today().isoformat()}.tar.gz")
    if not folder.is_dir():
        raise InputError(f"{folder}: no study yet; run `stancemark read` first")
    if path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{path}: is inside the study; write the backup somewhere else")
    name = setup.config.study.folder
    if not _inside(name):
        raise InputError(
            f"{setup.source}: study.folder: {name!r} is not below the config file, and would not be "
            "on another machine; move it there first"
        )
    beside = {"config.yaml": Path(setup.source)}
    own = setup.config.codebook.preset
    if _inside(own) and (setup.base / own).is_file():
        beside[PurePath(own).as_posix()] = setup.base / own
    with journey.study.alone("studio backup"):
        return pack(path, folder, PurePath(name).as_posix(), beside), path


def _inside(name: str) -> bool:
    """Whether a path of the config leads to somewhere below it."""
    return not PurePath(name).is_absolute() and ".." not in PurePath(name).parts
