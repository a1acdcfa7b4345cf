"""Writes pages of the gate, each with its truth, from tagged texts: `python tests/gate/write.py SOURCE…`.

`NAME.tagged` becomes `NAME.txt` and `NAME.json` beside it. A tag in double angle brackets says what the text
below or after it is, up to the next tag; the line of a tag that stands alone is not part of the page:

    <<boilerplate reason=navigation>>
    Home | News
    <<unit 2 comment author="Ann Lee" parent=1>>
    <<byline>>
    Ann Lee says:
    <<body>>
    I doubt it.‖ So does he.
    <<wire_copy depth=1 outlet="Reuters">>
    What she repeats.

A unit lasts until the next one. Boilerplate is the page's, or with `in` that of the unit: `<<boilerplate in
reason="user card">>`. A blank line ends a segment and begins another like it. `‖` between sentences is taken out.
`author` and `outlet` are words that stand on the page.
"""

import json
import re
import shlex
import sys
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, get_args

sys.path.insert(0, str(Path(__file__).parents[2]))

from stancemark.records import Role, UnitKind
from stancemark.tasks.segment.roles import FURNITURE
from tests.gate.score import SAID

BETWEEN = "‖"
SETTINGS = {"unit": {"author", "parent"}, "boilerplate": {"reason"}}
_TAG = re.compile(r"^[ \t]*<<([^<>\n]+)>>[ \t]*(?:\n|$)|<<([^<>\n]+)>>", re.MULTILINE)
_BLOCK = re.compile(r"\S(?:.*\S)?(?:\n.*\S)*")


class TagError(ValueError):
    """What is wrong with a tagged text."""


@dataclass(slots=True)
class Page:
    """A page without its tags, and what is known of it."""

    text: str = ""
    segments: list[dict[str, Any]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    units: dict[int, dict[str, str]] = field(default_factory=dict)
    """What the tag of each unit says, by number."""
    unit: int | None = None
    """The one that the text read last stands in."""


def written(source: str) -> Page:
    """The page that a tagged text stands for. Raises `TagError` where a tag is wrong or text has none."""
    tags = [*_TAG.finditer(source)]
    if not tags or source[: tags[0].start()].strip():
        raise TagError("line 1: there is text before the first tag")
    page, ends = Page(), [*(tag.start() for tag in tags[1:]), len(source)]
    for tag, end in zip(tags, ends, strict=True):
        try:
            name, settings = _read(tag[1] or tag[2])
            add = _begin if name[0] == "unit" else _say
            add(page, name, settings, source[tag.end() : end])
        except ValueError as mistake:
            line = source.count("\n", 0, tag.start()) + 1
            raise TagError(f"line {line}, <<{tag[1] or tag[2]}>>: {mistake}") from None
    for segment in page.segments:
        _point(page, segment)
    return page


def _read(tag: str) -> tuple[list[str], dict[str, str]]:
    """The words of a tag, and its settings by name."""
    said = shlex.split(tag)
    settings = dict(word.split("=", 1) for word in said if "=" in word)
    name = [word for word in said if "=" not in word]
    if not name or name[0] not in ("unit", *get_args(Role)):
        raise TagError(f"begin it with unit, or one of {', '.join(get_args(Role))}")
    known = SETTINGS.get(name[0], {"depth", "outlet"})
    if wrong := settings.keys() - known:
        raise TagError(
            f"{', '.join(sorted(wrong))} is no setting of it; {', '.join(sorted(known))} are"
        )
    return name, settings


def _begin(page: Page, name: list[str], settings: dict[str, str], text: str) -> None:
    number = len(page.units) + 1
    if len(name) != 3 or name[1] != str(number) or name[2] not in get_args(UnitKind):
        raise TagError(
            f"number units from 1 in page order, and say {', '.join(get_args(UnitKind))}"
        )
    if text.strip():
        raise TagError("say the role of the text below")
    if int(settings.get("parent", 0)) >= number:
        raise TagError("a unit answers one above it")
    page.unit = number
    page.units[number] = {"kind": name[2], **settings}
    page.text += text


def _say(page: Page, name: list[str], settings: dict[str, str], text: str) -> None:
    role, at = name[0], len(page.text)
    unit = page.unit if role != "boilerplate" or "in" in name[1:] else None
    if unit is None and role != "boilerplate":
        raise TagError("begin a unit above it")
    if (role == "boilerplate") != (settings.get("reason") in FURNITURE):
        raise TagError(f"the reason is one of {', '.join(FURNITURE)}")
    bare = text.replace(BETWEEN, "")
    page.text += bare
    whole = page.units.get(unit or 0, {})
    for block in _BLOCK.finditer(bare):
        page.segments.append(
            {
                "start": at + block.start(),
                "end": at + block.end(),
                "role": role,
                "unit": unit,
                "kind": whole.get("kind"),
                "author": whole.get("author"),
                "parent": int(whole["parent"]) if "parent" in whole else None,
                "outlet": settings.get("outlet"),
                "depth": int(settings.get("depth", 0)),
                "reason": settings.get("reason"),
            }
        )
    if role in SAID:
        page.sentences += _sentences(text, at)


def _sentences(text: str, at: int) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end on the page, on which it stands at some place."""
    found = []
    for part in re.split(rf"({BETWEEN}|\n[^\S\n]*\n)", text):
        if part.strip(BETWEEN).strip():
            start = at + len(part) - len(part.lstrip())
            found.append((start, start + len(part.strip())))
        at += len(part.replace(BETWEEN, ""))
    return found


def _point(page: Page, segment: dict[str, Any]) -> None:
    """Turn the names in a segment into places: in its unit or itself if they stand there, else the nearest above or the first."""
    of_unit = [s for s in page.segments if s["unit"] == segment["unit"] is not None]
    for name, among in (("author", of_unit), ("outlet", [segment])):
        if (words := segment[name]) is None:
            continue
        inside = (page.text.find(words, s["start"], s["end"]) for s in among)
        places = [
            next((at for at in inside if at >= 0), -1),
            page.text.rfind(words, 0, segment["start"]),
            page.text.find(words),
        ]
        if max(places) < 0:
            raise TagError(f"{words!r}, the {name} of a {segment['role']}, is not on the page")
        start = next(at for at in places if at >= 0)
        segment[name] = [start, start + len(words)]


def truth_of(page: Page, name: str) -> str:
    """The truth file of a page, a line for each segment."""
    digest = blake2b(page.text.encode(), digest_size=10).hexdigest()
    head = _json({"page": name, "characters": len(page.text), "digest": digest})[:-1]
    rows = ",\n".join(map(_json, page.segments))
    return f'{head},"segments":[\n{rows}\n],\n"sentences":{_json(page.sentences)}}}\n'


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def main() -> None:
    """Write each page beside its source, or say what is wrong with it."""
    wrong = 0
    for source in map(Path, sys.argv[1:]):
        try:
            page = written(source.read_text(encoding="utf-8"))
        except (TagError, OSError, UnicodeError) as error:
            wrong += 1
            sys.stderr.write(f"{source}: {error}\n")
            continue
        source.with_suffix(".txt").write_text(page.text, encoding="utf-8")
        truth = truth_of(page, f"{source.stem}.txt")
        source.with_suffix(".json").write_text(truth, encoding="utf-8")
        sys.stdout.write(f"{source}: {len(page.text)} characters, {len(page.units)} units\n")
    sys.exit(min(wrong, 1))


if __name__ == "__main__":
    main()
