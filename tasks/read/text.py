"""Plain text, and Markdown with its front matter."""

import re

import yaml

from stancemark.config import parse_yaml
from stancemark.records import Document, fingerprint
from stancemark.tasks.read.decoding import decode
from stancemark.tasks.read.incoming import FIELDS, Incoming, Outcome, Refused, described

_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---[ \t]*(?:(?:\r?\n)+|\Z)", re.DOTALL)

_LONGEST = 100_000
"""Characters of front matter; YAML takes a second for so many of them."""

_NOTHING = ("", "~", "null")
"""What YAML says for nothing, as it is written."""


def read_text(file: Incoming) -> Outcome:
    """The text, as it is."""
    data = file.whole()
    yield Document(id=fingerprint(data), text=decode(data), source=file.name)


def read_markdown(file: Incoming) -> Outcome:
    """The text after its YAML front matter, which describes it."""
    data = file.whole()
    text = decode(data)
    match = _FRONT_MATTER.match(text)
    if match is None:
        yield Document(id=fingerprint(data), text=text, source=file.name)
        return
    if len(match[1]) > _LONGEST:
        raise Refused("front matter too long", f"more than {_LONGEST:,} characters of it")
    try:
        front = parse_yaml(match[1], yaml.BaseLoader)
    except ValueError as error:
        raise Refused("front matter is not YAML", str(error)) from error
    if not isinstance(front, dict):
        raise Refused("front matter is not YAML", "expected lines such as `outlet: …`")
    body = Document(id=fingerprint(data), text=text[match.end() :], source=file.name)
    yield described(body, {column: _said(column, front.get(column)) for column in FIELDS})


def _said(column: str, value: object) -> str:
    """A value as text, names in a list with commas. Raises `Refused` for what is neither."""
    if value is None or value in _NOTHING:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        kind = "mapping" if isinstance(value, dict) else "list of lists"
        raise Refused("cell is not text", f"`{column}` is a {kind}; expected a string")
    return value
