"""`answerable demo`: everything on this machine, to click through."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from bot.commands.terminal import Failed, reason_of

A_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--port", default=8750, show_default=True, type=click.IntRange(0, 65_535), help="Of the page.")
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
@click.option(
    "--dir",
    "folder",
    metavar="PATH",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it keeps its database.",
)
def demo(port: int, no_browser: bool, folder: Path | None) -> None:
    """Run a Slack-like workspace, the bot, and AI systems that hand in outputs. It starts afresh each time."""
    from bot.demo.run import run as run_demo
    from bot.event_loop import run

    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    click.echo("The company lives through its last eight weeks: that takes some fifteen seconds.", err=True)
    try:
        run(run_demo(port, browser=not no_browser, folder=folder, say=click.echo))
    except OSError as taken:
        if taken.filename:
            raise Failed(f"{taken.filename}: {reason_of(taken)}; choose another folder with --dir") from None
        raise Failed(f"port {port} cannot be used: {reason_of(taken)}; choose another with --port") from None
