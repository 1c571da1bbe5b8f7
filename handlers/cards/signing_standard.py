"""The window in which what is good enough is signed: what changes, what it means, and who signs next."""

from __future__ import annotations

from collections.abc import Iterator

from domain.standard_meaning import Meaning
from handlers.cards.elements import context, divider, header, section
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.standard import difference_lines, meaning_lines
from storage.standard_views import StandardView
from usecases.sign_standard import Signed

_NAME_ROOM = 80


def draw_sign(view: StandardView, meaning: Meaning, carried: Carried) -> Json:
    """Return the window; closed, nothing has happened."""
    return modal(
        "sign_standard",
        "modal.sign_standard",
        list(_blocks(view, meaning)),
        carried=carried,
        submit="button.sign_now",
        close="button.cancel",
    )


def why_not_sign(view: StandardView) -> Sentence:
    """Return why there is nothing to sign for somebody whose signature is not wanted."""
    slug, status = view.workflow.slug, view.workflow.status
    if status in ("retired", "refused"):
        return say("standard.closed", slug=slug, status=plain(f"status.{status}"))
    if not view.workflow.readable:
        return say("standard.unreadable", slug=slug)
    if view.is_signed or (view.draft is not None and view.draft.state == "in_force"):
        return say("standard.signed_already", slug=slug)
    if not view.is_current:
        return say("standard.moved_on", slug=slug)
    who = next(iter(view.signers), view.workflow.owner)
    return say("standard.not_yours", slug=slug, owner=clipped(view.name(who), _NAME_ROOM))


def signed_line(view: StandardView, done: Signed) -> Sentence:
    """Return what came of a signature; `view` is of just after it."""
    slug = view.workflow.slug
    if done.is_complete:
        if done.new_version:
            return say("standard.done", slug=slug, version=done.version)
        return say("standard.done_filed")
    if not view.signers:
        return say("standard.done_no_second")
    who = clipped(view.name(view.signers[0]), _NAME_ROOM)
    return say("standard.done_first_filed" if view.draft is None else "standard.done_first", who=who)


def _blocks(view: StandardView, meaning: Meaning) -> Iterator[Json]:
    slug = view.workflow.slug
    if view.draft is not None and view.draft.drafted_by != view.workflow.owner:
        who = clipped(view.name(view.draft.drafted_by), _NAME_ROOM)
        yield context(plain("standard.drafted_by", who=who))
    yield header(plain("standard.whole" if view.was is None else "standard.changes", slug=slug))
    for line in difference_lines(view):
        yield section(line.plain())
    yield divider()
    yield header(plain("standard.means"))
    yield section("\n".join(one.plain() for one in meaning_lines(view, view.wording, meaning)))
    for one in _signing(view):
        yield section(one.plain())


def _signing(view: StandardView) -> Iterator[Sentence]:
    if view.draft is not None and view.workflow.lane == "automated":
        yield say("standard.sign_all_again")
    elif view.draft is not None and view.workflow.policy.lane == "automated":
        yield say("standard.sign_anew")
    if not view.workflow.policy.high_impact:
        return
    if view.signed:
        yield say("standard.signed_by", owner=clipped(view.name(view.workflow.owner), _NAME_ROOM))
    elif view.seconds:
        yield say("standard.sign_second", who=clipped(view.name(view.seconds[0]), _NAME_ROOM))
    else:
        yield say("standard.sign_nobody")
