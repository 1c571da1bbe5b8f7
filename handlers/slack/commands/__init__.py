"""`/answerable …`: one word chooses the command. COMMANDS is all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches

from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.slack.commands.assign import assign
from handlers.slack.commands.away import away
from handlers.slack.commands.pausing import pause, resume
from handlers.slack.commands.propose import propose
from handlers.slack.commands.queue import review_now
from handlers.slack.commands.quiet import quiet
from handlers.slack.commands.register import tell_register
from handlers.slack.commands.rehearsal import send_test_reminder
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
    if nearest := get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.5):
        lines.append(say("command.nearest", nearest=nearest[0]))
    return draw_lines([*lines, *_help_lines()])


async def tell_help(desk: Desk, person: str, rest: str) -> Message:
    """Return what can be asked."""
    return draw_lines(_help_lines())


COMMANDS: Mapping[str, Command] = {
    "help": tell_help,
    "queue": review_now,
    "workflows": tell_register,
    "workflow": tell_of_workflow,
    "propose": propose,
    "away": away,
    "quiet": quiet,
    "assign": assign,
    "test-reminder": send_test_reminder,
    "pause": pause,
    "resume": resume,
}


def _help_lines() -> list[Sentence]:
    return [say("command.help"), *(say(f"command.help.{name}") for name in COMMANDS)]
