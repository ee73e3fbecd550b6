"""A stroke of the brush by mouse in the real window: blocks on a border that go to the emptier school."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from piiri.model import Plan
from piiri_desktop.demo_session import Hand, Scene, choose_scene
from piiri_desktop.main_window import MainWindow


def scene_in_view(window: MainWindow) -> Scene:
    """Choose the blocks, with the taker as the target, the brush in hand and the map close to them."""
    assert window.workbench is not None and window.bridge is not None and window.attention is not None
    scene, view = choose_scene(window.bridge.state), window.workbench.views.map
    window.attention.set_target(scene.taker)
    window.actions_of["paint"].trigger()
    middle = window.bridge.state.plan.coverage.label_points[list(scene.faces)].mean(axis=0)
    view.look_at(view.view.centred(float(middle[0]), float(middle[1]), 8.0))
    view.settle()
    return scene


def sweep(hand: Hand, plan: Plan, scene: Scene) -> None:
    """Press on the first block and move over the others; the button stays down."""
    places = [hand.place(xy) for xy in plan.coverage.label_points[list(scene.faces)]]
    hand.press(places[0])
    for at in places[1:]:
        hand.move(at)
    QApplication.processEvents()
