"""Why segregation changed: the parts sum up, turn round with time, and are those of the R package where it stops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from piiri.errors import InputError
from piiri.segregation import GroupTable, change, fit_margins, mutual_information

counts = st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=2), min_size=2, max_size=5)


def table(rows: list[list[int]], first: int = 0) -> GroupTable:
    return GroupTable(tuple(f"U{first + u}" for u in range(len(rows))), ("x", "y"), np.array(rows))


def parts(found) -> list[float]:
    return [found.additions, found.removals, found.groups, found.units, found.structural]


def fitted_as_r(pattern, other, units_of_other, groups_of_other, tolerance, units_first):
    """The fitting of the R package, step by step: it stops when each margin is within `tolerance` of all pupils; where
    it starts with the units (which it draws by lot), its first step divides by the other table's units."""
    p, q = pattern / pattern.sum(), other / other.sum()
    units, groups = (q if units_of_other else p).sum(axis=1), (q if groups_of_other else p).sum(axis=0)
    row, column = q.sum(axis=1), p.sum(axis=0)
    for step in range(1 if units_first else 0, 20_000):
        p = p * (units / row)[:, None] if step % 2 else p * (groups / column)
        p = p / p.sum()
        row, column = p.sum(axis=1), p.sum(axis=0)
        if max(np.abs(row - units).max(), np.abs(column - groups).max()) <= tolerance:
            break
    return mutual_information(p)


def shapley_as_r(a, b, tolerance, units_first=()):
    """groups, units, structural of the R package; `units_first` names the fits that start with the units."""
    fill_a, fill_b = np.maximum(a, 1e-10), np.maximum(b, 1e-10)
    m = {"AAA": mutual_information(a), "BBB": mutual_information(b)}
    for name in ("BBA", "ABA", "BAA", "AAB", "BAB", "ABB"):  # whose groups, units, pattern
        pattern, other = (fill_a, fill_b) if name[2] == "A" else (fill_b, fill_a)
        m[name] = fitted_as_r(pattern, other, name[1] != name[2], name[0] != name[2], tolerance, name in units_first)
    groups = (m["BAA"] - m["AAA"] + m["BBA"] - m["ABA"] + m["BBB"] - m["ABB"] + m["BAB"] - m["AAB"]) / 4
    units = (m["ABA"] - m["AAA"] + m["BBA"] - m["BAA"] + m["BBB"] - m["BAB"] + m["ABB"] - m["AAB"]) / 4
    return groups, units, (m["AAB"] - m["AAA"] + m["BBB"] - m["BBA"]) / 2


def in_common(one: GroupTable, other: GroupTable) -> tuple[np.ndarray, np.ndarray]:
    shared = sorted(set(one.units) & set(other.units))
    assert one.groups == other.groups
    a, b = ({u: each.counts[k].astype(float) for k, u in enumerate(each.units)} for each in (one, other))
    return np.array([a[u] for u in shared]), np.array([b[u] for u in shared])


def test_schools_as_published(schools00, schools05, goldens) -> None:
    """M, difference, additions and removals are exact; the other three are those of R's fitting where R stops, with
    one of its six fits started from the units."""
    published = goldens["r_readme_published"]
    golden = published["mutual_difference_shapley"]
    found = change(schools00, schools05)
    assert round(found.before, 5) == published["M1_2000"] and round(found.after, 5) == published["M2_2005"]
    assert found.before == pytest.approx(goldens["schools00"]["M"], abs=1e-9)
    assert found.after == pytest.approx(goldens["schools00"]["M_2005"], abs=1e-9)
    assert round(found.difference, 5) == golden["diff"]
    assert round(found.additions, 5) == golden["additions"]
    assert round(found.removals, 5) == golden["removals"]
    a, b = in_common(schools00, schools05)
    printed = shapley_as_r(a, b, 0.001, units_first=("ABB",))
    assert [round(each, 5) for each in printed] == [
        golden["group_marginal"],
        golden["unit_marginal"],
        golden["structural"],
    ]


def test_schools_fitted_to_the_end(schools00, schools05) -> None:
    """R's own procedure comes to our parts when it may go on: 0.001 of all pupils is more than a school has."""
    a, b = in_common(schools00, schools05)
    assert (a.sum(axis=1) / a.sum()).max() < 0.005 and np.median(a.sum(axis=1) / a.sum()) < 0.001
    found = change(schools00, schools05)
    assert shapley_as_r(a, b, 1e-10) == pytest.approx((found.groups, found.units, found.structural), abs=1e-6)
    assert sum(parts(found)) == pytest.approx(found.difference, abs=1e-12)


def shared(one: GroupTable, other: GroupTable) -> bool:
    """Whether a unit and a group are left with pupils in both, after those without are left out, again and again."""
    units, groups = set(one.units) & set(other.units), {0, 1}
    for _ in range(9):
        for each in (one, other):
            where = [each.units.index(u) for u in units]
            groups = {g for g in groups if each.counts[where][:, g].any()}
            units = {u for u in units if each.counts[each.units.index(u)][list(groups)].any()}
    return bool(units and groups)


@given(counts, counts)
def test_parts_sum_up_and_turn_round(one: list[list[int]], other: list[list[int]]) -> None:
    n, m = table(one), table(other, first=1)
    assume(n.counts.any() and m.counts.any())
    if not shared(n, m):
        with pytest.raises(InputError) as caught:
            change(n, m)
        assert caught.value.code == "nothing-in-common"
        return
    found = change(n, m)
    assert sum(parts(found)) == pytest.approx(found.after - found.before, abs=1e-12)
    back = change(m, n)
    assert [back.removals, back.additions] == pytest.approx([-found.additions, -found.removals], abs=1e-12)
    assert parts(back)[2:] == pytest.approx([-each for each in parts(found)[2:]], abs=1e-6)


def test_each_part_alone() -> None:
    rows = np.array([[40, 10], [10, 40], [25, 30]])
    same = change(table(rows.tolist()), table(rows.tolist()))
    assert parts(same) == pytest.approx([0] * 5, abs=1e-12)
    larger = rows * np.array([[3], [1], [1]])  # one school three times as large, as mixed as before
    margins = fit_margins(rows, larger.sum(axis=1), rows.sum(axis=0) * larger.sum() / rows.sum())
    found = change(table(rows.tolist()), table(np.rint(margins * 1_000_000).astype(int).tolist()))
    assert abs(found.units) > 1e-4 and parts(found)[2] == pytest.approx(0, abs=1e-4)
    assert found.structural == pytest.approx(0, abs=1e-6), "the odds are the same: it is no structural change"
    closed = change(table(rows.tolist()), table(rows[:2].tolist()))
    assert closed.removals == pytest.approx(closed.difference, abs=1e-12) and closed.additions == 0


def test_units_are_matched_by_name(schools00) -> None:
    order = np.random.default_rng(1).permutation(len(schools00.units))
    again = GroupTable(
        tuple(schools00.units[u] for u in order),
        schools00.groups[::-1],
        schools00.counts[order][:, ::-1],
        tuple(tuple(level[u] for u in order) for level in schools00.levels),
    )
    assert parts(change(schools00, again)) == pytest.approx([0] * 5, abs=1e-9)


def test_nothing_in_common_is_said() -> None:
    with pytest.raises(InputError) as caught:
        change(table([[1, 2], [3, 4]]), table([[1, 2], [3, 4]], first=9))
    assert caught.value.code == "nothing-in-common" and caught.value.how


@given(counts, counts)
def test_margins_fit_and_odds_stay(pattern: list[list[int]], margins: list[list[int]]) -> None:
    n, target = np.array(pattern) + 1.0, np.array(margins) + 1.0
    assume(len(n) == len(target))
    found = fit_margins(n, target.sum(axis=1), target.sum(axis=0))
    assert found.sum(axis=1) == pytest.approx(target.sum(axis=1), rel=1e-6)
    assert found.sum(axis=0) == pytest.approx(target.sum(axis=0), rel=1e-6)
    odds = [each[:-1, 0] * each[1:, 1] / (each[1:, 0] * each[:-1, 1]) for each in (n, found)]
    assert odds[0] == pytest.approx(odds[1], rel=1e-9)
