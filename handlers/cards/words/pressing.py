"""Buttons, menus and modals."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # Buttons and menus.
    "button.approve": "Approve",
    "button.reject": "Reject",
    "button.undo": "Undo",
    "button.read_all": "Read all",
    "button.read_it": "Read it",
    "button.take": "I'll take it",
    "button.wrong": "Wrong",
    "button.not_useful": "No use here",
    "button.incomplete": "Incomplete",
    "button.unsafe": "Unsafe",
    "button.tone": "Tone",
    "button.other": "Other",
    "button.skip": "Skip",
    "button.uphold": "Stop it",
    "button.overrule": "It can go out",
    "button.open_card": "Open",
    "button.next_page": "Next page",
    "button.previous_page": "Page before",
    "button.close": "Close",
    "button.cancel": "Cancel",
    "button.send": "Send",
    # Modals.
    "modal.read": "The whole text",
    "modal.approve": "Approve this?",
    "modal.reject": "Reject this?",
    "modal.reason": "What was it?",
    "modal.refused": "Nothing has changed",
    "modal.page": "Page {page} of {pages}",
    "modal.last_page": "You can approve on the last page.",
    "modal.asked": "What was asked",
    "modal.reason_label": "What is it?",
    "modal.note_label": "In a few words",
    "modal.note_needed": "What was it, in a few words?",
    "modal.recorded": "Recorded",
    "modal.sent": "Sent",
    "modal.final": "It is final when you press {button}.",
    "modal.answers": "{owner} answers for {workflow}.",
    "modal.answers_stands_in": "{owner} answers for {workflow} until it has an owner.",
    "modal.answers_nobody": "Nobody answers for {workflow} now.",
}
