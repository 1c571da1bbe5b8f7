"""The demo's company, made in a fresh database: workflows applied, one lane signed, a key for each AI system."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.app import Bot
from bot.workflow_files import apply_file
from domain.api_keys import SCOPES, SECRET_BYTES, key_sha256, spell_key
from domain.refusals import Refused
from handlers.fresh import fresh_id
from usecases.create_key import CreateKey, create_key
from usecases.sign_lane import SignLane, sign_lane

WORKFLOWS = Path(__file__).parent / "workflows.toml"
_KEY_OWNERS = {
    "refund-replies": "ruth@example.com",
    "contract-summaries": "karl@example.com",
    "faq-answers": "ada@example.com",
}
_SIGNED = "Answered from the price list for two years; a wrong answer costs a telephone call."


class Unmade(Exception):
    """The company could not be made; a bug of ours, since everything in it is known."""


@dataclass(frozen=True)
class Company:
    """The keys that AI systems hand in with, by workflow."""

    keys: dict[str, str]


async def settle_in(bot: Bot, timezone: str) -> Company:
    """Apply the demo's workflows, sign the lane of one, and make a key for each."""
    await apply_file(bot.db, bot.directory, WORKFLOWS, timezone=timezone, now=bot.clock.now())
    karl = await _person(bot, "karl@example.com")
    signature = SignLane("faq-answers", "automated", karl, _SIGNED, bot.clock.now())
    _granted(await bot.db.write(sign_lane, signature))
    return Company({slug: await _key(bot, slug, owner) for slug, owner in _KEY_OWNERS.items()})


async def _key(bot: Bot, slug: str, owner: str) -> str:
    now = bot.clock.now()
    key_id = fresh_id("key", now)
    key = spell_key(key_id, secrets.token_bytes(SECRET_BYTES))
    command = CreateKey(key_id, key_sha256(key), slug, await _person(bot, owner), SCOPES, now)
    _granted(await bot.db.write(create_key, command))
    return key


async def _person(bot: Bot, email: str) -> str:
    found = await bot.directory.person_by_email(email)
    if found is None:
        raise Unmade(f"nobody is {email}")
    return found.user_id


def _granted(answer: object) -> None:
    if isinstance(answer, Refused):
        raise Unmade(answer.code)
