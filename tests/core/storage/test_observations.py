"""What was observed comes to a project after the rest, is saved with it, and is read again to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from piiri.model.observations import Observations, SeriesBreak
from piiri.storage import Project, check_project, open_project, open_recovered, recoverable


def made(value: float) -> Observations:
    return Observations(
        ("s2", "s2"),
        ("S1", "S2"),
        np.array([2024, 2024]),
        np.array([value, np.nan]),
        np.array([0, 1]),
        np.array([90, -1]),
        (SeriesBreak("s2", 2024, "uusi laki"),),
    )


def test_kept_saved_and_read_again(project: Project, target: Path, workdir: Path) -> None:
    assert len(project.dataset.observations) == 0
    fingerprint = project.dataset.fingerprint
    for value in (0.1, 0.2):  # the later stands
        project.keep_observations(made(value))
    project.keep_own_indicators("# none yet")
    project.save_as(target)
    check_project(target)
    with open_project(target, workdir=workdir) as again:
        found = again.dataset.observations
        assert found.indicator == ("s2", "s2") and found.school == ("S1", "S2")
        assert found.value[0] == 0.2 and np.isnan(found.value[1])
        assert found.state.tolist() == [0, 1] and found.base.tolist() == [90, -1]
        assert found.breaks == (SeriesBreak("s2", 2024, "uusi laki"),)
        assert again.dataset.own_indicators == "# none yet"
        assert again.dataset.fingerprint == fingerprint  # no figure of a plan rests on it


def test_what_is_told_beside_the_plans_is_work_to_be_saved(project: Project, target: Path, workdir: Path) -> None:
    project.save_as(target)
    assert not project.unsaved
    project.keep_observations(made(0.1))
    assert project.unsaved
    project.save()
    assert not project.unsaved
    project.keep_own_indicators("# none yet")
    assert project.unsaved
    project.save()
    assert not project.unsaved
    with open_project(target, workdir=workdir) as again:
        assert not again.unsaved
        assert again.dataset.own_indicators == "# none yet"


def test_what_a_crash_left_beside_the_plans_is_there_again(project: Project, target: Path, workdir: Path) -> None:
    """Kept without a save, before and after one; and gone from what is left once it is saved."""
    project.save_as(target)
    project.keep_observations(made(0.1))
    project.close()  # as an end without a save does; a crash leaves no less
    (left,) = recoverable(workdir)
    assert [step.action for step in left.steps] == ["told"] and not left.behind
    with open_project(target, workdir=workdir) as again:
        assert again.unsaved and again.dataset.observations.value[0] == 0.1
        assert again.recovered_texts() == ("Observations or own indicators brought in",)
        again.save()
        assert not again.unsaved
        again.keep_own_indicators("# one")
        again.save()
        again.keep_own_indicators("# two")
    with open_project(target, workdir=workdir, recover=False) as file:
        assert file.dataset.own_indicators == "# one" and file.dataset.observations.value[0] == 0.1
    (left,) = recoverable(workdir)
    with open_recovered(left) as again:
        assert again.dataset.own_indicators == "# two"
        again.save()
    assert recoverable(workdir) == ()


def test_a_save_that_was_cut_off_after_it_replaced_the_file_has_what_was_told(
    project: Project, target: Path, workdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.save_as(target)
    project.keep_observations(made(0.1))
    monkeypatch.setattr(project, "_keep_saved", lambda: None)  # the note that ends a save is never written
    project.save()
    project.keep_own_indicators("# later")
    project.close()
    (left,) = recoverable(workdir)
    assert [step.action for step in left.steps] == ["told"]
    with open_project(target, workdir=workdir, recover=False) as file:
        assert file.dataset.observations.value[0] == 0.1 and not file.dataset.own_indicators
