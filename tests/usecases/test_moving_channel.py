"""Slack gives a channel another id: everything follows but what is evidence, and a mark is still what it was."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from handlers.fresh import fresh_id
from storage.cards import card_of
from storage.evidence import story_of
from storage.lost_channels import lost_channels_noted
from storage.moved_channels import channel_now
from storage.outputs import votes_of
from storage.tables import (
    cards,
    channels,
    digests,
    inbox,
    late_items,
    lost_channels,
    metadata,
    notices,
    organisation,
    outbox,
    past_cards,
    rolling_messages,
    summaries,
)
from storage.told import note_told
from storage.transaction import Tx
from storage.weekly_places import weekly_places
from storage.workflows import workflow
from tests.builders import CHANNEL, SLUG, Company, user_id
from usecases.move_channel import MoveChannel, move_channel
from usecases.record_mark import RecordMark, record_mark
from usecases.tell import rolling_wish

NEW = "C0MOVED"
# What was said keeps the name under which it was said; the rest is the record, or says itself what moved.
KEEPS = {"evidence", "evidence_unsealed", "votes", "moved_channels"}


@dataclass(frozen=True)
class Marked:
    """A ✅ of Ben's on the card of an output, in its channel as it is called then."""

    output_id: str
    ts: str
    channel_id: str = CHANNEL
    present: bool = True
    event_ts: str = "1700000001.000001"


def mark(company: Company, given: Marked) -> object:
    command = RecordMark(
        output_id=given.output_id,
        channel_id=given.channel_id,
        ts=given.ts,
        person=company.person("ben"),
        name="white_check_mark",
        meaning="approve",
        present=given.present,
        event_ts=given.event_ts,
        acted_at=company.now,
        vote_id=fresh_id("vote", company.now),
        now=company.now,
    )
    return company.db.write_now(record_mark, command)


def move(company: Company, old: str = CHANNEL, new: str = NEW) -> None:
    """Let the event be the stored one with this id."""
    company.db.write_now(move_channel, MoveChannel(1, old, new, company.now))


def mentions(conn: Connection, word: str) -> set[str]:
    """The tables in which a row says this word anywhere."""
    return {
        table.name
        for table in metadata.sorted_tables
        if any(word in str(value) for row in conn.execute(select(table)) for value in row)
    }


def _use_everywhere(tx: Tx, given: tuple[str, str, Company]) -> None:
    """Let each table hold the channel's id that can: it is the leaders' channel too, and was lost for a while."""
    output_id, ts, company = given
    now = company.now
    rows: list[tuple[object, dict[str, object]]] = [
        (past_cards, {"channel_id": CHANNEL, "ts": "1.1", "output_id": output_id, "why": "fixed"}),
        (rolling_messages, {"channel_id": CHANNEL, "ts": "1.2", "shown": "", "posted_at": now}),
        (lost_channels, {"channel_id": CHANNEL, "why": "closed", "since_at": now}),
        (organisation, {"part": "leaders_channel", "ref": "#ai-leaders", "slack_id": CHANNEL}),
        (
            digests,
            {"audience": f"standup:{CHANNEL}", "period": "2026-11-23", "issued_at": now, "state": "issued"},
        ),
        (
            digests,
            {"audience": f"month:{CHANNEL}", "period": "2026-10", "issued_at": now, "state": "issued"},
        ),
        (
            digests,
            {
                "audience": "leaders",
                "period": "2026-W47",
                "issued_at": now,
                "state": "sent",
                "channel_id": CHANNEL,
            },
        ),
        (digests, {"audience": "told:leaders", "period": CHANNEL, "issued_at": now, "state": "issued"}),
        (
            notices,
            {
                "subject": "n1",
                "kind": "report",
                "output_id": output_id,
                "about": "x",
                "channel_id": CHANNEL,
                "ts": "1.3",
                "shown": "",
                "wanted_at": now,
            },
        ),
        (
            summaries,
            {
                "person": CHANNEL,
                "channel_id": CHANNEL,
                "shown": "",
                "says_some": True,
                "posted_at": now,
                "day": "2026-11-23",
                "posts": 1,
            },
        ),
        (
            late_items,
            {"person": CHANNEL, "output_id": output_id, "kind": "review", "role": "leaders", "from_at": now},
        ),
        *(
            (
                inbox,
                {
                    "event_id": f"Ev{number}",
                    "payload": {"type": "reaction_added", "item": {"channel": CHANNEL, "ts": ts}},
                    "received_at": now,
                    "due_at": now,
                },
            )
            for number in range(2)
        ),
    ]
    for table, row in rows:
        tx.conn.execute(insert(table).values(row))  # type: ignore[call-overload]  # a table
    tx.conn.execute(cards.update().values(permalink=f"https://acme.slack.com/archives/{CHANNEL}/p17"))
    note_told(tx.conn, f"lost:{CHANNEL}-{int(now.timestamp())}", [user_id("ada")], now=now)
    tx.shared_wishes.append(rolling_wish(CHANNEL, now=now))


def test_everything_follows_but_what_was_said_and_the_record(company: Company) -> None:
    output = company.hand_in()
    card = company.db.read_now(card_of, output.id)
    assert card is not None
    mark(company, Marked(output.id, card.ts))
    company.db.write_now(_use_everywhere, (output.id, card.ts, company))
    story = company.db.read_now(story_of, output.id)

    move(company)

    told = f"lost:{CHANNEL}-"  # the message that says so is found by the name it was given then
    left = company.db.read_now(mentions, CHANNEL)
    assert left - KEEPS == {"digests", "outbox"}
    assert company.db.read_now(weekly_places, company.now).channels == (NEW,)
    assert [about for about in company.db.read_now(_abouts) if CHANNEL in about] == [
        f"told:{told}{int(company.now.timestamp())}",
        f"{told}{int(company.now.timestamp())}",
    ]
    found, moved = company.db.read_now(workflow, SLUG), company.db.read_now(card_of, output.id)
    assert found is not None
    assert moved is not None
    assert (found.channel_id, moved.channel_id, moved.ts) == (NEW, NEW, card.ts)
    assert moved.permalink == f"https://acme.slack.com/archives/{NEW}/p17"
    assert list(company.db.read_now(lost_channels_noted)) == [NEW], "the next look lets out what waits"
    assert company.db.read_now(story_of, output.id) == story


def _abouts(conn: Connection) -> list[str]:
    wishes = conn.execute(select(outbox.c.subject).where(outbox.c.kind == "over")).scalars()
    return [*conn.execute(select(digests.c.audience)).scalars(), *wishes]


def test_a_check_mark_from_before_can_be_taken_off_after_it_and_counts_once(company: Company) -> None:
    output = company.hand_in()
    card = company.db.read_now(card_of, output.id)
    assert card is not None
    mark(company, Marked(output.id, card.ts))

    move(company)
    mark(company, Marked(output.id, card.ts, NEW))  # as a list of what is under the card has it
    twice = len(company.db.read_now(votes_of, output.id))
    mark(company, Marked(output.id, card.ts, NEW, present=False, event_ts="1700000002.000001"))

    (vote,) = company.db.read_now(votes_of, output.id)
    assert twice == 1
    assert vote.withdrawn_at is not None


def test_moved_twice_or_told_twice_the_first_id_leads_to_the_last(company: Company) -> None:
    output = company.hand_in()
    company.db.write_now(_also_known, company)
    move(company)
    move(company)
    move(company, NEW, "C0LAST")

    card, found = company.db.read_now(card_of, output.id), company.db.read_now(workflow, SLUG)
    assert card is not None
    assert found is not None
    assert {card.channel_id, found.channel_id} == {"C0LAST"}
    assert {company.db.read_now(channel_now, one) for one in (CHANNEL, NEW, "C0LAST")} == {"C0LAST"}
    assert company.db.read_now(channel_now, "C0OTHER") == "C0OTHER"


def _also_known(tx: Tx, company: Company) -> None:
    """Let both ids of the channel be known, and a message wait for both."""
    row = {
        "name": "x",
        "is_private": False,
        "is_archived": False,
        "is_member": True,
        "fetched_at": company.now,
    }
    tx.conn.execute(insert(channels).values(channel_id=NEW, **row))
    for one in (CHANNEL, NEW):
        held = {"channel_id": one, "ts": "1.1", "shown": "", "posted_at": company.now}
        tx.conn.execute(insert(rolling_messages).values(held))
        tx.shared_wishes.append(rolling_wish(one, now=company.now))
