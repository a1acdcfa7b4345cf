"""Which codebook was shown when: kept on the server, and found there by anybody who pushes."""

from dataclasses import replace

import pytest

from stancemark.annotate.history import attach, detach, merged
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.plans import find_project
from stancemark.annotate.protocol import ProjectSettings
from stancemark.annotate.studio import check_config
from stancemark.errors import StudioError
from stancemark.records import Era, History
from tests.annotate.pushed import CODEBOOK, CONFIG, SETTINGS, push, settings_of
from tests.tasks.revised import label, revised

NEW = revised(CODEBOOK, label("stance", "favor", "supports"))
"""The same questions, one label renamed."""


def shown(studio: MemoryStudio) -> History:
    """The history that the server has."""
    project = find_project(studio, SETTINGS.marker)
    assert project is not None
    return project.settings.history


def test_a_config_carries_its_history() -> None:
    """In, out, and in again; the config is valid, and without history is as it was."""
    history = History((Era("1"), Era("2", "2031-01-01", "")), {"1": CODEBOOK, "2": NEW})
    carried = attach(CONFIG, history)
    assert detach(carried) == (CONFIG, history)
    assert attach(detach(carried)[0], history) == carried
    assert attach(CONFIG, History()) == CONFIG
    check_config(carried)


@pytest.mark.parametrize("damage", ["AAAA", "e30=", "!", "eJyrrgUAAXUA+Q=="])
def test_a_damaged_history_is_none(damage: str) -> None:
    """Somebody has edited the comment: the config still stands, and the study's own copy helps."""
    config, history = detach(
        CONFIG.replace("</View>", f"<!-- stancemark codebooks {damage} --></View>", 1)
    )
    assert history == History()
    assert damage == "!" or config.strip() == CONFIG.strip()


def test_a_push_begins_the_history_and_a_new_codebook_goes_on_with_it() -> None:
    """The first is shown since ever; the second between two looks at the server's clock."""
    studio = MemoryStudio()
    push(studio, "ab")
    assert shown(studio).eras == (Era(CODEBOOK.version),)
    before = studio.clock()
    push(studio, "ab", settings=settings_of(NEW))
    first, second = shown(studio).eras
    assert (first, second.version) == (Era(CODEBOOK.version), NEW.version)
    assert before < second.after < second.shown < studio.clock()
    assert shown(studio).codebooks == {CODEBOOK.version: CODEBOOK, NEW.version: NEW}


def test_a_push_of_the_same_codebook_changes_nothing() -> None:
    """Nor does one from another machine, which knows nothing of the past."""
    studio = Counting()
    push(studio, "ab")
    push(studio, "ab", settings=settings_of(NEW))
    history, updates = shown(studio), studio.updates
    push(studio, "ab", settings=settings_of(NEW))
    assert (shown(studio), studio.updates) == (history, updates)


class Counting(MemoryStudio):
    """Counts updates, and loses the reply to some."""

    updates = 0
    lost = 0

    def update_project(self, project: int, settings: ProjectSettings) -> None:
        """Carry it out; then the line may break."""
        self.updates += 1
        super().update_project(project, settings)
        if self.updates == self.lost:
            raise StudioError("cut off")


def test_a_push_that_is_cut_off_is_made_up_for() -> None:
    """The codebook is shown, its time not yet known; the next push has it, and adds no era."""
    studio = Counting()
    push(studio, "ab")
    studio.lost = studio.updates + 1
    with pytest.raises(StudioError, match="cut off"):
        push(studio, "ab", settings=settings_of(NEW))
    assert shown(studio).eras[-1].shown == ""
    push(studio, "ab", settings=settings_of(NEW))
    assert [era.version for era in shown(studio).eras] == [CODEBOOK.version, NEW.version]
    assert shown(studio).eras[-1].shown > shown(studio).eras[-1].after


def test_a_history_that_somebody_wiped_comes_back_from_the_study() -> None:
    """The config was saved by hand, without its comment; whoever pushes has a copy."""
    studio = MemoryStudio()
    push(studio, "ab")
    push(studio, "ab", settings=settings_of(NEW))
    history = shown(studio)
    project = find_project(studio, SETTINGS.marker)
    assert project is not None
    studio.update_project(project.id, replace(project.settings, history=History()))
    push(studio, "ab", settings=replace(settings_of(NEW), history=history))
    assert shown(studio) == history


def test_a_project_from_before_there_were_histories() -> None:
    """What it showed is ours if its config is; else it is not known."""
    for config, version in ((CONFIG, CODEBOOK.version), (settings_of(NEW).config, "")):
        studio = MemoryStudio()
        studio.create_project(replace(SETTINGS, config=config))
        push(studio, "ab")
        eras = [era.version for era in shown(studio).eras]
        assert eras == [version, *([CODEBOOK.version] if not version else [])]


def test_two_histories_become_one() -> None:
    """In order of time; where one has missed a reply, the other's time counts."""
    a, b = Era("1"), Era("2", "2031-01-02")
    seen = replace(b, shown="2031-01-03")
    c = Era("1", "2031-02-01", "2031-02-01")
    assert merged(History((a, b)), History((seen, c))).eras == (a, seen, c)
    assert merged(History((a, seen)), History((b,))).eras == (a, seen)
