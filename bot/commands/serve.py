"""`answerable serve`: the bot, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import click

from bot.commands.terminal import Failed, reason_of
from bot.config import Settings, load

log = logging.getLogger(__name__)


@click.command()
def serve() -> None:
    """Run the bot: Slack, HTTP API, clock, deliveries."""
    from bot.event_loop import run

    settings = load(to_serve=True)
    speak_up(settings.log_level)
    check_file(settings)
    try:
        run(_serve(settings))
    except OSError as taken:
        raise Failed(
            f"ANSWERABLE_HOST, ANSWERABLE_PORT: {settings.host}:{settings.port} cannot be used: "
            f"{reason_of(taken)}; write another"
        ) from None


async def _serve(settings: Settings) -> None:
    from bot.app import build

    bot, told = build(settings), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await bot.start()
    log.info("the API is at %s", bot.http.url)
    try:
        await told.wait()
    finally:
        log.info("stopping")
        await bot.stop()


def check_file(settings: Settings) -> None:
    """Fail where the file of workflows does not even read well; what Slack says of it comes later."""
    from bot.workflow_files import WrongFile, read_file

    if settings.workflows is None:
        return
    try:
        read_file(settings.workflows, settings.timezone)
    except WrongFile as wrong:
        raise Failed(*map(str, wrong.problems)) from None


def speak_up(level: str) -> None:
    """Log to stderr from this level on; libraries only what is worth a warning."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for room in ("bot", "handlers", "storage", "usecases"):
        logging.getLogger(room).setLevel(level.upper())
