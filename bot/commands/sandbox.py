"""`answerable sandbox`: the local Slack-like workspace alone."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from bot.commands.terminal import Failed, reason_of

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--port", default=8751, show_default=True, type=click.IntRange(0, 65_535))
@click.option("--workspace", metavar="FILE.toml", type=A_FILE, help="Other people and channels.")
@click.option(
    "--manifest", metavar="FILE.yaml", type=A_FILE, help="The app that is installed: its scopes and commands."
)
@click.option(
    "--rate-limits", default="bursty", show_default=True, type=click.Choice(["off", "bursty", "strict"])
)
@click.option("--events-url", metavar="URL", help="Send signed HTTP events there instead of Socket Mode.")
def sandbox(
    port: int,
    workspace: Path | None,
    manifest: Path | None,
    rate_limits: Literal["off", "bursty", "strict"],
    events_url: str | None,
) -> None:
    """Run a Slack-like workspace on this machine."""
    from sandbox.server import run
    from sandbox.workspace_file import WorkspaceError

    try:
        run(port, workspace, rate_limits, events_url, manifest, say=click.echo)
    except WorkspaceError as wrong:
        raise Failed(str(wrong)) from None
    except OSError as taken:
        raise Failed(f"port {port} cannot be used: {reason_of(taken)}; choose another with --port") from None
