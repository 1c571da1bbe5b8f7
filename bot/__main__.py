"""The command line: `answerable`, the same as `python -m bot`."""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
from collections.abc import Mapping

import click

from bot.commands.terminal import Failed
from bot.config import BadSettings
from storage.transaction import Unavailable, Unfit

# Each command is a module of bot/commands, loaded when it is asked for: `answerable --help` stays quick.
COMMANDS: Mapping[str, str] = {
    "demo": "a Slack-like workspace, the bot, and traffic to click through",
    "serve": "the bot: Slack, HTTP API, clock, deliveries",
    "check": "say of each part whether it is fit; exit 1 if not",
    "migrate": "bring the database's schema up to date",
    "workflow": "workflows as code: apply, list, show, lane, pause, resume",
    "key": "API keys: create, list, revoke",
    "submit": "hand in a file of outputs",
    "backtest": "labelled history through inspection plans: what would be checked, what would get out",
    "digest": "render the week's summary without sending it",
    "sandbox": "the Slack-like workspace alone",
    "outbox": "deliveries that gave up: list, retry",
}


class Commands(click.Group):
    """The commands by name, and one line instead of a traceback for whatever goes wrong in them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, or None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list for `--help` without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. What it did not expect is told in one line too."""
        try:
            return super().invoke(ctx)
        except (Unfit, Unavailable, BadSettings) as known:
            raise Failed(*str(known).splitlines()) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # the last: whoever read the answer has read enough, and click ends quietly
        except Exception as bug:
            logging.getLogger(__name__).debug("the command failed", exc_info=True)
            raise Failed(f"this should not have happened: {type(bug).__name__}: {_first_line(bug)}") from None


def _tell_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"answerable {_version()}")
        ctx.exit()


def _version() -> str:
    try:
        return importlib.metadata.version("answerable")
    except importlib.metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return "(not installed)"


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_version, help="Say which."
)
def main() -> None:
    """Every AI output has someone answerable for it."""


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200]


if __name__ == "__main__":
    main(prog_name="answerable")
