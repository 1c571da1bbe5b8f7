"""The card of an output: posted once, then kept true."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from domain.clock import Clock
from domain.outputs import UNRELEASED
from handlers.cards.message import Message
from handlers.cards.review import draw_card
from handlers.outbox.outcomes import Done, Outcome, Retry, Wish
from handlers.slack.failures import Failure, is_closed_to_us
from handlers.slack.gateway import Posted, Slack
from storage.card_views import CardView, card_view
from storage.cards import Card, open_cards
from storage.database import Database
from usecases.record_card import (
    ForgetCard,
    RecordCard,
    RecordPermalink,
    RecordShown,
    forget_card,
    record_card,
    record_permalink,
    record_shown,
)
from usecases.wish_next_cards import DropCardWishes, WishNextCards, drop_card_wishes, wish_next_cards

# Slack's clock and ours differ; a message is looked for from this long before the attempt.
SKEW = timedelta(seconds=60)
LOST = frozenset({"message_not_found", "cant_update_message"})

log = logging.getLogger(__name__)


class ReviewCard:
    """Makes the output's one message in Slack show what is true now."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post the card if there is none, else update it if it shows something else."""
        view = await self._look(wish.subject)
        if view is not None and view.card is None and wish.attempted_at is not None:
            failure = await self._find(view, wish, wish.attempted_at)
            if failure is not None:
                return failure
            view = await self._look(wish.subject)
        if view is None:
            return Done()
        if view.card is not None:
            return await self._bring_up_to_date(view, view.card)
        if view.output.state not in UNRELEASED:
            return Done()
        if await self._is_full(view):
            await self._db.write(drop_card_wishes, DropCardWishes(wish.route))
            return Done()
        return await self._post(view)

    async def _look(self, output_id: str) -> CardView | None:
        return await self._db.read(card_view, output_id, self._clock.now())

    async def _is_full(self, view: CardView) -> bool:
        held = await self._db.read(open_cards, view.workflow.channel_id)
        return held >= view.workflow.live.max_open_cards

    async def _find(self, view: CardView, wish: Wish, attempted_at: datetime) -> Failure | None:
        """Look for a card that an earlier attempt may have posted; the oldest is it, others are deleted."""
        found: list[Posted] = []
        live = view.workflow.channel_id
        for channel in {wish.route.removeprefix("slack:"), live}:
            mark, since = f"ans:{view.output.id}:", since_ts(attempted_at)
            posted = await self._slack.own_messages(channel, mark, since_ts=since)
            if isinstance(posted, list):
                found += posted
            elif channel == live or not is_closed_to_us(posted):
                return posted
        if not found:
            return None
        first, *others = sorted(found, key=lambda each: each.ts)
        message = draw_card(view, now=self._clock.now())
        # Block ids carry a hash of what is in them: the same ids, the same card.
        same = first.block_ids == tuple(block["block_id"] for block in message.blocks)
        kept = await self._record(view, first, message if same else None)
        for extra in [*others, *([] if kept else [first])]:
            await self._slack.delete(extra)
        return None

    async def _post(self, view: CardView) -> Outcome:
        message = draw_card(view, now=self._clock.now())
        posted = await self._slack.post(view.workflow.channel_id, message)
        if not isinstance(posted, Posted):
            return posted
        if not await self._record(view, posted, message):
            await self._slack.delete(posted)
            return Done()
        await self._learn_permalink(view.output.id, posted)
        return Done()

    async def _bring_up_to_date(self, view: CardView, card: Card) -> Outcome:
        message = draw_card(view, now=self._clock.now())
        posted = Posted(card.channel_id, card.ts)
        if message.shown != card.shown:
            failure = await self._slack.update(posted, message)
            if failure is not None:
                return await self._lost(view, posted) if failure.why in LOST else failure
            await self._note(view, card, message)
        if card.permalink is None:
            await self._learn_permalink(view.output.id, posted)
        if view.output.state != "in_review":
            await self._db.write(wish_next_cards, WishNextCards(card.channel_id, self._clock.now()))
        return Done()

    async def _lost(self, view: CardView, posted: Posted) -> Outcome:
        """Somebody has deleted the card: while it is needed, there is another."""
        log.warning("the card of %s was deleted in Slack", view.output.id)
        if view.output.state != "in_review":
            return Done()
        await self._db.write(forget_card, ForgetCard(view.output.id, posted.ts, self._clock.now()))
        return Retry(0, "its card was deleted in Slack")

    async def _record(self, view: CardView, posted: Posted, message: Message | None) -> bool:
        """Make this message the card, unless there is one. `message` None: what it shows is not known."""
        command = RecordCard(
            output_id=view.output.id,
            channel_id=posted.channel_id,
            ts=posted.ts,
            shown=message.shown if message is not None else "",
            shows_whole_text=message is not None and message.shows_whole_text,
            sha256=view.output.current_sha256,
            now=self._clock.now(),
        )
        return await self._db.write(record_card, command)

    async def _note(self, view: CardView, card: Card, message: Message) -> None:
        command = RecordShown(
            output_id=view.output.id,
            ts=card.ts,
            shown=message.shown,
            shows_whole_text=message.shows_whole_text,
            sha256=view.output.current_sha256,
            now=self._clock.now(),
        )
        await self._db.write(record_shown, command)

    async def _learn_permalink(self, output_id: str, posted: Posted) -> None:
        permalink = await self._slack.permalink(posted)
        if permalink is not None:
            await self._db.write(record_permalink, RecordPermalink(output_id, posted.ts, permalink))


def since_ts(attempted_at: datetime) -> str:
    """Return the stamp from which Slack's history is searched for what was attempted then."""
    return f"{(attempted_at - SKEW).timestamp():.6f}"
