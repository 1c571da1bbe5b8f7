"""A team's month: what was overturned."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

WORDS: Mapping[str, str] = {
    "month.title": "Where we were wrong in {month}: to read, and to know better when to trust.",
    "month.why": "Nobody is named here, and nothing is counted against anybody.",
    "month.got_through": "Got through and was wrong: {count}",
    "month.got_through_one": "Got through and was wrong: one",
    "month.got_through_drawn": "Got through and was wrong: {of}. Here are {count} of them, drawn by lot",
    "month.stopped": "Stopped, and was fine after all: {count}",
    "month.stopped_one": "Stopped, and was fine after all: one",
    "month.stopped_drawn": "Stopped, and was fine after all: {of}. Here are {count} of them, drawn by lot",
    "month.one": "{title} · {slug} · handed in {at}",
    "month.nothing": "{slug}: nothing to show of {month} so far.",
    "month.nothing_overturned": "Nothing to show of {month}: no message is sent.",
    "month.not_yours": "Who decides in {slug} and who answers for it read this: texts can be opened from it.",
    "command.help.month": "/answerable month NAME: what got through wrongly there this month, and what was stopped so",
    **{f"month.name_{number}": f"{name} {{year}}" for number, name in enumerate(_NAMES, start=1)},
}
