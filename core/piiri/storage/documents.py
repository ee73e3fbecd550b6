"""A dataset and a plan as JSON documents that refer to arrays, and back.

A value that plans share with the dataset (blocks, topology, schools) is written as the same document, and the reader
makes one object of equal documents.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ..model import (
    Backdrop,
    Catchments,
    Column,
    Coverage,
    Dataset,
    DistanceLimit,
    Group,
    Plan,
    PointLayer,
    Pupils,
    Schools,
    Stage,
    Topology,
)
from ..model.money_use import MoneyUse, Uses
from ..model.observations import Observations, SeriesBreak
from .arrays import ArrayReader, ArrayWriter
from .walking import read_ways, restore_walking, walking_document

T = TypeVar("T")
Document = dict[str, Any]

_TEXTS = ("funding", "school_figures")
_SCHOOLS = ("xy", "places", "open_from", "closed_from")
_OBSERVED = ("year", "value", "state", "base")
_TOPOLOGY = ("edges", "left", "right", "ring_vertex", "ring_start", "face_of_ring", "ring_is_outer")


def dataset_document(dataset: Dataset, arrays: ArrayWriter) -> Document:
    """Write a dataset: its arrays go to ``arrays``, the rest is returned."""
    pupils = dataset.pupils
    return {
        "name": dataset.name,
        "crs": dataset.crs,
        "stages": [[s.id, s.name, s.language, list(s.grades)] for s in dataset.stages],
        "schools": _schools(dataset.schools, arrays),
        "coverage": _coverage(dataset.coverage, arrays),
        "pupils": {
            "points": _points(pupils.points, arrays),
            **{name: arrays.array(f"pupils.{name}", getattr(pupils, name)) for name in ("stage", "grade", "attends")},
            **({} if pupils.ids is None else {"ids": arrays.array("pupils.ids", pupils.ids)}),
        },
        "residents": [_points(layer, arrays) for layer in dataset.residents],
        "groups": [[group.key, group.name] for group in dataset.groups],
        "limits": [[list(limit.grades), limit.limit_m, limit.inclusive] for limit in dataset.limits],
        "backdrop": [
            {
                "kind": drop.kind,
                "xy": arrays.array(f"backdrop.{drop.kind}.xy", drop.xy),
                "start": arrays.array(f"backdrop.{drop.kind}.start", drop.start),
            }
            for drop in dataset.backdrop
        ],
        "notes": dict(dataset.notes),
        **walking_document(dataset, arrays),
        **({"own_indicators": dataset.own_indicators} if dataset.own_indicators else {}),
        **({"observations": observations_document(dataset.observations, arrays)} if len(dataset.observations) else {}),
    }


def observations_document(observations: Observations, arrays: ArrayWriter) -> Document:
    """Write what was observed, which may come to a project long after the rest of its dataset."""
    return {
        **{name: arrays.texts(f"observations.{name}", getattr(observations, name)) for name in ("indicator", "school")},
        **{name: arrays.array(f"observations.{name}", getattr(observations, name)) for name in _OBSERVED},
        "breaks": [[each.indicator, each.year, each.why] for each in observations.breaks],
    }


def plan_document(plan: Plan, arrays: ArrayWriter) -> Document:
    """Write a plan, without its name and without its stages, which are the dataset's."""
    c = plan.catchments
    where = f"plan {plan.name}"
    numbers = ("stage", "server_catchment", "server_school", "server_share", "closed")
    return {
        "coverage": _coverage(plan.coverage, arrays),
        "catchments": {
            "ids": arrays.texts(f"{where}: catchments.ids", c.ids),
            "names": arrays.texts(f"{where}: catchments.names", c.names),
            **{name: arrays.array(f"{where}: catchments.{name}", getattr(c, name)) for name in numbers},
        },
        "catchment_of_face": arrays.array(f"{where}: catchment_of_face", plan.catchment_of_face),
        "schools": _schools(plan.schools, arrays),
        "locked": sorted(plan.locked),
        "locked_catchments": sorted(plan.locked_catchments),
        "locked_faces": sorted(plan.locked_faces),
        "by_places": sorted(plan.by_places),
        **{name: getattr(plan, name) for name in _TEXTS if getattr(plan, name)},
        **({"money_use": [_use(each) for each in plan.money_use]} if plan.money_use else {}),
    }


def _use(use: MoneyUse) -> list[Any]:
    return [use.school, [list(each) for each in use.planned], use.note, [list(each) for each in use.used], use.report]


def _read_use(document: Sequence[Any]) -> MoneyUse:
    school, planned, note, used, report = document
    return MoneyUse(school, _uses(planned), note, _uses(used), report)


def _uses(document: Sequence[Sequence[str]]) -> Uses:
    return tuple((category, amount) for category, amount in document)


def _schools(schools: Schools, arrays: ArrayWriter) -> Document:
    return {
        "ids": arrays.texts("schools.ids", schools.ids),
        "names": arrays.texts("schools.names", schools.names),
        **{name: arrays.array(f"schools.{name}", getattr(schools, name)) for name in _SCHOOLS},
    }


def _coverage(coverage: Coverage, arrays: ArrayWriter) -> Document:
    t = coverage.topology
    topology = {name: arrays.array(f"blocks.{name}", getattr(t, name)) for name in _TOPOLOGY}
    return {
        "topology": {
            "face_ids": arrays.texts("blocks.face_ids", t.face_ids),
            "vertex_count": t.vertex_count,
            **topology,
        },
        "vertices": arrays.array("blocks.vertices", coverage.vertices),
    }


def _points(layer: PointLayer, arrays: ArrayWriter) -> Document:
    return {
        "name": layer.name,
        "xy": arrays.array(f"{layer.name}.xy", layer.xy),
        "columns": [[c.key, c.name, c.role, c.of, c.decimals] for c in layer.columns],
        "values": arrays.array(f"{layer.name}.values", layer.values),
    }


class Reader:
    """Makes the values of documents; equal documents give one object.

    Parameters
    ----------
    arrays
        Where the arrays are.
    """

    def __init__(self, arrays: ArrayReader) -> None:
        self._arrays = arrays
        self._made: dict[str, Any] = {}

    def dataset(self, document: Mapping[str, Any]) -> Dataset:
        """Return the dataset of a document."""
        pupils = document["pupils"]
        numbers = {name: self._arrays.array(pupils[name]) for name in ("stage", "grade", "attends")}
        ids = self._arrays.array(pupils["ids"]) if "ids" in pupils else None
        dataset = Dataset(
            name=document["name"],
            crs=document["crs"],
            stages=tuple(Stage(i, name, lang, tuple(grades)) for i, name, lang, grades in document["stages"]),
            schools=self._once(document["schools"], self._schools),
            coverage=self._once(document["coverage"], self._coverage),
            pupils=Pupils(self._points(pupils["points"]), **numbers, ids=ids),
            residents=tuple(map(self._points, document["residents"])),
            groups=tuple(Group(key, name) for key, name in document["groups"]),
            limits=tuple(DistanceLimit(tuple(g), limit_m, beyond) for g, limit_m, beyond in document["limits"]),
            backdrop=tuple(
                Backdrop(drop["kind"], self._arrays.array(drop["xy"]), self._arrays.array(drop["start"]))
                for drop in document["backdrop"]
            ),
            notes=document["notes"],
            ways=read_ways(document, self._arrays),
            own_indicators=document.get("own_indicators", ""),
            observations=self._observations(document["observations"]) if "observations" in document else Observations(),
        )
        restore_walking(dataset, document, self._arrays)
        return dataset

    def plan(self, name: str, document: Mapping[str, Any], stages: tuple[Stage, ...]) -> Plan:
        """Return the plan of a document under its name."""
        plan = Plan(
            name=name,
            stages=stages,
            coverage=self._once(document["coverage"], self._coverage),
            catchments=self._once(document["catchments"], self._catchments),
            catchment_of_face=self._arrays.array(document["catchment_of_face"]),
            schools=self._once(document["schools"], self._schools),
            locked=frozenset(document["locked"]),
            locked_catchments=frozenset(document.get("locked_catchments", ())),
            locked_faces=frozenset(document.get("locked_faces", ())),
            by_places=frozenset(document.get("by_places", ())),
            **{name: document.get(name, "") for name in _TEXTS},
            money_use=tuple(map(_read_use, document.get("money_use", ()))),
        )
        plan.validate()
        return plan

    def _observations(self, document: Mapping[str, Any]) -> Observations:
        read = self._arrays
        indicator, school = (read.texts(document[name]) for name in ("indicator", "school"))
        year, value, state, base = (read.array(document[name]) for name in _OBSERVED)
        breaks = tuple(SeriesBreak(*each) for each in document["breaks"])
        return Observations(indicator, school, year, value, state, base, breaks)

    def _once(self, document: Mapping[str, Any], make: Callable[[Mapping[str, Any]], T]) -> T:
        key = f"{make.__name__}{json.dumps(document, sort_keys=True)}"
        if key not in self._made:
            self._made[key] = make(document)
        made: T = self._made[key]
        return made

    def _schools(self, document: Mapping[str, Any]) -> Schools:
        read = self._arrays
        ids, names = read.texts(document["ids"]), read.texts(document["names"])
        # projects of the first schema have no years
        numbers = {name: read.array(document[name]) for name in _SCHOOLS if name in document}
        return Schools(ids, names, **numbers)

    def _coverage(self, document: Mapping[str, Any]) -> Coverage:
        topology = self._once(document["topology"], self._topology)
        return Coverage(topology, self._arrays.array(document["vertices"]))

    def _topology(self, document: Mapping[str, Any]) -> Topology:
        numbers = {name: self._arrays.array(document[name]) for name in _TOPOLOGY}
        face_ids = self._arrays.texts(document["face_ids"])
        return Topology(face_ids, **numbers, vertex_count=document["vertex_count"])

    def _points(self, document: Mapping[str, Any]) -> PointLayer:
        columns = tuple(Column(*column) for column in document["columns"])
        name, xy, values = document["name"], document["xy"], document["values"]
        return PointLayer(name, self._arrays.array(xy), columns, self._arrays.array(values))

    def _catchments(self, document: Mapping[str, Any]) -> Catchments:
        read = self._arrays
        numbers = ("stage", "server_catchment", "server_school", "server_share", "closed")
        ids, names = read.texts(document["ids"]), read.texts(document["names"])
        return Catchments(ids, names, **{name: read.array(document[name]) for name in numbers if name in document})
