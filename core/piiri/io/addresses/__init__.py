"""Pupils without coordinates: their addresses are looked up in the city's own file of address points.

An address is matched as it is written; else with another spelling that can mean one street only; a street that is
merely alike is proposed, and taken where a person has confirmed it. Whoever is not found is kept without a place and
counted. Nothing is asked of any service: the file of address points is one of those that are imported."""

from .matching import CONFIRMED, EXACT, NORMALISED, Matched, match_addresses
from .placing import has_places, placed_by_address, says_addresses
from .register import AddressPoints, addresses_said, register_of
from .streets import StreetNames
from .wording import Address, address_of

__all__ = [
    "CONFIRMED",
    "EXACT",
    "NORMALISED",
    "Address",
    "AddressPoints",
    "Matched",
    "StreetNames",
    "address_of",
    "addresses_said",
    "has_places",
    "match_addresses",
    "placed_by_address",
    "register_of",
    "says_addresses",
]
