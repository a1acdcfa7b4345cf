"""Invented designs of sites: what heads and closes their turns and articles, in which order and words, what stands between."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.outline_words import FORMS, Date, dates, month, word

AUTHOR, SOURCE, END = "\x01", "\x02", "\x03"
"""What stands before and after the name of an author or a source in a line that is not written yet."""
_SIGNS = {"c ": "user card", "b ": "navigation", "v ": "view counter"}
_BUTTONS = [(form, reason) for reason, forms in FORMS["buttons"].items() for form in forms]
_JOINTS = (" ", " ", " ", " | ", ", ", " - ", " · ", " • ", "\t", " — ", "  ", " » ", "", " / ")
_GAPS = (
    (0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 1), (1, 1, 1), (2, 0, 0), (2, 1, 0), (2, 1, 1), (3, 1, 1),
)  # fmt: skip
_KNOWN, _USUAL = 0.45, 0.25
"""How often a design is that of an engine, and how often a field says what most have."""


@dataclass(frozen=True)
class Person:
    """Who writes, and what their card says."""

    name: str
    says: dict[str, str]
    lacks: frozenset[str]
    """The fields of cards that theirs does not have."""


@dataclass(frozen=True)
class Turn:
    """What the fields of one turn say."""

    by: Person
    when: str
    number: int
    title: str


@dataclass(frozen=True)
class Field:
    """A field that heads or closes turns."""

    form: str
    reason: str = ""
    """Why it is furniture, if it is."""
    chance: float = 1.0
    after: str = "\n"
    """What stands between it and what follows: a line break, or what joins them."""

    def said(self, turn: Turn, draw: Random) -> str:
        """What it says of a turn."""
        if self.form in turn.by.lacks or draw.random() >= self.chance:
            return ""
        count, name = draw.choice((0, 0, 1, 2, 3, 5, 12, 48)), f"{AUTHOR}{turn.by.name}{END}"
        own = {"n": name, "N": turn.by.name, "d": turn.when, "i": turn.number, "t": turn.title}
        return self.form.format(k=count, **own, **turn.by.says)

    @property
    def button(self) -> bool:
        """Whether it is furniture of the page rather than of a turn."""
        return self.reason not in ("", "user card")


@dataclass(frozen=True)
class Design:
    """How a site writes its turns."""

    head: Sequence[Field]
    foot: Sequence[Field]
    when: Date
    above: int
    """How many blank lines stand above a turn, between its paragraphs, and between its fields."""
    inside: int
    between: int
    quote: str
    """What stands above a quotation, and before each of its paragraphs."""
    marked: str
    quoting: float
    """How many turns quote, repeat what others have written, list something, stand below another, are signed, and changed."""
    pasting: float
    listing: float
    answering: float
    signing: float
    edited: float
    bullet: str
    indent: int
    signature: str
    width: int
    """At how many characters a dump has wrapped its text, if it has."""
    most: int
    """How many paragraphs a turn has at most."""


@dataclass(frozen=True)
class Items:
    """How a site writes the articles that it lists."""

    head: Sequence[Field]
    """Bylines, furniture, and spots for what their form names: headline, caption, share, credit."""
    foot: Sequence[Field]
    when: Date
    mark: str
    """What stands before a headline."""
    repeated: float
    """How many are repeated of other outlets."""
    credit: str
    led: str
    """What leads the text on its first line, in place of all that stands above it."""
    dateline: str
    """What stands behind the name of an agency in front of a report, if there is one."""
    longest: int
    """How many paragraphs one has at most."""


def person(draw: Random, name: str, forms: Iterable[str]) -> Person:
    """Somebody with a card that has some of the fields of a design."""
    says = {
        "rank": draw.choice(FORMS["ranks"]),
        "joined": month(draw),
        "posts": str(draw.choice((draw.randrange(40), draw.randrange(9000)))),
        "place": draw.choice(FORMS["places"]),
        "stars": "*" * draw.randrange(1, 6),
        "motto": " ".join(word(draw, 1, 3) for _ in range(draw.randrange(2, 6))).capitalize(),
        "thanks": str(draw.randrange(300)),
        "id": str(draw.randrange(1000, 90000)),
        "gender": draw.choice(("Male", "Female")),
    }
    return Person(name, says, frozenset(form for form in forms if draw.random() < 0.15))


def design(draw: Random) -> Design:
    """A way to write turns."""
    head, foot = (_of_engine if draw.random() < _KNOWN else _of_nobody)(draw)
    for spot in (head, foot, foot):
        for _ in range(draw.randrange(1, 4) if draw.random() < 0.25 else 0):
            form, reason = draw.choice(_BUTTONS)
            button = Field(form, reason, draw.choice((1, 1, 0.6)), _joint(draw, 0.7))
            spot.insert(len(spot) if draw.random() < 0.7 else draw.randrange(len(spot) + 1), button)
    quote = draw.choice(FORMS["quotes"])
    return Design(
        head, foot, dates(draw), *draw.choice(_GAPS),
        quote=quote,
        marked=draw.choice(("", "", "", "", "> ", "| ")) if quote else "> ",
        quoting=draw.choice((0, 0, 0.1, 0.3, 0.6)),
        pasting=draw.choice((0, 0, 0.05, 0.2, 0.5)),
        listing=draw.choice((0, 0, 0.1, 0.3)),
        answering=draw.choice((0.2, 0.5)),
        signing=draw.choice((0, 0.4, 0.8)),
        edited=draw.choice((0, 0, 0.1)),
        bullet=draw.choice(("", "", "", "", "", "• ", "- ", "* ", "· ")),
        indent=draw.choice((0, 0, 0, 0, 2, 4)),
        signature=draw.choice(("", "", "", "__________________", "-----", "--", "_____")),
        width=draw.choice((0,) * 12 + (72, 80)),
        most=draw.choice((1, 2, 3, 6, 10)),
    )  # fmt: skip


def _of_engine(draw: Random) -> tuple[list[Field], list[Field]]:
    """What heads and closes a turn in a known engine, as a dump may have changed it."""
    lost, joined = draw.choice((0, 0, 0.15, 0.4)), draw.choice((0, 0, 0, 0.3, 1))
    engine = draw.choice(FORMS["engines"])
    head, foot = (
        [
            replace(field, after=_joint(draw, 0) if draw.random() < joined else "\n")
            for line in filter(None, engine[place].split("/"))
            for field in [_marked(line)]
            if draw.random() >= lost * (1 if field.reason else 0.3)
        ]
        for place in ("head", "foot")
    )
    return head, foot


def _of_nobody(draw: Random) -> tuple[list[Field], list[Field]]:
    """What heads and closes a turn in a design that nobody has."""
    lined = draw.choice((0.0, 0.3, 0.6, 1.0))
    chances = {"names": 1, "when": 0.85, "numbers": 0.3, "titles": 0.2}
    head = [
        Field(_form(draw, of), "", draw.choice((1, 1, 1, 0.97)), _joint(draw, lined))
        for of, chance in chances.items()
        if draw.random() < chance
    ]
    draw.shuffle(head)
    foot: list[Field] = []
    if draw.random() < 0.3:
        cut = draw.choice((0, draw.randrange(len(head))))
        head, foot = head[:cut], head[cut:]
    if draw.random() < 0.4:
        _with_card(draw, head, foot)
    return head, foot


def _with_card(draw: Random, head: list[Field], foot: list[Field]) -> None:
    """Put a member's card among the fields that head a turn, or below it."""
    joint = draw.choice(("\n", "\n", "\n", " "))
    forms = draw.sample(FORMS["cards"], draw.randrange(1, 7))
    card = [Field(form, "user card", 1, joint) for form in forms]
    card[-1] = replace(card[-1], after="\n")
    place = draw.randrange(len(head) + 1)
    if place and draw.random() < 0.8:
        head[place - 1] = replace(head[place - 1], after="\n")
    if draw.random() < 0.85:
        head[place:place] = card
    else:
        foot += card


def _form(draw: Random, of: str) -> str:
    """What a field says: often what most do, and that comes first."""
    forms: list[str] = FORMS[of]
    return forms[0] if draw.random() < _USUAL else draw.choice(forms)


def _joint(draw: Random, lined: float) -> str:
    """What stands between two fields."""
    return "\n" if draw.random() < lined else draw.choice(_JOINTS)


def items(draw: Random) -> Items:
    """A way to write the articles of a list."""
    repeated = draw.choice((0.0, 0.0, 0.0, 0.2, 0.9, 1.0))
    credited = draw.choice(("head", "head", "foot", "dateline"))
    head = [Field("headline")] * (draw.random() < 0.94)
    signed = draw.choice(FORMS["signed"]) if draw.random() < 0.55 else ""
    dated = "" if "{d}" in signed or draw.random() < 0.3 else draw.choice(FORMS["dated"])
    for form in filter(None, (signed, dated, "credit" if credited == "head" else "")):
        at = 1 if draw.random() < 0.65 else draw.randrange(len(head) + 1)
        head.insert(min(at, len(head)), Field(form))
    head += [Field("caption")] * (draw.random() < 0.15)
    if draw.random() < 0.2:
        head.insert(draw.randrange(len(head) + 1), Field("share"))
    if draw.random() < 0.2:
        head.insert(draw.choice((0, 0, 1)), _marked(draw.choice(FORMS["kickers"])))
    if draw.random() < 0.15:
        at = draw.randrange(1, len(head) + 1) if head else 0
        head[at:at] = [_marked(form) for form in draw.choice(FORMS["counters"]).split("/")]
    many = draw.choice((0, 0, 1, 1, 2, 3))
    foot = [_marked(form, draw.choice((1, 1, 0.7))) for form in draw.sample(FORMS["feet"], many)]
    if credited == "foot":
        foot.insert(draw.choice((0, 0, len(foot))), Field("credit"))
    timed = draw.random() < 0.08
    led = draw.choice(("", "{d}:", "{d} -", "{d}")) if timed else ""
    return Items(
        [] if led else head or [Field("headline")],
        foot,
        dates(draw, timed=timed),
        mark=draw.choice(("",) * 9 + ("{i}. ", "• ", "» ", "{i}) ")),
        repeated=repeated,
        credit=draw.choice(FORMS["before" if credited == "head" else "after"]),
        led=led,
        dateline=draw.choice(("-", "—", "--", "–")) if credited == "dateline" else "",
        longest=draw.choice((1, 1, 2, 3, 6, 12, 30)),
    )


def _marked(form: str, chance: float = 1.0) -> Field:
    """A field whose first letter may say why it is furniture."""
    reason = _SIGNS.get(form[:2], "")
    return Field(form[2 * bool(reason) :], reason, chance)
