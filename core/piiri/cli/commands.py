"""The command ``piiri`` and its subcommands."""

from __future__ import annotations

import click

from .. import __version__
from .checking import check_command
from .funding import funding_command
from .indicators import indicators_command
from .network import close_command, expected_command, merge_command
from .plan_tree import plans_group
from .plans import apply_command, compare_command, evaluate_command
from .projects import demo_command, import_command, open_command
from .segregation import segregation_command
from .shell import json_option, language_option, print_json, progress_bar, told
from .years import years_group


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="piiri")
def main() -> None:
    """School catchments and needs-based funding, planned together, offline.

    Figures go to standard output, messages to standard error. Exit code 0: done; 1: a problem in the data, which is
    said; 2: wrong use.
    """


@click.group("bench")
def bench_group() -> None:
    """Measure speed and memory."""


@bench_group.command("live")
@click.option("--pupils", default=60_000, show_default=True, type=click.IntRange(100, 1_000_000))
@click.option("--schools", default=120, show_default=True, type=click.IntRange(6, 500))
@click.option("--faces", default=10_000, show_default=True, type=click.IntRange(60, 50_000))
@click.option("--steps", default=300, show_default=True, type=click.IntRange(20, 10_000))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@json_option
@language_option
@told
def live_command(pupils: int, schools: int, faces: int, steps: int, seed: int, as_json: bool) -> None:
    """Time one step of a drag, beside the same edit done with geopandas (and PySAL where it is installed).

    JSON: pupils (aged 0 to 15), schools, faces; step_ms.p50 and .p95 (all figures), tally_ms.p50 and .p95
    (assignment, counts, D, H), shares_ms (who attends where), undo_ms; geopandas_ms, geopandas_step_ms; ratio_tally,
    ratio_step; peak_mb; equal (both ways counted the same); indices (of segregation that both ways compute),
    indices_furthest (by how much any differs); pysal (it was used).
    """
    from ..bench.live import bench_live  # pandas and geopandas take a second that no other command needs

    with progress_bar() as progress:
        result = bench_live(pupils=pupils, schools=schools, faces=faces, steps=steps, seed=seed, progress=progress)
    if as_json:
        print_json(result)
        return
    for key, value in result.items():
        if isinstance(value, dict):
            value = "  ".join(f"{name} {number:.3f}" for name, number in value.items())
        elif isinstance(value, float):
            value = f"{value:.1f}" if key != "indices_furthest" else f"{value:.0e}"
        click.echo(f"{key:<18} {value}")


@bench_group.command("import")
@click.option("--rows", default=1_000_000, show_default=True, type=click.IntRange(1000, 5_000_000))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@json_option
@language_option
@told
def import_bench_command(rows: int, seed: int, as_json: bool) -> None:
    """Time the import of a large register of pupils, beside a plain pandas.read_csv of the same file.

    JSON: rows, file_mb; seconds (recognised, read, checked, placed), first_progress_s, progress_calls,
    longest_silence_s; peak_mb of this process, reader_peak_mb of the one that reads, both_peak_mb at most together;
    ready, accepted, problems; read_csv_s; ratio.
    """
    from ..bench.importing import bench_import  # pandas and geopandas take a second that no other command needs

    with progress_bar() as progress:
        result = bench_import(rows=rows, seed=seed, progress=progress)
    if as_json:
        print_json(result)
        return
    for key, value in result.items():
        click.echo(f"{key:<18} {f'{value:.1f}' if isinstance(value, float) else value}")


for command in (
    demo_command,
    check_command,
    import_command,
    evaluate_command,
    apply_command,
    compare_command,
    close_command,
    merge_command,
    expected_command,
    indicators_command,
    plans_group,
    funding_command,
    open_command,
    segregation_command,
    years_group,
    bench_group,
):
    main.add_command(command)
