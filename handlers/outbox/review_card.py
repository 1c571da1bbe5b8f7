"""The card of an output: posted once, then kept true."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from domain.clock import Clock
from handlers.cards.message import Message
from handlers.cards.review import draw_card
from handlers.outbox.outcomes import Done, NotYet, Outcome, Retry, Wish
from handlers.slack.failures import MUCH_LATER_S, Failure, is_closed_to_us
from handlers.slack.gateway import Posted, Slack
from storage.audits import open_audit_cards
from storage.card_views import CardView, card_view
from storage.cards import Card, open_cards, past_cards_of
from storage.crash_points import crash_point
from storage.database import Database
from storage.lost_channels import is_out_of_reach
from usecases.assign_review import AssignReview, assign_review
from usecases.move_card import MoveCard, move_card
from usecases.record_card import (
    SKEW,
    ForgetCard,
    RecordCard,
    RecordPermalink,
    RecordShown,
    forget_card,
    record_card,
    record_permalink,
    record_shown,
)
from usecases.record_rolling import WishRolling, wish_rolling
from usecases.retire_card import RedrawPastCards, redraw_past_cards
from usecases.wish_next_cards import DropCardWishes, WishNextCards, drop_card_wishes, wish_next_cards

LOST = frozenset({"message_not_found", "cant_update_message"})
# So long a card on which nobody has acted leaves what Slack takes to those on which somebody has, in all channels.
YIELDS_FOR = timedelta(minutes=5)

log = logging.getLogger(__name__)


class ReviewCard:
    """Makes the output's one message in Slack show what is true now."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post the card if there is none, else update it if it shows something else.

        A quiet channel gets no new one, but has its one message brought up to date.
        """
        view = await self._look(wish.subject)
        if view is not None and view.card is None and wish.attempted_at is not None:
            failure = await self._find(view, wish, wish.attempted_at)
            if failure is not None:
                return failure
            crash_point("card.after_lookup")
            view = await self._look(wish.subject)
        if view is None:
            return Done()
        quiet = view.workflow.live.quiet
        if view.card is not None and await self._is_gone(view.card.channel_id):
            return await self._wait_for_channel(wish, view)
        if quiet:
            channel_id = view.workflow.channel_id
            await self._db.write(wish_rolling, WishRolling(channel_id, self._clock.now()))
        if view.card is not None:
            return await self._bring_up_to_date(view, view.card, wish)
        if not view.is_asked or quiet or await self._is_gone(view.workflow.channel_id):
            # What is decided needs no card any more; what is not finds its people without one.
            await self._assigned(view)
            if view.had_card:
                past = RedrawPastCards(view.output.id, self._clock.now())
                await self._db.write(redraw_past_cards, past)
            return Done()
        if await self._is_full(view):
            await self._db.write(drop_card_wishes, DropCardWishes(wish.route))
            return Done()
        return await self._post(await self._assigned(view), wish.attempted_at)

    async def _is_gone(self, channel_id: str) -> bool:
        return await self._db.read(is_out_of_reach, channel_id)

    async def _wait_for_channel(self, wish: Wish, view: CardView) -> Outcome:
        """Let the card stand where the workflow's go now, if that is elsewhere; else it is drawn once its channel is
        back. What may have been changed already is not forgotten meanwhile.
        """
        moved = await self._db.write(move_card, MoveCard(view.output.id, self._clock.now()))
        if moved or wish.attempted_at is None:
            return Done()
        return NotYet(MUCH_LATER_S, "its channel is gone")

    async def _assigned(self, view: CardView) -> CardView:
        """Give the review to somebody before it is first shown, so that its card need not be changed at once."""
        command = AssignReview(view.output.id, self._clock.now(), redraw=False)
        if await self._db.write(assign_review, command) is None:
            return view
        return await self._look(view.output.id) or view

    async def _look(self, output_id: str) -> CardView | None:
        return await self._db.read(card_view, output_id, self._clock.now())

    async def _is_full(self, view: CardView) -> bool:
        if view.had_card:  # its place is its own: what was fixed is asked for again, objected to or not
            return False
        channel_id = view.workflow.channel_id
        held = await self._db.read(open_cards, channel_id) + await self._db.read(open_audit_cards, channel_id)
        return held >= view.workflow.live.max_open_cards

    async def _find(self, view: CardView, wish: Wish, attempted_at: datetime) -> Failure | None:
        """Look for a card that an earlier attempt may have posted; the oldest is it, others are deleted."""
        found: list[Posted] = []
        live = view.workflow.channel_id
        for channel in {wish.route.split(":")[1], live}:
            mark, since = f"ans:{view.output.id}:", since_ts(attempted_at)
            posted = await self._slack.own_messages(channel, mark, since_ts=since)
            if isinstance(posted, list):
                found += posted
            elif channel == live or not is_closed_to_us(posted):
                return posted
        past = {each.ts for each in await self._db.read(past_cards_of, view.output.id)}
        found = [each for each in found if each.ts not in past]
        if not found:
            return None
        first, *others = sorted(found, key=lambda each: each.ts)
        message = draw_card(view, now=self._clock.now())
        # Block ids carry a hash of what is in them: the same ids, the same card.
        same = first.block_ids == tuple(block["block_id"] for block in message.blocks)
        kept = await self._record(view, first, message if same else None, attempted_at)
        for extra in [*others, *([] if kept else [first])]:
            await self._slack.delete(extra)
        return None

    async def _post(self, view: CardView, doubted_at: datetime | None) -> Outcome:
        message = draw_card(view, now=self._clock.now())
        posted = await self._slack.post(view.workflow.channel_id, message)
        if not isinstance(posted, Posted):
            return posted
        crash_point("card.after_post")
        if not await self._record(view, posted, message, doubted_at):
            await self._slack.delete(posted)
            return Done()
        crash_point("card.after_record")
        await self._learn_permalink(view.output.id, posted)
        return Done()

    async def _bring_up_to_date(self, view: CardView, card: Card, wish: Wish) -> Outcome:
        """Show what is true. Where an earlier attempt may have changed it without anybody having noted that, what is on
        record says nothing: it is drawn again though it were the same.
        """
        doubted = wish.attempted_at is not None
        if view.output.state == "in_review" and card.sha256 != view.output.current_sha256:
            return Retry(0, "its text was fixed at this moment")  # never another text under a message
        message = draw_card(view, now=self._clock.now())
        posted = Posted(card.channel_id, card.ts)
        if doubted or message.shown != card.shown:
            failure = await self._slack.update(posted, message, yields=self._yields(wish))
            if failure is not None:
                return await self._lost(view, posted) if failure.why in LOST else failure
            crash_point("card.after_update")
            await self._note(view, card, message)
        if card.permalink is None:
            await self._learn_permalink(view.output.id, posted)
        if not view.is_asked:
            await self._db.write(wish_next_cards, WishNextCards(card.channel_id, self._clock.now()))
        return Done()

    def _yields(self, wish: Wish) -> bool:
        """Say whether it lets the cards go first on which somebody has just acted, in any channel; not for ever."""
        waited = self._clock.now() - (wish.made_at or self._clock.now())
        return wish.yields and waited < YIELDS_FOR

    async def _lost(self, view: CardView, posted: Posted) -> Outcome:
        """Somebody has deleted the card: while it is needed, there is another."""
        log.warning("the card of %s was deleted in Slack", view.output.id)
        if not view.is_asked:
            return Done()
        await self._db.write(forget_card, ForgetCard(view.output.id, posted.ts, self._clock.now()))
        return Retry(0, "its card was deleted in Slack")

    async def _record(
        self, view: CardView, posted: Posted, message: Message | None, doubted_at: datetime | None
    ) -> bool:
        """Make this message the card, unless there is one. `message` None: what it shows is not known.

        `doubted_at`: since when there may be a second one, None if surely there is none.
        """
        command = RecordCard(
            output_id=view.output.id,
            channel_id=posted.channel_id,
            ts=posted.ts,
            shown=message.shown if message is not None else "",
            shows_whole_text=message is not None and message.shows_whole_text,
            sha256=_shown_text_of(view, message),
            now=self._clock.now(),
            doubted_at=doubted_at,
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
            await self._db.write(
                record_permalink, RecordPermalink(output_id, posted.ts, permalink, self._clock.now())
            )


def _shown_text_of(view: CardView, message: Message | None) -> str:
    """Return the hash of the text in a message. One found that may be older than a fix may show what was handed in."""
    is_certain = message is not None or view.original is None
    return view.output.current_sha256 if is_certain else view.output.content_sha256


def since_ts(attempted_at: datetime) -> str:
    """Return the stamp from which Slack's history is searched for what was attempted then."""
    return f"{(attempted_at - SKEW).timestamp():.6f}"
