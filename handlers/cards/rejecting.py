"""Asking for a reason: with the rejection itself, or afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.content import keepable
from handlers.cards.asks import REASONS
from handlers.cards.elements import context, header, option
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import title_of
from handlers.cards.phrase import plain
from storage.card_views import CardView

NOTE_ROOM = 1_000


def draw_reject(view: CardView, carried: Carried, *, second: bool = False) -> Json:
    """Return the modal that rejects when it is submitted; closed, nothing has happened. `second`: in a second look."""
    reasons = [option(plain(f"button.{reason}"), reason) for reason in REASONS]
    submit, title = _called(view, second=second)
    reason: Json = {"type": "static_select", "action_id": "reason", "options": reasons}
    blocks = [
        header(title_of(view)),
        _input("reason", "modal.reason_label", reason),
        _note(),
        context(plain("modal.final", button=plain(submit))),
    ]
    return modal("reject", title, blocks, carried=carried, submit=submit, close="button.cancel")


def _called(view: CardView, *, second: bool) -> tuple[str, str]:
    """Return what its button and the modal are called."""
    if second:
        return "button.second_reject", "modal.second_reject"
    if view.is_audited:
        return "button.audit_reject", "modal.audit_reject"
    return "button.reject", "modal.reject"


def draw_other_reason(view: CardView, carried: Carried) -> Json:
    """Return the modal that asks for a reason in words, after the rejection."""
    blocks = [header(title_of(view)), _note(optional=False)]
    return modal(
        "reason", "modal.reason", blocks, carried=carried, submit="button.send", close="button.cancel"
    )


def chosen_reason(values: Mapping[str, Any]) -> str | None:
    """Return the reason that was chosen in a submitted modal, None if it asked for none."""
    chosen = values.get("reason", {}).get("reason", {}).get("selected_option") or {}
    return chosen.get("value")


def written_note(values: Mapping[str, Any]) -> str | None:
    """Return what was written in a submitted modal, None for nothing."""
    note = values.get("note", {}).get("note", {}).get("value") or ""
    return keepable(note).strip() or None


def _note(*, optional: bool = True) -> Json:
    field: Json = {
        "type": "plain_text_input",
        "action_id": "note",
        "multiline": True,
        "max_length": NOTE_ROOM,
    }
    return _input("note", "modal.note_label" if optional else "modal.note_needed", field) | {
        "optional": optional
    }


def _input(name: str, label: str, element: Json) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": plain(label)},
        "element": element,
    }
