"""What a changed codebook does to the annotations that are there."""

from xml.etree import ElementTree as ET

from stancemark.annotate.protocol import Project, ProjectSettings
from stancemark.errors import InputError


def check_labels(project: Project, settings: ProjectSettings) -> None:
    """Label Studio accepts the removal of a label in use without a word; we do not."""
    lost = sorted(_labels(project.settings.config) - _labels(settings.config))
    if lost:
        raise InputError(
            f"codebook: {', '.join(lost[:3])} {'are' if len(lost) > 1 else 'is'} no longer asked, "
            f"but project {project.id} has {project.annotations} annotations that may use it; "
            "restore it, or begin a new study (study.folder)"
        )


def _labels(config: str) -> set[str]:
    """`control=label` for every label of a config."""
    if not config:
        return set()
    return {
        f"{control.get('name')}={label.get('value')}"
        for control in ET.fromstring(config).iter()  # noqa: S314  # our own server's config
        if control.get("toName")
        for label in control
    }
