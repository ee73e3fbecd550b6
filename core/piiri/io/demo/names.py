"""Names of schools: invented, but such as stand on Finnish and Swedish maps."""

from __future__ import annotations

from itertools import chain, count

import numpy as np
from scipy.optimize import linear_sum_assignment

from ...model.arrays import FloatArray

_FINNISH_PRIMARY = (
    # name, and where in the first town it sounds right: kilometres east and north of the centre
    ("Asema", 0.0, 0.5),
    ("Satamakatu", 0.2, -1.0),
    ("Hakamäki", -1.4, 2.2),
    ("Ruukinranta", 1.6, -1.4),
    ("Itäharju", 1.5, 0.3),
    ("Lehtikorpi", 4.0, 0.0),
    ("Myllyoja", 2.4, 2.2),
    ("Kirkonkylä", 4.2, 2.6),
    ("Koskenniska", 0.8, 3.4),
    ("Tervalahti", -4.0, -1.4),
    ("Pajuniitty", -1.8, 0.0),
    ("Kalliomäki", 3.0, -1.4),
    ("Peltokaari", -3.6, 3.4),
    ("Niemenkärki", -1.4, -2.2),
)
_FINNISH_SECONDARY = (
    ("Kaislaranta", 0.2, -0.6),
    ("Keskuspuisto", -0.6, 0.6),
    ("Rajakallio", 2.8, 1.4),
    ("Honkaharju", -2.6, 1.6),
)
_SWEDISH = (
    ("Kyrkbacken", 0.4, 0.2),
    ("Strandängen", 1.8, -1.6),
    ("Björkhagen", -2.4, 1.0),
    ("Klippudden", -2.0, -2.0),
    ("Västerby", -3.8, -0.8),
    ("Ekliden", 0.0, -0.4),
)
_FINNISH_PARTS = (
    "Koivu Kuusi Mänty Haapa Leppä Pihlaja Kataja Tammi Vaahtera Pähkinä Kanerva Suo Kivi Hiekka Savi Louhi Tuuli "
    "Myrsky Aurinko Kuu Talvi Kesä Syys Kevät Kettu Hirvi Karhu Susi Joutsen Kurki Lokki Haukka Ahven Hauki Lohi "
    "Siika Niitty Halla Ruis Kaura Ohra Humala Mylly Seppä Kirkko Lukkari Rajamies Tykki Vartio Purje"
)
_FINNISH_ENDS = "mäki lahti niemi harju ranta korpi oja kallio suora saari koski salmi pelto metsä kylä"
_SWEDISH_PARTS = (
    "Björk Gran Tall Asp Al Rönn En Lönn Hassel Ljung Mosse Sten Sand Ler Vind Storm Sol Vinter Sommar Räv Älg Svan "
    "Tran Mås Hök Lax Sik Ängs Råg Havre Humle Kvarn Smed Kyrk Gräns Segel Hamn Fyr Kobb Skär"
)
_SWEDISH_ENDS = "backen viken udden åsen stranden skogen bäcken berget holmen forsen sundet åkern byn hagen"


def school_names(primary: FloatArray, secondary: FloatArray, swedish: FloatArray) -> list[str]:
    """Return a name for every school, each once.

    Parameters
    ----------
    primary, secondary, swedish
        (N, 2) where the Finnish schools with grades 1-6, the other Finnish schools and the Swedish schools stand, in
        metres from the first town's centre.

    Returns
    -------
    list of str
        In the order primary, secondary, swedish.
    """
    finnish = _compounds(_FINNISH_PARTS.split(), _FINNISH_ENDS.split())
    known = {name for name, *_ in (*_FINNISH_PRIMARY, *_FINNISH_SECONDARY)}
    more = [name for name in finnish if name not in known]
    plenty = _compounds(_SWEDISH_PARTS.split(), _SWEDISH_ENDS.split())
    plenty = [name for name in plenty if name not in {known for known, *_ in _SWEDISH}]
    first = _named(primary, _FINNISH_PRIMARY, more[::2])
    return first + _named(secondary, _FINNISH_SECONDARY, more[1::2]) + _named(swedish, _SWEDISH, plenty)


def _compounds(parts: list[str], ends: list[str]) -> list[str]:
    """Every part with every end, so that neighbours in the list end differently."""
    return [part + ends[(place + turn) % len(ends)] for turn in range(len(ends)) for place, part in enumerate(parts)]


def _named(xy: FloatArray, wanted: tuple[tuple[str, float, float], ...], more: list[str]) -> list[str]:
    """Give each known name to the school that stands where it sounds right; the others get the rest in order."""
    names = [""] * len(xy)
    place = np.array([(east, north) for _, east, north in wanted]) * 1000.0
    step = xy[:, None, :] - place[None, :, :]
    away = (step * step).sum(axis=2)
    # the station and the harbour cannot be just anywhere
    away[:, :2] *= 4.0
    for school, name in zip(*linear_sum_assignment(away), strict=True):
        names[school] = wanted[name][0]
    rest = chain(more, (f"{name} {number}" for number in count(2) for name in more))
    return [name or next(rest) for name in names]
