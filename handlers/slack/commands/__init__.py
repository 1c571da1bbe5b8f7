"""`/answerable …`: one word chooses the command. COMMANDS is all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from difflib import SequenceMatcher

from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.slack.commands.assign import assign
from handlers.slack.commands.away import away
from handlers.slack.commands.digest import tell_digest
from handlers.slack.commands.month import tell_month
from handlers.slack.commands.pausing import pause, resume
from handlers.slack.commands.propose import propose
from handlers.slack.commands.queue import review_now
from handlers.slack.commands.quiet import quiet
from handlers.slack.commands.register import tell_register
from handlers.slack.commands.rehearsal import send_test_reminder
from handlers.slack.commands.trust import tell_trust
from handlers.slack.commands.workflow import tell_of_workflow
from handlers.slack.desk import Desk
from handlers.slack.replies import Opened

# A message for that person alone, or a modal for them.
Command = Callable[[Desk, str, str], Awaitable[Message | Opened]]


async def answer_command(desk: Desk, person: str, text: str) -> Message | Opened:
    """Return the answer to what was typed after /answerable, for that person alone."""
    name, _, rest = text.strip().partition(" ")
    command = COMMANDS.get(name.lower() or "help")
    if command is not None:
        return await command(desk, person, rest.strip())
    lines = [say("command.unknown", given=name[:80])]
    if (nearest := nearest_command(name)) is not None:
        lines.append(say("command.nearest", nearest=nearest))
    return draw_lines([*lines, *await _help_lines(desk, person)])


def nearest_command(given: str) -> str | None:
    """Return the command that was most likely meant, None where nothing is near: by its name, or what else people
    call it. What changes something is offered only for what is nearly its name, and after what is as near and reads.
    """
    like = {word: SequenceMatcher(None, word, given.lower()).ratio() for word in _MEANT}
    changes = {word for word in _MEANT if _MEANT[word] in _CHANGES}
    near = [word for word in _MEANT if like[word] >= (_NEARLY_THE_SAME if word in changes else _NEAR)]
    best = max(near, key=lambda word: (like[word], word not in changes), default=None)
    return None if best is None else _MEANT[best]


async def tell_help(desk: Desk, person: str, rest: str) -> Message:
    """Return what can be asked."""
    return draw_lines(await _help_lines(desk, person))


COMMANDS: Mapping[str, Command] = {
    "help": tell_help,
    "queue": review_now,
    "workflows": tell_register,
    "workflow": tell_of_workflow,
    "trust": tell_trust,
    "digest": tell_digest,
    "month": tell_month,
    "propose": propose,
    "away": away,
    "quiet": quiet,
    "assign": assign,
    "test-reminder": send_test_reminder,
    "pause": pause,
    "resume": resume,
}

# What else people call them.
_MEANT: Mapping[str, str] = {name: name for name in COMMANDS} | {
    "status": "workflow",
    "show": "workflow",
    "list": "workflows",
    "register": "workflows",
    "review": "queue",
    "stop": "pause",
    "continue": "resume",
    "leave": "away",
    "holiday": "away",
    "give": "assign",
}
_CHANGES = frozenset({"away", "quiet", "assign", "test-reminder", "pause", "resume"})
# As difflib measures it: 2 × the letters that match, of all letters of both.
_NEAR = 0.6
_NEARLY_THE_SAME = 0.8

# What guests and people of other companies may not do.
FOR_MEMBERS = frozenset(
    {"month", "trust", "digest", "propose", "away", "assign", "test-reminder", "pause", "resume"}
)


async def _help_lines(desk: Desk, person: str) -> list[Sentence]:
    """Return what this person can ask; all of it where nobody can say who they are just now."""
    known = await desk.directory.person(person)
    is_member = known is None or known.kind == "member"
    names = [name for name in COMMANDS if is_member or name not in FOR_MEMBERS]
    return [say("command.help"), *(say(f"command.help.{name}") for name in names)]
