"""`answerable workflow`: workflows as code, who answers for them, and which lane is in force."""

from __future__ import annotations

import click

from bot.commands.workflow.apply import apply
from bot.commands.workflow.look import listed, show
from bot.commands.workflow.sign import lane, pause, resume
from bot.commands.workflow.trial import try_file


@click.group()
def workflow() -> None:
    """Workflows: apply a file, look, sign a lane, stop and go on."""


for command in (apply, try_file, listed, show, lane, pause, resume):
    workflow.add_command(command)
