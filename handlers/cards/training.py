"""Who is trained, for who answers for it: in App Home, where nobody may decide, and the window to sign somebody in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from handlers.cards.elements import actions, button, section
from handlers.cards.fields import field, person_field
from handlers.cards.leave import date_of
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import listed
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.trained import Trained
from storage.training_ends import TrainingEnds
from storage.unstaffed import UnstaffedView

WHY = "why"
LONGEST_WHY = 500
_NAME_ROOM = 80
_NAMED = 10


def draw_sign_in(slug: str, until: datetime, zone: str, carried: Carried) -> Json:
    """Return the window in which somebody is signed in when it is submitted; closed, nothing has happened."""
    why: Json = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_WHY}
    blocks = [
        section(plain("sign_in.what", slug=slug, until=date_of(until, zone))),
        person_field("field.sign_in"),
        field(WHY, "field.sign_in_why", why),
    ]
    return modal(
        "sign_in",
        "modal.sign_in",
        blocks,
        carried=carried,
        submit="button.sign_in_now",
        close="button.cancel",
    )


def draw_unstaffed(view: UnstaffedView) -> Message:
    """Return the message to who answers for a workflow in which too few may decide."""
    slug, asks_for_training = view.workflow.slug, view.workflow.live.training_months is not None
    few = say("unstaffed.few", slug=slug, count=view.trained, needed=view.workflow.policy.approvals)
    lines = [
        few if view.trained else say("unstaffed.title", slug=slug),
        say("unstaffed.waiting", count=view.waiting.in_review),
        say("unstaffed.how") if asks_for_training else _nobody_listed(view),
    ]
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)]
    if asks_for_training:
        parts.append(("sign_in", actions(button("sign_in", plain("button.sign_in"), slug, "primary"))))
    return assembled("unstaffed", _about(view), "\n".join(one.mrkdwn() for one in lines), parts)


def _nobody_listed(view: UnstaffedView) -> Sentence:
    if not view.reviewers:
        return say("unstaffed.no_list")
    named = listed([clipped(one, _NAME_ROOM) for one in view.reviewers[:_NAMED]], "list.and")
    return say("unstaffed.nobody_there", reviewers=named)


def unstaffed_mark(view: UnstaffedView) -> str:
    """Return how the blocks of that message are recognised."""
    return f"unstaffed:{_about(view)}:"


def draw_training_ends(found: TrainingEnds) -> Message:
    """Return the message to who answers for a workflow in which too few may decide soon."""
    slug, zone = found.workflow.slug, found.workflow.policy.working_hours.timezone
    who = listed([clipped(one, _NAME_ROOM) for one in found.people[:_NAMED]], "list.and")
    lines = [
        say("training_ends.title", slug=slug, who=who, until=date_of(found.until_at, zone)),
        say("training_ends.how"),
    ]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    parts.append(("sign_in", actions(button("sign_in", plain("button.sign_in"), slug, "primary"))))
    return assembled("trainends", _end(found), "\n".join(one.mrkdwn() for one in lines), parts)


def training_ends_mark(found: TrainingEnds) -> str:
    """Return how the blocks of that message are recognised."""
    return f"trainends:{_end(found)}:"


def _end(found: TrainingEnds) -> str:
    return f"{found.workflow.slug}-{int(found.until_at.timestamp())}"


def trained_block(slug: str, trained: Collection[Trained], zone: str, names: Mapping[str, str]) -> Json:
    """Return who is trained there, by name and with until when, and the way to sign somebody in."""
    said = [
        plain(
            "home.trained_one",
            who=clipped(names.get(one.person, one.person), _NAME_ROOM),
            until=date_of(one.until_at, zone),
        )
        for one in sorted(trained, key=lambda one: names.get(one.person, one.person).casefold())
    ]
    line = plain("home.trained", slug=slug, who=listed(said, "list.and"))
    if not said:
        line = plain("home.trained_nobody", slug=slug)
    # Drawn anew, it is still the same to whoever has the focus there.
    return section(line, button("sign_in", plain("button.sign_in"), slug)) | {
        "block_id": f"home:trained:{slug}"
    }


def _about(view: UnstaffedView) -> str:
    return f"{view.workflow.slug}-{int(view.since_at.timestamp())}"
