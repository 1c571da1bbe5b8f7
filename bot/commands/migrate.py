"""`answerable migrate`: the schema, up to date or at a revision, or as a script to read first."""

from __future__ import annotations

import click

from bot.commands.terminal import Failed, as_json, tell_json
from bot.config import load


@click.command()
@click.option(
    "--to", "revision", metavar="REV", help='A revision, earlier ones too, or "base" for no schema at all.'
)
@click.option(
    "--sql", "as_sql", is_flag=True, help="Print what would be run on an empty database; touch nothing."
)
@as_json
def migrate(revision: str | None, as_sql: bool, as_json: bool) -> None:
    """Bring the database's schema up to date."""
    from storage import migrate as schema

    url = load().database_url
    if revision is not None and revision not in ("head", "base", *schema.revisions()):
        raise Failed(f"--to: there is no revision {revision}; there are: {', '.join(schema.revisions())}")
    if as_sql:
        click.echo(schema.sql(url, revision or "head"))
        return
    before = schema.current(url)
    _move(url, before, revision or "head")
    after = schema.current(url)
    if as_json:
        tell_json({"was": before, "revision": after, "changed": before != after})
    elif before == after:
        click.echo(f"Nothing to do: the schema is at {after or 'base'}.")
    else:
        click.echo(f"The schema is at {after or 'base'} (was {before or 'none'}).")


def _move(url: str, before: str | None, revision: str) -> None:
    from storage import migrate as schema

    order = ["base", *schema.revisions()]
    target = order[-1] if revision == "head" else revision
    if before is not None and before not in order:
        raise Failed(
            f"the schema ({before}) is unknown to this version of the program; install the newer version"
        )
    if order.index(target) < order.index(before or "base"):
        schema.downgrade(url, target)
    elif target != "base":
        schema.upgrade(url, target)
