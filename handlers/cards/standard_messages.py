"""What people hear about what is good enough: that it is theirs to sign, or that what they wrote holds."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.cards.elements import actions, button, section
from handlers.cards.leave import spelled
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.standard import difference_lines
from storage.standard_views import StandardView
from storage.standards_due import StandardDue

WORKFLOWS_SHOWN = 10
_NAME_ROOM = 80
_TEXT_ROOM = 3_500


def draw_unsigned(about: str, views: Sequence[StandardView], left: int) -> Message:
    """Return the message to their owner, who is to sign them; `left` are those for which there is no room."""
    if len(views) == 1 and not left:
        view = views[0]
        key = "standard.ask_first" if view.was is None else "standard.ask_filed"
        return _message(
            about, [say(key, slug=view.workflow.slug), *difference_lines(view)], view.workflow.slug
        )
    parts: list[tuple[str, Json]] = [("title", section(plain("standard.ask_many")))]
    for number, view in enumerate(views, start=1):
        slug = view.workflow.slug
        sign = sign_button(slug)
        parts.append((f"line{number}", section(plain("standard.ask_line", slug=slug), sign)))
    lines = [say("standard.ask_many"), *(say("standard.ask_line", slug=one.workflow.slug) for one in views)]
    if left:
        lines.append(say("standard.ask_more", count=left))
        parts.append(("more", section(plain("standard.ask_more", count=left))))
    return assembled("standard", about, "\n".join(one.mrkdwn() for one in lines), parts)


def draw_to_sign(about: str, view: StandardView) -> Message:
    """Return the message to whose signature is wanted next: the owner's for a draft, or a second person's."""
    slug = view.workflow.slug
    owner = clipped(view.name(view.workflow.owner), _NAME_ROOM)
    if view.signed:
        first = say("standard.ask_second", slug=slug, owner=owner)
    else:
        assert view.draft is not None
        who = clipped(view.name(view.draft.drafted_by), _NAME_ROOM)
        first = say("standard.ask_draft", slug=slug, who=who)
    value = slug if view.draft is None else view.draft.id
    return _message(about, [first, *difference_lines(view)], value)


def draw_look_again(about: str, due: Sequence[StandardDue]) -> Message:
    """Return the message to who answers for them: the day nears or has come, the way to change them beside each."""
    lines = [
        say(f"standard.again_{one.reminder}", slug=one.workflow.slug, day=spelled(one.review_by))
        for one in due[:WORKFLOWS_SHOWN]
    ]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(line.plain(), change_button(one.workflow.slug)))
        for number, (line, one) in enumerate(zip(lines, due, strict=False), start=1)
    ]
    lines.append(say("standard.again_how"))
    parts.append(("how", section(plain("standard.again_how"))))
    if (left := len(due) - WORKFLOWS_SHOWN) > 0:
        lines.append(say("standard.ask_more", count=left))
        parts.append(("more", section(plain("standard.ask_more", count=left))))
    return assembled("standard", about, "\n".join(one.mrkdwn() for one in lines), parts)


def draw_holds(about: str, view: StandardView) -> Message:
    """Return the message to who wrote it: it was signed and holds."""
    owner = clipped(view.name(view.workflow.owner), _NAME_ROOM)
    return _message(about, [say("standard.tell_drafter", owner=owner, slug=view.workflow.slug)], None)


def standard_mark(about: str) -> str:
    """Return how the blocks of such a message are recognised."""
    return f"standard:{about}:"


def sign_button(value: str) -> Json:
    """Return the button that opens the window to sign: `value` is a workflow's name, or a draft's id."""
    return button("sign_standard", plain("button.sign_standard"), value, "primary")


def draft_button(view: StandardView, number: int) -> Json:
    """Return the button that opens the window to sign a draft, one of several in a row."""
    assert view.draft is not None
    label = plain("button.sign_draft", who=clipped(view.name(view.draft.drafted_by), 40))
    return button(f"sign_standard:{number}", label, view.draft.id)


def change_button(slug: str) -> Json:
    """Return the button that opens the window to change it."""
    return button("change_standard", plain("button.change_standard"), slug)


def _message(about: str, lines: Sequence[Sentence], to_sign: str | None) -> Message:
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    if to_sign is not None:
        parts.append(("sign", actions(sign_button(to_sign))))
    heard = "\n".join(one.mrkdwn(_TEXT_ROOM // len(lines)) for one in lines)
    return assembled("standard", about, heard, parts)
