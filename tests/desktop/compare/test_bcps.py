"""Baltimore County's options on the page: it names the pupils who move as the committee's own table counts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from piiri.i18n import number
from piiri.io import import_mapping
from piiri_desktop.bridge import Attention
from piiri_desktop.compare import ComparePage
from piiri_desktop.compare.work import CompareWork
from piiri_desktop.jobs import Jobs
from piiri_desktop.palette import palette

MAPPING = Path(__file__).resolve().parents[2] / "mappings" / "bcps_sw.toml"


class Listed:
    """The plans of the mapping by their names."""

    def __init__(self, plans: dict) -> None:
        self._plans = plans

    def names(self) -> tuple[str, ...]:
        return tuple(self._plans)

    def title(self, name: str) -> str:
        return name

    def plan(self, name: str):
        return self._plans[name]


def test_the_pupils_who_move_are_those_of_the_file(real_data: Callable[[str], Path], qtbot: QtBot, jobs: Jobs) -> None:
    folder = real_data("bcps_sw")
    imported = import_mapping(MAPPING, repair=True)
    rows = geopandas.read_file(folder / "151118.geo.json").drop(columns="geometry")
    rows["pupils"] = rows["K5LiveAtt"].astype(int)
    plans = Listed({plan.name: plan for plan in imported.plans})
    work = CompareWork(imported.dataset, jobs)
    page = ComparePage(
        imported.dataset,
        plans,
        work,
        Attention(),
        ("Today", "November option 4"),
        QFrame(),
        palette("light"),
        1.0,
    )
    qtbot.addWidget(page)
    page.resize(1280, 690)
    page.show()
    for option, column in (("November option 4", "NovOpt4"), ("Option A", "OptA"), ("Option 3, 2016/17", "Opt3201617")):
        page.choose(("Today", option))
        qtbot.waitUntil(lambda name=option: page.comparison is not None and page.comparison.plans[1].plan.name == name)
        moving = rows[rows["ES1516"] != rows[column]]
        ways = moving.groupby(["ES1516", column])["pupils"].sum()
        ways = ways[ways > 0]
        assert page.plans.heads[1].said.startswith(f"{number(int(ways.sum()))} change school")
        listed = {(row.cells[0].text, row.cells[1].text): int(row.cells[-1].key) for row in page.moves.list.cells.rows}
        assert listed == ways.to_dict()
        totals = page.moves.matrix.cells.totals
        assert totals is not None and int(totals.cells[-2].key) == ways.sum()
        blocks = {row.cells[0].text for row in page.blocks.table.cells.rows if row.about >= 0 and len(row.cells) == 4}
        assert blocks == set(moving["PBID"]) - {"451"}, "451 has no area and was joined to its neighbour"
        page.tabs.setCurrentWidget(page.moves)
        assert not page.grab().isNull()
    work.stop()
