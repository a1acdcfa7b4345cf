"""Which codebook was on screen when: kept on the server, beside the config that it explains.

The history travels in a comment of the labeling config, which Label Studio keeps as it is and shows
to nobody. Whoever pushes from another machine finds it there, and config and history change in one
request. All times are the server's own.
"""

import base64
import re
import zlib
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from stancemark.annotate.protocol import Project, ProjectSettings, Studio
from stancemark.records import Codebook, Era, History

_COMMENT = re.compile(r"<!-- stancemark codebooks ([A-Za-z0-9+/=]*) -->\n?")
_END = "</View>"

_LARGEST = 50_000_000
"""Bytes of a history; a longer one, which any member may have put there, is none."""


def attach(config: str, history: History) -> str:
    """A labeling config with a history in its comment; without eras, the config as it is."""
    if not history.eras or _END not in config:
        return config
    packed = base64.b64encode(zlib.compress(_dump(history), 9)).decode("ascii")
    body, _, after = config.rpartition(_END)
    return f"{body}<!-- stancemark codebooks {packed} -->\n{_END}{after}"


def detach(config: str) -> tuple[str, History]:
    """A labeling config without its comment, and the history in it; none where it is damaged."""
    found = _COMMENT.search(config)
    if not found:
        return config, History()
    try:
        packed = base64.b64decode(found[1])
        history = _load(zlib.decompressobj().decompress(packed, _LARGEST))
    except (ValueError, zlib.error, ValidationError):
        history = History()
    return _COMMENT.sub("", config), history


def _dump(history: History) -> bytes:
    return TypeAdapter(History).dump_json(history)


def _load(text: bytes) -> History:
    return TypeAdapter(History).validate_json(text)


def merged(one: History, other: History) -> History:
    """Two histories of one project as one: where they tell of the same era, what either knows.

    >>> a, b = Era("1", "09:00", "09:01"), Era("2", "10:00")
    >>> [e.version for e in merged(History((a,)), History((b, Era("1", "09:00")))).eras]
    ['1', '2']
    """
    eras: dict[tuple[str, str], Era] = {}
    for era in (*one.eras, *other.eras):
        known = eras.setdefault((era.after, era.version), era)
        if not known.shown:
            eras[era.after, era.version] = era
    return History(tuple(eras[key] for key in sorted(eras)), {**other.codebooks, **one.codebooks})


def begun(history: History, codebook: Codebook, after: str) -> History:
    """The history with a new era, of a codebook that is about to be shown."""
    known = {**history.codebooks, codebook.version: codebook}
    return History((*history.eras, Era(codebook.version, after)), known)


def seen(history: History, shown: str) -> History:
    """The history whose last era is known to have begun by then."""
    *earlier, last = history.eras
    return replace(history, eras=(*earlier, replace(last, shown=shown)))


def now_shown(history: History) -> str:
    """The version that the server shows; empty where that is not known."""
    return history.eras[-1].version if history.eras else ""


def first(settings: ProjectSettings) -> ProjectSettings:
    """Settings of a project that is about to be created: its codebook is shown since ever."""
    if settings.codebook is None:
        return settings
    version = settings.codebook.version
    history = History((Era(version),), {version: settings.codebook})
    return replace(settings, history=history)


def settle(studio: Studio, project: Project, settings: ProjectSettings) -> Project:
    """The project with these settings, and with the history of its codebooks, to the present.

    A codebook that is new to the project takes two requests: one shows it, and one more says by when
    it was seen. If that one is lost, the next settling makes up for it.
    """
    known = _known(project, settings)
    codebook = settings.codebook
    if codebook and now_shown(known) != codebook.version:
        known = begun(known, codebook, studio.clock())
        studio.update_project(project.id, replace(settings, history=known))
        known = seen(known, studio.clock())
    elif known.eras and known.eras[-1].after and not known.eras[-1].shown:
        known = seen(known, studio.clock())
    settled = replace(settings, history=known)
    if project.settings != settings or project.settings.history != known:
        studio.update_project(project.id, settled)
    return replace(project, settings=settled)


def _known(project: Project, settings: ProjectSettings) -> History:
    """What server and study know of a project's past, and the study's codebook with its moves."""
    known = merged(project.settings.history, settings.history)
    if settings.codebook is None:
        return known
    version = settings.codebook.version
    if not known.eras:
        same = project.settings.config == settings.config
        known = replace(known, eras=(Era(version if same else ""),))
    return replace(known, codebooks={**known.codebooks, version: settings.codebook})
