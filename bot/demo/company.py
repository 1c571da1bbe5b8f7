"""The demo's company, made in a fresh database: workflows applied, what was signed for, a key for each AI system."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.workflow_files import apply_file
from domain.api_keys import SCOPES, SECRET_BYTES, key_sha256, spell_key
from domain.eligibility import Person
from domain.refusals import Refused
from handlers.fresh import fresh_id
from handlers.slack.directory import Directory
from storage.database import Database
from storage.workflows import workflow
from usecases.create_key import CreateKey, create_key
from usecases.decide_workflow import DecideWorkflow, decide_workflow
from usecases.sign_lane import SignLane, sign_lane
from usecases.sign_standard import SignStandard, sign_standard

_HERE = Path(__file__).parent
WORKFLOWS, WATCHED = _HERE / "workflows.toml", _HERE / "watched.toml"
_KEY_OWNERS = {
    "refund-replies": "ruth@example.com",
    "contract-summaries": "ruth@example.com",
    "nda-checks": "ruth@example.com",
    "faq-answers": "ada@example.com",
    "delivery-updates": "ruth@example.com",
    "product-texts": "ada@example.com",
}
# Whose standard is signed, and by whom; that of refund-replies waits for Ada.
_SIGNED_BY = {
    "contract-summaries": "cleo",
    "nda-checks": "dan",
    "faq-answers": "karl",
    "delivery-updates": "karl",
    "product-texts": "emil",
}
_SIGNED = "Answered from the price list for two years; a wrong answer costs a telephone call."
_MORNING = time(7)
# The Thursday of the eighth week, as in story.toml.
_WATCHED_FROM = timedelta(days=52)
_WATCHED = "It has run since spring. We look at all of it for two weeks before we rely on it."


Answer = TypeVar("Answer")


class Unmade(Exception):
    """The company could not be made; a bug of ours, since everything in it is known."""


@dataclass(frozen=True)
class Office:
    """Where the company is made: a database, and a directory in which its people are found as they are now."""

    db: Database
    directory: Directory
    timezone: str

    async def person(self, email: str, slug: str | None = None) -> Person:
        """Return somebody with facts of this moment; with `slug` also whether they are on that workflow's roster."""
        found = await self.directory.person_by_email(email)
        if found is not None and slug is not None:
            found = await self.directory.person(found.user_id, workflow=slug)
        if found is None:
            raise Unmade(f"nobody is {email}")
        return found


async def settle_in(office: Office, first_day: date) -> dict[str, str]:
    """Apply the demo's workflows as of the day before the story's first, let owners sign for what less checking takes,
    and on the day of the story for what is only watched; return a key for each AI system, by workflow.
    """
    first = datetime.combine(first_day, _MORNING, ZoneInfo(office.timezone)).astimezone(UTC)
    began_at = first - timedelta(days=1)
    where = {"timezone": office.timezone, "now": began_at}
    await apply_file(office.db, office.directory, WORKFLOWS, **where)  # type: ignore[arg-type]  # as named above
    await apply_file(office.db, office.directory, WATCHED, first="proposed", **where)  # type: ignore[arg-type]
    for slug, name in _SIGNED_BY.items():
        await _sign_standard(office, slug, await office.person(f"{name}@example.com"), began_at)
    karl, emil = await office.person("karl@example.com"), await office.person("emil@example.com")
    signature = SignLane("faq-answers", "automated", karl.user_id, _SIGNED, began_at)
    granted(await office.db.write(sign_lane, signature))
    watched = DecideWorkflow("product-texts", "watching", emil, _WATCHED, first + _WATCHED_FROM)
    granted(await office.db.write(decide_workflow, watched))
    return {slug: await _key(office, slug, owner, began_at) for slug, owner in _KEY_OWNERS.items()}


def granted(answer: Answer | Refused) -> Answer:
    """Return the answer. Raises Unmade for a refusal."""
    if isinstance(answer, Refused):
        raise Unmade(answer.code)
    return answer


async def _sign_standard(office: Office, slug: str, owner: Person, now: datetime) -> None:
    found = await office.db.read(workflow, slug)
    if found is None:
        raise Unmade(f"there is no {slug}")
    granted(await office.db.write(sign_standard, SignStandard(slug, owner, found.policy_id, now)))


async def _key(office: Office, slug: str, owner: str, now: datetime) -> str:
    key_id = fresh_id("key", now)
    key = spell_key(key_id, secrets.token_bytes(SECRET_BYTES))
    person = await office.person(owner)
    granted(
        await office.db.write(
            create_key, CreateKey(key_id, key_sha256(key), slug, person.user_id, SCOPES, now)
        )
    )
    return key
