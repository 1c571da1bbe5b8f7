"""`answerable submit`: hands in a file of outputs over the public HTTP API, and says what became of each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from bot.commands.terminal import Failed, as_json, tell_json
from bot.config import load, read_api_key, read_public_url

_SHOWN = 20


@click.command()
@click.argument("file", metavar="FILE.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--workflow", "slug", required=True, metavar="SLUG")
@click.option("--address", metavar="URL", help="Where the bot listens (default: ANSWERABLE_PUBLIC_URL).")
@click.option(
    "--key", "api_key", metavar="KEY", help="The key to hand in with (default: ANSWERABLE_API_KEY)."
)
@as_json
def submit(file: Path, slug: str, address: str | None, api_key: str | None, as_json: bool) -> None:
    """Hand in a file of outputs, one JSON object a line. Safe to repeat: nothing is handed in twice."""
    from bot.handing_in import HandingIn, Stopped, read_lines

    settings = load()
    key = _given("--key", read_api_key, api_key) or settings.api_key
    url = _given("--address", read_public_url, address) or settings.public_url
    if key is None:
        raise Failed("ANSWERABLE_API_KEY: it is not set; make a key with: answerable key create")
    lines = read_lines(file, slug)
    with click.progressbar(length=len(lines), label="Handing in", file=sys.stderr) as bar:
        work = HandingIn(url, key, told=bar.update)
        try:
            summary = work.run(lines)
        except Stopped as stopped:
            raise Failed(
                str(stopped), "Run it again: what was handed in already is not handed in twice."
            ) from None
    if as_json:
        tell_json(summary.as_json())
    else:
        click.echo(
            f"{summary.new} handed in, {summary.repeated} were there before, {len(summary.refused)} refused."
        )
        for refusal in summary.refused[:_SHOWN]:
            click.echo(f"  line {refusal.line}: {refusal.message}", err=True)
    if summary.refused:
        click.get_current_context().exit(1)


def _given(option: str, read: Callable[[str], str], value: str | None) -> str | None:
    try:
        return None if value is None else read(value)
    except ValueError as wrong:
        raise Failed(f"{option}: {wrong}") from None
