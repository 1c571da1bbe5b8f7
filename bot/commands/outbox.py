"""`answerable outbox`: deliveries that gave up, and another try for one."""

from __future__ import annotations

from dataclasses import asdict

import click

from bot.commands.terminal import Failed, as_json, tell_json, tell_table, the_database
from domain.clock import Clock


@click.group()
def outbox() -> None:
    """Deliveries that gave up."""


@outbox.command("list")
@as_json
def listed(as_json: bool) -> None:
    """List what could not be delivered, and why."""
    from storage.queue import dead_wishes

    with the_database() as db:
        dead = db.read_now(dead_wishes)
    if as_json:
        tell_json([{key: value for key, value in asdict(one).items() if key != "payload"} for one in dead])
        return
    rows = [(one.id, one.kind, one.subject, one.attempts, one.last_error or "") for one in dead]
    tell_table(("ID", "KIND", "ABOUT", "TRIES", "WHY"), rows, "Nothing gave up.")


@outbox.command()
@click.argument("wish_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@as_json
def retry(wish_id: int, as_json: bool) -> None:
    """Try one again. What may have gone out already is looked for first."""
    from usecases.record_delivery import RetryWish, retry_wish

    with the_database() as db:
        found = db.write_now(retry_wish, RetryWish(wish_id, Clock().now()))
    if not found:
        raise Failed(f"nothing with the ID {wish_id} has given up; see: answerable outbox list")
    if as_json:
        tell_json({"id": wish_id, "state": "waiting"})
    else:
        click.echo(f"{wish_id} will be tried again.")
