"""The study as one HTML page that needs nothing else: no script, no font, no address outside.

`facts` says what there is to say; the template lays it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from stancemark import __version__
from stancemark.config import Config
from stancemark.facts import accepted as gates
from stancemark.facts import corpus, evaluated, findings, marking, repeated
from stancemark.facts.examples import Example, NewText, examples, new_text
from stancemark.facts.material import Material, Names, counted, gather
from stancemark.facts.plots import ALPHA, SHARE, Axis, Line, percent
from stancemark.records import Codebook, Evaluation, Measure
from stancemark.store import Study


@dataclass(frozen=True, slots=True)
class Page:
    """All sections of the report. None stands for a step that has not run."""

    heading: corpus.Heading
    reading: corpus.Reading
    cutting: corpus.Cutting | None
    reuse: repeated.Reuse | None
    people: corpus.People | None
    agreement: tuple[Line, ...] | None
    labels: tuple[findings.Distribution, ...] | None
    suggested: findings.Suggested | None
    models: findings.Models | None
    guessed: findings.Guessed | None
    accepted: gates.Accepted | None
    key: tuple[marking.Key, ...]
    examples: tuple[Example, ...]
    new_text: tuple[NewText, ...]
    alpha: Axis = ALPHA
    share: Axis = SHARE


def render(study: Study, codebook: Codebook, config: Config) -> str:
    """The report on a study at any stage; the same study gives the same text.

    Raises `StoreError` for a table that this version did not write.
    """
    template = _environment().get_template("report.html.j2")
    return template.render(page=page(gather(study, codebook, config)))


def page(material: Material) -> Page:
    """The facts of every section."""
    return Page(
        heading=corpus.heading(material),
        reading=corpus.reading(material),
        cutting=corpus.cutting(material),
        reuse=repeated.reuse(material),
        people=corpus.people(material),
        agreement=findings.agreement(material),
        labels=findings.labels(material),
        suggested=findings.suggested(material),
        models=findings.models(material),
        guessed=findings.guessed(material),
        accepted=gates.accepted(material),
        key=marking.key(material.codebook),
        examples=examples(material),
        new_text=new_text(material),
    )


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """All that the page of an evaluation shows."""

    name: str
    model: str
    unit: str
    questions: tuple[evaluated.Examined, ...]
    stancemark: str = __version__
    share: Axis = SHARE

    @property
    def gaps(self) -> list[evaluated.Examined]:
        """The questions whose gap was measured."""
        return [q for q in self.questions if q.of.gap]


def render_evaluation(
    found: Sequence[Evaluation], name: str, codebook: Codebook | None = None
) -> str:
    """An evaluation as a page of its own; the same evaluation gives the same text."""
    title = Names(codebook).title if codebook else _plainly
    first = next((one for one in found if one.folds), None)
    page = EvaluationPage(
        name,
        model=", ".join(dict.fromkeys(one.model for one in found)),
        unit=first.unit if first else "group",
        questions=evaluated.examined(found, title),
    )
    text = _environment().get_template("evaluation.html.j2").render(page=page)
    return text.encode("utf-8", "replace").decode("utf-8")  # a table's texts may hold half a pair


def _plainly(question: str, target: str) -> str:
    return f"{question}: {target}" if target else question.capitalize()


def measure(found: Measure) -> str:
    """A number with its interval.

    >>> measure(Measure(0.5, 0.25, 0.75)), measure(Measure(None))
    ('0.50 [0.25, 0.75]', '–')
    """
    if found.value is None:
        return "–"
    if found.low is None or found.high is None:
        return decimal(found.value)
    return f"{decimal(found.value)} [{decimal(found.low)}, {decimal(found.high)}]"


def number(value: float) -> str:
    """Thousands apart, no decimals.

    >>> number(1831)
    '1,831'
    """
    return f"{value:,.0f}"


def decimal(value: float) -> str:
    """Two decimals, with a true minus sign.

    >>> decimal(-0.138)
    '−0.14'
    """
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def share(value: float) -> str:
    """Percent, without decimals; what is neither nothing nor all is never rounded to it.

    >>> share(0.345), share(0.001), share(0.999)
    ('34%', '<1%', '>99%')
    """
    if 0 < value < 0.005:
        return "<1%"
    return ">99%" if 0.995 < value < 1 else f"{value:.0%}"


def tick(value: float) -> str:
    """The number at a tick of an axis, as short as it can be.

    >>> tick(0.0), tick(-0.2)
    ('0', '−0.2')
    """
    return f"{value:g}".replace("-", "−")


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _FILTERS
    return environment


_FILTERS = {
    "counted": counted,
    "decimal": decimal,
    "measure": measure,
    "number": number,
    "percent": percent,
    "share": share,
    "tick": tick,
}


def _source(name: str) -> str:
    return (resources.files("stancemark") / "templates" / name).read_text(encoding="utf-8")
