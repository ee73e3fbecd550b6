"""A seed gives the same town on any machine, because only what IEEE 754 fixes to the last bit is computed.

Sines, exponentials, powers and matrix products differ between processors and libraries in the last bit; of numpy's
generators only the bit stream and ``random()`` are promised to stay as they are.
"""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

import piiri.io.demo
from piiri.io.demo.fields import Noise, Warp, bell_shaped, drawn

SOURCES = sorted(Path(piiri.io.demo.__file__).parent.glob("*.py"))
LIBM = {
    "sin",
    "cos",
    "tan",
    "arctan2",
    "arctan",
    "exp",
    "exp2",
    "log",
    "log2",
    "log10",
    "power",
    "hypot",
    "cbrt",
    "pow",
}
BLAS = {"dot", "matmul", "einsum", "inner", "linalg", "tensordot"}
DRAWS = {
    "normal",
    "standard_normal",
    "choice",
    "shuffle",
    "permutation",
    "integers",
    "exponential",
    "poisson",
    "uniform",
}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_only_what_every_machine_computes_alike(source: Path) -> None:
    assert len(SOURCES) > 8
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in LIBM | BLAS | DRAWS, f"line {node.lineno}"
        if isinstance(node, ast.BinOp):
            assert not isinstance(node.op, ast.MatMult), f"line {node.lineno}"
            if isinstance(node.op, ast.Pow):
                assert isinstance(node.right, ast.Constant) and node.right.value == 2, f"line {node.lineno}"


def test_a_field_does_not_depend_on_which_points_are_asked_together() -> None:
    field = Noise(np.random.default_rng(3), 700.0, 4)
    xy = np.random.default_rng(4).random((300, 2)) * 9000.0 - 4000.0
    alone = np.concatenate([field(point[None]) for point in xy])
    assert np.array_equal(field(xy), alone)
    assert -1.5 < alone.min() < -0.2 and 0.2 < alone.max() < 1.5


def test_a_field_is_smooth_across_its_lattice() -> None:
    field = Noise(np.random.default_rng(3), 100.0)
    x = np.arange(-500.0, 500.0, 0.5)
    values = field(np.column_stack((x, np.full(len(x), 33.0))))
    assert np.abs(np.diff(values)).max() < 0.04
    assert np.abs(np.diff(values, 2)).max() < 0.001


def test_a_warp_folds_nothing() -> None:
    warp = Warp(np.random.default_rng(5), ((2200.0, 160.0), (500.0, 22.0)))
    side = np.arange(0.0, 6000.0, 40.0)
    xy = np.column_stack((np.tile(side, len(side)), np.repeat(side, len(side))))
    bent = warp(xy).reshape(len(side), len(side), 2)
    east, north = np.diff(bent, axis=1)[:-1], np.diff(bent, axis=0)[:, :-1]
    turn = east[..., 0] * north[..., 1] - east[..., 1] * north[..., 0]
    assert turn.min() > 0.1 * 40.0 * 40.0


def test_draws_follow_their_weights() -> None:
    positions = drawn(np.random.default_rng(6), np.array([0.0, 1.0, 0.0, 3.0, 0.0]), 40_000)
    counts = np.bincount(positions, minlength=5)
    assert counts[[0, 2, 4]].tolist() == [0, 0, 0]
    assert counts[3] / counts[1] == pytest.approx(3.0, rel=0.1)
    values = bell_shaped(np.random.default_rng(7), 40_000)
    assert values.mean() == pytest.approx(0.0, abs=0.03) and values.std() == pytest.approx(1.0, abs=0.03)
