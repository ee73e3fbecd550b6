"""``piiri-desktop``: makes the application and its window, and runs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from PySide6.QtWidgets import QApplication

from piiri.i18n import LANGUAGES

from .faults import catch_all
from .language import use_language
from .main_window import MainWindow
from .settings import LARGEST_SCALE, SMALLEST_SCALE, THEMES, load_settings


def application() -> QApplication:
    """Return the application object, made where there is none yet."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["piiri-desktop"])
    app.setApplicationName("Piiri")
    app.setApplicationDisplayName("Piiri")
    app.setDesktopFileName("piiri")
    return app


@click.command(help="Open Piiri's window: on PROJECT (.gpkg, or a mapping .toml), or on its start page.")
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option("--demo", is_flag=True, help="Open the demo municipality.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of this and later sittings.")
@click.option("--theme", type=click.Choice(THEMES), help="Colours of this and later sittings.")
@click.option("--text-scale", type=click.FloatRange(SMALLEST_SCALE, LARGEST_SCALE), help="1.0 to 2.0.")
@click.option(
    "--demo-session",
    type=click.Path(file_okay=False, path_type=Path),
    help="Play a short session on the demo municipality, leave pictures and figures in this folder, and end.",
)
def _command(
    project: Path | None,
    demo: bool,
    language: str | None,
    theme: str | None,
    text_scale: float | None,
    demo_session: Path | None,
) -> int:
    app = application()
    settings = load_settings()
    settings.language = language or settings.language
    settings.theme = theme or settings.theme
    settings.text_scale = text_scale or settings.text_scale
    use_language(settings.language)
    if demo_session is not None:
        from .demo_session import play

        return play(demo_session, settings)
    window = MainWindow(settings)
    end = catch_all(window.messages.show_fault)
    window.show()
    if demo:
        window.open_demo()
    elif project is not None:
        window.open_path(project)
    try:
        return app.exec()
    finally:
        end()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process where None.

    Returns
    -------
    int
        0 when the window was closed, 1 where the demo session failed, 2 for wrong use.
    """
    try:
        result = _command.main(args=None if argv is None else list(argv), standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 1
    return int(result or 0)


if __name__ == "__main__":
    sys.exit(main())
