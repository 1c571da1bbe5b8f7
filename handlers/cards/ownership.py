"""Naming an owner: the modal that asks whom, the question to them, and the answer to whoever asked."""

from __future__ import annotations

from handlers.cards.elements import Style, actions, button, section
from handlers.cards.fields import person_field
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.owner_offers import OfferView

_NAME_ROOM = 80
_PURPOSE_ROOM = 500


def draw_name_owner(slug: str, carried: Carried) -> Json:
    """Return the modal that asks somebody to answer for the workflow when it is submitted."""
    blocks = [section(plain("owner.ask", slug=clipped(slug, _NAME_ROOM))), person_field("field.owner")]
    return modal(
        "name_owner",
        "modal.name_owner",
        blocks,
        carried=carried,
        submit="button.ask_them",
        close="button.cancel",
    )


def draw_offer(view: OfferView) -> Message:
    """Return the question to whoever was named: what it is, what comes with it, and that they need not."""
    offer, live = view.offer, view.workflow
    facts = {"who": clipped(view.name(offer.named_by), _NAME_ROOM), "slug": clipped(live.slug, _NAME_ROOM)}
    lines = [
        say("owner.offered_self", slug=facts["slug"])
        if offer.named_by == offer.person
        else say("owner.offered", **facts),
        say("owner.purpose", purpose=clipped(live.policy.purpose, _PURPOSE_ROOM)),
        say("owner.means"),
    ]
    return _drawn(
        "offer", offer.id, lines, [_button("own_it", offer.id, "primary"), _button("own_not", offer.id)]
    )


def draw_answered(view: OfferView) -> Message:
    """Return what whoever named them hears."""
    key = "owner.taken" if view.offer.state == "accepted" else "owner.declined"
    who, slug = clipped(view.name(view.offer.person), _NAME_ROOM), clipped(view.workflow.slug, _NAME_ROOM)
    again = [] if view.offer.state == "accepted" else [button("name_owner", plain("button.name_owner"), slug)]
    return _drawn("answered", view.offer.id, [say(key, who=who, slug=slug)], again)


def ownership_mark(kind: str, offer_id: str) -> str:
    """Return what the ids of such a message's blocks begin with."""
    return f"{kind}:{offer_id}:"


def _drawn(kind: str, offer_id: str, lines: list[Sentence], buttons: list[Json]) -> Message:
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    parts += [("act", actions(*buttons))] if buttons else []
    return assembled(kind, offer_id, "\n".join(one.mrkdwn(900) for one in lines), parts)


def _button(action_id: str, offer_id: str, style: Style | None = None) -> Json:
    return button(action_id, plain(f"button.{action_id}"), offer_id, style)
