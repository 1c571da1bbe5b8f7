"""Joining, as one person sees it: solved examples, texts to be tried on, how that compares, and the way there.

Who decided is told by role, never by name; and of what the person says nothing is shown to anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from domain.refusals import Refused
from domain.training import EXAMPLES, SHADOWED, Said
from handlers.cards.asks import REASONS
from handlers.cards.elements import actions, button, context, divider, header, option, section
from handlers.cards.fields import Values, field
from handlers.cards.leave import date_of
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal, notice
from handlers.cards.naming import title_of, vote_of, why_of
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.reading import pages_of, whole_blocks
from handlers.cards.safe_text import clipped
from storage.card_views import CardView
from storage.joining import Joinable, Joining, Shadow

APPROVE = "approve"
_WHY_ROOM = 1_200
_NAME_ROOM = 80
_JOINS_SHOWN = 3


def draw_example(view: CardView, joining: Joining, carried: Carried) -> Json:
    """Return the window with one solved example; the first says what comes."""
    at = _on_its_page(view, carried)
    count = len(joining.examples)
    blocks: list[Json] = []
    if at.example == 1:
        blocks.append(section(plain("join.first" if count == EXAMPLES else "join.few")))
    number = plain("join.example", number=at.example, count=count, slug=joining.workflow)
    blocks += [
        context(number),
        header(title_of(view)),
        *whole_blocks(view, pages_of(view.text), at.page, None),
        divider(),
        section(_what_others_did(view)),
        _next(),
    ]
    return modal("example", "modal.example", blocks, carried=at)


def draw_shadow(view: CardView, joining: Joining, carried: Carried) -> Json:
    """Return the window with a text to be tried on: no word of what became of it. Its last page takes the answer."""
    at, pages = _on_its_page(view, carried), pages_of(view.text)
    is_last = at.page == len(pages)
    turn = plain("join.turn", place=joining.place, count=SHADOWED, slug=joining.workflow)
    blocks = [context(turn), header(title_of(view)), *whole_blocks(view, pages, at.page, None)]
    blocks.append(_answer() if is_last else context(plain("join.last_page")))
    submit = "button.my_answer" if is_last else None
    return modal("shadow", "modal.shadow", blocks, carried=at, submit=submit, close="button.cancel")


def draw_compared(view: CardView, joining: Joining, shadow: Shadow, carried: Carried) -> Json:
    """Return the window that tells how it compares, and after the last of them until when they decide."""
    at = _on_its_page(view, carried)
    blocks = [section("\n".join(_compared(view, shadow)))]
    if joining.until_at is None:
        count = plain("compared.count", given=len(joining.given), count=SHADOWED)
        blocks += [context(count), _next()]
    else:
        until = date_of(joining.until_at, view.workflow.policy.working_hours.timezone)
        same = sum(one.agrees for one in joining.given)
        blocks += [
            section(plain("joined.done", slug=joining.workflow, until=until)),
            context(plain("joined.agreed", same=same, count=SHADOWED)),
        ]
    blocks += [divider(), header(title_of(view)), *whole_blocks(view, pages_of(view.text), at.page, None)]
    title = "modal.compared" if joining.until_at is None else "modal.joined"
    return modal("compared", title, blocks, carried=at)


def draw_none_left(joining: Joining, owner: str) -> Json:
    """Return the window that says that there is nothing to be tried on just now, and who can help."""
    who = clipped(owner, _NAME_ROOM)
    if not joining.examples and not joining.given:
        return notice("modal.join", say("join.nothing", slug=joining.workflow, owner=who))
    said = say("join.none_left", given=len(joining.given), count=SHADOWED, owner=who)
    return notice("modal.join", said)


def why_not_join(refusal: Refused, slug: str, zone: str = "UTC") -> Sentence:
    """Return why there is nothing to join for this person, as one line for them."""
    match refusal.code:
        case "unknown_person":
            return say("refused.unknown_person")
        case "trained_already":
            until = refusal.facts.get("until")
            return say(
                "join.trained_already",
                slug=slug,
                until=date_of(until, zone) if isinstance(until, datetime) else "",
            )
        case "not_on_roster":
            return say("join.not_on_roster", slug=slug)
        case "no_training":
            return say("sign_in.none_asked", slug=slug)
        case "workflow_closed":
            return say("join.closed", slug=slug)
        case _:
            return say("join.not_a_member")


def answered(values: Values) -> tuple[Said, str | None] | None:
    """Return what was chosen in the window, with the reason where it is to be stopped; None for nothing."""
    chosen = ((values.get("shadow") or {}).get("shadow") or {}).get("selected_option") or {}
    value = chosen.get("value")
    if value == APPROVE:
        return "approve", None
    return ("reject", value) if value in REASONS else None


def join_blocks(joins: Iterable[Joinable]) -> Iterator[Json]:
    """Give, for App Home, where the person is to be trained, or trained anew."""
    for one in [*joins][:_JOINS_SHOWN]:
        label = "button.go_on_joining" if one.has_begun else "button.start"
        if one.until_at is not None:
            until = date_of(one.until_at, one.zone)
            line = plain("home.join_again", slug=one.slug, until=until)
            label = "button.go_on_joining" if one.has_begun else "button.renew"
        elif one.given:
            line = plain("home.join_on", slug=one.slug, given=one.given, count=SHADOWED)
        else:
            line = plain("home.join", slug=one.slug)
        # Drawn anew, it is still the same to whoever has the focus there.
        yield section(line, button("join", plain(label), one.slug)) | {"block_id": f"home:join:{one.slug}"}


def _on_its_page(view: CardView, carried: Carried) -> Carried:
    page = min(max(carried.page, 1), len(pages_of(view.text)))
    return replace(carried, page=page, output_id=view.output.id, sha256=view.output.current_sha256)


def _next() -> Json:
    return actions(button("next", plain("button.next_one"), "next", "primary"))


def _answer() -> Json:
    stop = [option(plain("shadow.reject", reason=plain(f"reason.{reason}")), reason) for reason in REASONS]
    options = [option(plain("shadow.approve"), APPROVE), *stop]
    return field("shadow", "field.shadow", {"type": "static_select", "options": options})


def _compared(view: CardView, shadow: Shadow) -> Iterator[str]:
    if shadow.verdict == "approve":
        yield plain("compared.approve")
    else:
        yield plain("compared.reject", reason=plain(f"reason.{shadow.reason}"))
    yield _what_others_did(view)
    yield plain("compared.same" if shadow.agrees else "compared.other")


def _what_others_did(view: CardView) -> str:
    """Return the decision that settled it, and why, by the role of who made it."""
    vote = vote_of(view, view.output.settled_by_vote)
    if vote is None:
        return plain("join.approved", who=plain("join.reviewer"))
    roles = {view.workflow.owner: "join.owner", view.workflow.deputy: "join.deputy"}
    who = plain(roles.get(vote.person, "join.reviewer"))
    if vote.verdict != "reject":
        return plain("join.approved", who=who)
    why = why_of(vote.reason, vote.note)
    if why is None:
        return plain("join.stopped", who=who)
    return plain("join.stopped_why", who=who, why=clipped(why, _WHY_ROOM))
