"""Outputs, their texts and their votes, as domain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    literal_column,
    select,
)

from domain.outputs import Output, Vote
from storage.lists import one_of
from storage.tables import api_keys, cards, contents, outputs, people, policies, readings, releases, votes

_EXTRA = (policies.c.version.label("policy_version"), api_keys.c.owner.label("key_owner"))
_OWN = tuple(column for column in outputs.c if column.name in Output.__dataclass_fields__)
_COLUMNS = tuple(column for column in _OWN if column.name != "callback_url")

# Named outright, so that a join never changes which column a name means.
_OUTPUT = (
    select(
        *_COLUMNS,
        *_EXTRA,
        func.coalesce(outputs.c.callback_url, api_keys.c.callback_url).label("callback_url"),
    )
    .join(policies, policies.c.id == outputs.c.policy_id)
    .join(api_keys, api_keys.c.id == outputs.c.api_key_id)
)
# What each decision reads again and again is put together once: that costs more than SQLite's part of it.
_BY_ID = _OUTPUT.where(outputs.c.id == bindparam("output_id"))
_BY_ID_FOR_UPDATE = _BY_ID.with_for_update(of=outputs)
_COMMITMENT = select(contents.c.commitment).where(
    contents.c.output_id == bindparam("output_id"), contents.c.sha256 == bindparam("sha256")
)
# Two lists, not a list of pairs: for pairs SQLite reads the whole table.
_BY_KEY = select(outputs.c.id).where(
    one_of(outputs.c.workflow, "workflows"), one_of(outputs.c.idempotency_key, "keys")
)
# Spelled out in the statement: a partial index helps only where the database sees its words.
_SOME_OPEN = (
    select(outputs.c.id)
    .where(outputs.c.api_key_id == bindparam("key_id"), outputs.c.state == literal_column("'in_review'"))
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
_OPEN_OF_KEY = select(func.count()).select_from(_SOME_OPEN)
_VOTE = select(*(votes.c[name] for name in Vote.__dataclass_fields__))
_VOTES = _VOTE.where(votes.c.output_id == bindparam("output_id")).order_by(votes.c.recorded_at, votes.c.id)
_BY_SOURCE = _VOTE.where(votes.c.source == bindparam("source"))


def output(conn: Connection, output_id: str) -> Output | None:
    """Return the output, or None if there is none of this id."""
    return _one(conn, _BY_ID, output_id)


def output_for_update(conn: Connection, output_id: str) -> Output | None:
    """Return the output and keep it from others until this transaction ends; None if there is none."""
    return _one(conn, _BY_ID_FOR_UPDATE, output_id)


def outputs_where(
    conn: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[Output]:
    """Return the outputs that meet SQLAlchemy conditions over `storage.tables.outputs`, newest first."""
    query = _OUTPUT.order_by(outputs.c.submitted_at.desc(), outputs.c.id.desc()).limit(limit)
    for condition in conditions:
        query = query.where(condition)
    return [_as_output(row) for row in conn.execute(query)]


def outputs_by_key(conn: Connection, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Output]:
    """Return those outputs that exist by (workflow, idempotency key), perhaps some of other pairs of these."""
    asked = {"workflows": sorted({slug for slug, _ in keys}), "keys": [key for _, key in keys]}
    ids = conn.execute(_BY_KEY, asked).scalars().all()
    found = outputs_where(conn, outputs.c.id.in_(ids)) if ids else []
    return {(output.workflow, output.idempotency_key): output for output in found}


def open_outputs_of_key(conn: Connection, key_id: str, most: int) -> int:
    """Return how many outputs of this API key are in review, counting no further than `most`."""
    return int(conn.execute(_OPEN_OF_KEY, {"key_id": key_id, "most": most}).scalar_one())


def known_keys(conn: Connection, workflow: str, idempotency_keys: Collection[str]) -> set[str]:
    """Return those of these keys with which something was handed in to the workflow before."""
    found = select(outputs.c.idempotency_key).where(
        outputs.c.workflow == workflow, outputs.c.idempotency_key.in_(idempotency_keys)
    )
    return set(conn.execute(found).scalars())


def votes_of(
    conn: Connection, output_id: str, *, by: str | None = None, made_by: str | None = None
) -> list[Vote]:
    """Return every vote on the output in the order in which they were recorded, undone ones too.

    With `by`, only this person's; with `made_by`, only those of acts whose names in Slack begin so.
    """
    found = _VOTES
    if by is not None:
        found = found.where(votes.c.person == by)
    if made_by is not None:
        found = found.where(votes.c.source.startswith(made_by, autoescape=True))
    rows = conn.execute(found, {"output_id": output_id})
    return [Vote(**row._mapping) for row in rows]


def vote_by_source(conn: Connection, source: str) -> Vote | None:
    """Return the vote that this very act of Slack's has made already, or None."""
    row = conn.execute(_BY_SOURCE, {"source": source}).one_or_none()
    return None if row is None else Vote(**row._mapping)


def text_of(conn: Connection, output_id: str, sha256: str) -> str | None:
    """Return the text with this hash (what was handed in, or a fix), or None if there is none."""
    found = select(contents.c.body).where(contents.c.output_id == output_id, contents.c.sha256 == sha256)
    return conn.execute(found).scalar_one_or_none()


def commitment_of(conn: Connection, output_id: str, sha256: str) -> str:
    """Return what evidence knows the text by. Raises NoResultFound if there is no such text."""
    return str(conn.execute(_COMMITMENT, {"output_id": output_id, "sha256": sha256}).scalar_one())


def released_at(conn: Connection, output_id: str) -> datetime | None:
    """Return when the output went out, which may be long after it was decided; None while it has not."""
    found = select(releases.c.released_at).where(releases.c.output_id == output_id)
    return conn.execute(found).scalar_one_or_none()


def has_read(conn: Connection, output: Output, person: str) -> bool:
    """Say whether the person had the whole text before them: on the card, or opened."""
    whole = select(cards.c.output_id).where(
        cards.c.output_id == output.id,
        cards.c.shows_whole_text,
        cards.c.sha256 == output.current_sha256,
    )
    opened = select(readings.c.output_id).where(
        readings.c.output_id == output.id,
        readings.c.sha256 == output.current_sha256,
        readings.c.person == person,
    )
    return conn.execute(whole).first() is not None or conn.execute(opened).first() is not None


def names_of(conn: Connection, user_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of people by Slack id; whoever is not known is left out."""
    wanted = select(people.c.user_id, people.c.name).where(people.c.user_id.in_(set(user_ids)))
    return {row.user_id: row.name for row in conn.execute(wanted)}


def _one(conn: Connection, query: Select[*tuple[Any, ...]], output_id: str) -> Output | None:
    row = conn.execute(query, {"output_id": output_id}).one_or_none()
    return None if row is None else _as_output(row)


def _as_output(row: Row[*tuple[Any, ...]]) -> Output:
    return Output(**row._mapping)
