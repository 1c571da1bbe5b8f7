"""What every command shares: how it fails, how it prints, and the settings and database it works with."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, TypeVar

import click

from bot.config import Settings, load
from domain.clock import Clock
from domain.references import PersonRef
from domain.refusals import Refused
from storage.database import Database
from storage.migrate import insist_on_head
from storage.outputs import names_of
from storage.people import person, person_by_email

R = TypeVar("R")

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


class Failed(click.ClickException):
    """The command could not do it: its lines go to stderr, and the exit code is 1."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines on stderr."""
        for line in self.message.splitlines():
            click.echo(f"answerable: {line}", err=True)


@contextlib.contextmanager
def the_database(settings: Settings | None = None) -> Iterator[Database]:
    """Open the database for one command, once its schema is known to be the right one."""
    url = (settings or load()).database_url
    insist_on_head(url)
    with Database(url) as db:
        yield db


def tell_json(answer: object) -> None:
    """Print the answer as JSON."""
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False, default=str))


def tell_table(head: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Print rows in columns under their heads, or the sentence for none."""
    lines = [[str(cell) for cell in row] for row in rows]
    if not lines:
        click.echo(empty)
        return
    widths = [max(len(line[n]) for line in [list(head), *lines]) for n in range(len(head))]
    for line in [list(head), *lines]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def known_person(db: Database, who: str, option: str) -> str:
    """Return the Slack id of somebody by e-mail or id: a person, who is still there.

    Whom no command has named yet is looked up in Slack, if there is a token to ask with.
    """
    try:
        reference = PersonRef(who)
    except ValueError:
        raise Failed(f'{option}: "{who}" names nobody; write an e-mail address or a Slack user id') from None
    user_id = who if reference.is_id else _by_email(db, who)
    found = db.read_now(person, user_id, now=Clock().now()) if user_id else None
    if found is None:
        raise Failed(
            f"{option}: nobody here is known as {who}; write the e-mail address of a member of the workspace"
        )
    if found.kind in _ANSWER_FOR_NOTHING:
        raise Failed(
            f"{option}: {found.name} is {_ANSWER_FOR_NOTHING[found.kind]}; name a person who is here"
        )
    return found.user_id


def _by_email(db: Database, email: str) -> str | None:
    found = db.read_now(person_by_email, email)
    settings = load()
    if found is not None or settings.bot_token is None:
        return found
    from bot.slack_side import look_up
    from handlers.slack.asking import Unreachable

    try:
        asyncio.run(look_up(settings, email))
    except Unreachable as away:
        where = settings.slack_api_url
        raise Failed(f"Slack at {where} could not be asked who {email} is: {away}") from None
    return db.read_now(person_by_email, email)


_ANSWER_FOR_NOTHING = {"bot": "a bot", "deactivated": "deactivated"}


def reason_of(error: OSError) -> str:
    """Return why the system refused, without what Python adds to it."""
    return (error.strerror or str(error)).partition(" (while ")[0]


def granted(db: Database, answer: R | Refused) -> R:
    """Return what a use case did, or fail with the sentence for why it did not."""
    if not isinstance(answer, Refused):
        return answer
    people = {str(value) for key, value in answer.facts.items() if key in ("judge", "person")}
    names = db.read_now(names_of, people)
    facts = {key: names.get(str(value), value) for key, value in answer.facts.items()}
    raise Failed(_SENTENCES.get(answer.code, f"refused: {answer.code}").format_map(facts))


_SENTENCES = {
    "workflow_unknown": "there is no workflow {workflow}; see: answerable workflow list",
    "workflow_closed": "{workflow} is {status}",
    "lane_not_allowed": 'the policy allows no lane lighter than "{allowed}"; change `lane` in the file and apply it',
    "workflow_unowned": "{workflow} has no owner any more; name one in its file and apply it",
    "only_owner": "only the owner ({judge}) may do this; name them with --by",
    "unknown_person": "{person} is not known here; is it somebody's address in Slack?",
    "not_found": "there is no such thing",
}
