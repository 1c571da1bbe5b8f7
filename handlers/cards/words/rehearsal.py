"""The reminder that somebody sends themselves to see how it looks."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "command.help.test-reminder": "/answerable test-reminder: how a reminder of what is late looks; changes nothing",
    "rehearsal.sent": "It is on its way, in a message to you. It is marked as a test, and changes nothing.",
    "rehearsal.not_a_member": "Only members of this workspace get reminders.",
    "rehearsal.title": "This is a test. Its buttons do nothing.",
    "rehearsal.real": "So you would read what is late now:",
    "rehearsal.example": "Nothing of yours is late. So you would read it:",
    "rehearsal.first": "An example, and not a real one",
    "rehearsal.second": "Another example",
    "rehearsal.owner": "its owner",
    "rehearsal.next": "the next in the chain",
    "rehearsal.pressed": "This was a test. Nothing has changed.",
}
