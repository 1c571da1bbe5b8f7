"""Which kinds of wishes there are, and who fulfils them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.clock import Clock
from handlers.outbox.asks import AskObjection, AskReason, Whisper
from handlers.outbox.outcomes import Effect
from handlers.outbox.review_card import ReviewCard
from handlers.outbox.webhook import SendWebhook
from handlers.outbox.weekly_digest import WeeklyDigest
from handlers.slack.gateway import Slack
from storage.database import Database


@dataclass(frozen=True)
class Means:
    """What effects work with. `timezone` is the installation's."""

    db: Database
    slack: Slack
    clock: Clock
    timezone: str
    webhooks: SendWebhook


EFFECTS: Mapping[str, Callable[[Means], Effect]] = {
    "card": lambda means: ReviewCard(means.db, means.slack, means.clock),
    "whisper": lambda means: Whisper(means.db, means.slack, means.clock),
    "ask_reason": lambda means: AskReason(means.db, means.slack, means.clock),
    "ask_objection": lambda means: AskObjection(means.db, means.slack, means.clock),
    "webhook": lambda means: means.webhooks,
    "digest": lambda means: WeeklyDigest(means.db, means.slack, means.clock, means.timezone),
}


def effects(means: Means) -> dict[str, Effect]:
    """Return every effect by the kind of wish that it fulfils."""
    return {kind: make(means) for kind, make in EFFECTS.items()}
