"""Bytes as a bad disk, a broken transfer or a careless hand leave them."""

from __future__ import annotations

import random


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Cut, change, double or remove some bytes."""
    made, at = bytearray(data), dice.randrange(len(data))
    match dice.choice(("cut", "change", "double", "remove")):
        case "cut":
            return bytes(made[:at])
        case "change":
            for _ in range(dice.choice((1, 1, 5, 30))):
                made[dice.randrange(len(made))] = dice.randrange(256)
        case "double":
            made[at:at] = made[at : at + dice.randrange(1, 80)]
        case _:
            del made[at : at + dice.randrange(1, 60)]
    return bytes(made)
