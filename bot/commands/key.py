"""`answerable key`: what lets an AI system hand in outputs, each with a person who answers for it."""

from __future__ import annotations

import secrets
from typing import get_args

import click

from bot.commands.terminal import Failed, as_json, granted, known_person, tell_json, tell_table, the_database
from bot.config import load
from domain.announcements import stamp
from domain.api_keys import SECRET_BYTES, ApiKey, Scope, is_by_hand, key_sha256, spell_key, webhook_secret
from domain.clock import Clock
from domain.web_addresses import problem_with_callback
from handlers.fresh import fresh_id


@click.group()
def key() -> None:
    """API keys: each belongs to a workflow and has a human owner."""


@key.command()
@click.option("--workflow", "slug", required=True, metavar="SLUG")
@click.option(
    "--owner",
    required=True,
    metavar="EMAIL",
    help="Who answers for it, and never judges what comes through it.",
)
@click.option(
    "--scope",
    default="submit,read,feedback",
    show_default=True,
    help="Some of these, with commas: a key for who is downstream needs feedback alone.",
)
@click.option(
    "--callback-url", metavar="URL", help="Where webhooks go unless an output names another address."
)
@as_json
def create(slug: str, owner: str, scope: str, callback_url: str | None, as_json: bool) -> None:
    """Make a key. It is printed once."""
    from usecases.create_key import CreateKey, create_key

    settings, now = load(), Clock().now()
    if settings.secret is None:
        raise Failed("ANSWERABLE_SECRET: it is not set, and webhooks are signed with what is made of it")
    if callback_url is not None:
        _check_callback(callback_url, allow_local=settings.allow_local_callbacks)
    key_id, chance = fresh_id("key", now), secrets.token_bytes(SECRET_BYTES)
    spelled = spell_key(key_id, chance)
    with the_database(settings) as db:
        command = CreateKey(
            key_id=key_id,
            key_sha256=key_sha256(spelled),
            workflow=slug,
            owner=known_person(db, owner, "--owner"),
            scopes=_scopes(scope),
            callback_url=callback_url,
            now=now,
        )
        made = granted(db, db.write_now(create_key, command))
    signing = webhook_secret(settings.secret, key_id)
    if as_json:
        tell_json({**_as_json(made), "key": spelled, "webhook_secret": signing})
        return
    click.echo(f"Key            {spelled}")
    click.echo(f"Webhook secret {signing}")
    click.echo(
        f"ID             {key_id}   Both are shown this once. Revoke with: answerable key revoke {key_id}"
    )


@key.command("list")
@as_json
def listed(as_json: bool) -> None:
    """List the keys, revoked ones too."""
    from storage.api_keys import all_api_keys
    from storage.outputs import names_of
    from storage.ownerless_keys import ownerless

    with the_database() as db:
        keys = db.read_now(all_api_keys)
        names = db.read_now(names_of, {one.owner for one in keys})
        alone = db.read_now(ownerless)
    if as_json:
        tell_json([_as_json(one) | {"ownerless": one.id in alone} for one in keys])
        return
    rows = [
        (
            one.id,
            one.workflow,
            names.get(one.owner, one.owner) + (" (has left)" if one.id in alone else ""),
            _may(one),
            _state(one),
        )
        for one in keys
    ]
    tell_table(
        ("ID", "WORKFLOW", "OWNER", "SCOPES", "STATE"),
        rows,
        "No keys yet. Make one with: answerable key create",
    )


@key.command()
@click.argument("key_id", metavar="ID")
@as_json
def revoke(key_id: str, as_json: bool) -> None:
    """Stop a key, at once and for good. What came through it stays."""
    from usecases.revoke_key import RevokeKey, revoke_key

    with the_database() as db:
        answer = db.write_now(revoke_key, RevokeKey(key_id, Clock().now()))
    if not isinstance(answer, ApiKey):
        raise Failed(f"there is no key {key_id}; see: answerable key list")
    if as_json:
        tell_json(_as_json(answer))
    else:
        click.echo(f"{answer.id} no longer works.")


def _check_callback(url: str, *, allow_local: bool) -> None:
    if wrong := problem_with_callback(url, allow_local=allow_local):
        raise Failed(f"--callback-url: it {wrong}")


def _scopes(text: str) -> frozenset[Scope]:
    known: dict[str, Scope] = {scope: scope for scope in get_args(Scope)}
    named = [part.strip() for part in text.split(",") if part.strip()]
    if not named or not set(named) <= set(known):
        raise Failed(f'--scope: "{text}" will not do; write some of {", ".join(known)}, with commas')
    return frozenset(known[name] for name in named)


def _may(one: ApiKey) -> str:
    """Return what the key is for; one that stands for a person in Slack has no secret, and opens nothing."""
    return "hands in by hand, in Slack" if is_by_hand(one.id) else ",".join(sorted(one.scopes))


def _state(one: ApiKey) -> str:
    return "works" if one.revoked_at is None else f"revoked {one.revoked_at:%Y-%m-%d}"


def _as_json(one: ApiKey) -> dict[str, object]:
    return {
        "id": one.id,
        "workflow": one.workflow,
        "owner": one.owner,
        "scopes": sorted(one.scopes),
        "by_hand": is_by_hand(one.id),
        "callback_url": one.callback_url,
        "made_at": stamp(one.made_at),
        "revoked_at": stamp(one.revoked_at) if one.revoked_at else None,
    }
