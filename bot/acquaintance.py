"""What has to wait until Slack answers: who we are, the file of workflows, the leaders' channel."""

from __future__ import annotations

import asyncio
import logging

from bot.config import Settings
from bot.workflow_files import AppliedFile, WrongFile, apply_file
from domain.references import ChannelRef
from handlers.clock.reach import Reach
from handlers.slack.asking import Unreachable
from handlers.slack.directory import Directory
from storage.moved_channels import channel_now
from storage.organisation import LEADERS_CHANNEL, parts
from storage.transaction import Unavailable
from usecases.keep_organisation import KeepOrganisation, keep_organisation

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0

log = logging.getLogger(__name__)


class Acquaintance:
    """Tries until Slack answers; the rest of the bot works without. `/readyz` asks for its two problems."""

    def __init__(self, settings: Settings, directory: Directory, reach: Reach) -> None:
        self._settings, self._directory, self._reach = settings, directory, reach
        self._slack_says: str | None = "Slack has not answered yet."
        self._file_says: str | None = None
        self._made = asyncio.Event()

    async def slack_problem(self) -> str | None:
        """Return why Slack is not with us, None if it is."""
        return self._slack_says

    async def file_problem(self) -> str | None:
        """Return what is wrong with the file of workflows, None if nothing is."""
        return self._file_says

    async def made(self) -> None:
        """Wait until Slack has answered and the file is applied, or has turned out to be wrong."""
        await self._made.wait()

    async def run(self) -> None:
        """Try until it is done."""
        pause_s = _FIRST_PAUSE_S
        while not await self._try():
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        self._made.set()

    async def _try(self) -> bool:
        try:
            us = await self._directory.identity()
            await self._apply_file()
            await self._find_leaders()
        except (Unreachable, Unavailable) as away:
            said = f"Slack at {self._settings.slack_api_url} could not be asked: {away}."
            if said != self._slack_says:
                log.warning("%s It is tried again.", said)
            self._slack_says = said
            return False
        self._slack_says = None
        log.info("known to Slack as %s in %s", us.user_id, us.team_id)
        return True

    async def _apply_file(self) -> None:
        """What was in force stays in force where the file turns out to be wrong."""
        path = self._settings.workflows
        if path is None:
            return
        try:
            applied = await apply_file(
                self._reach.db,
                self._directory,
                path,
                timezone=self._settings.timezone,
                now=self._reach.clock.now(),
            )
        except WrongFile as wrong:
            self._file_says = (
                f"{wrong.problems[0]} ({len(wrong.problems)} in all; nothing of it was applied)."
            )
            for problem in wrong.problems:
                log.error("not applied: %s", problem)
        else:
            _log_applied(applied)

    async def _find_leaders(self) -> None:
        reference = self._settings.leaders_channel
        if reference is None:
            return
        found = await self._channel(reference)
        if found is None:
            log.error("ANSWERABLE_LEADERS_CHANNEL: the bot sees no channel %s; invite it there", reference)
            # Renamed, or gone: what it was stays in force, and who leads is told where it is gone.
            known = await self._reach.db.read(parts)
            found = known.get(LEADERS_CHANNEL, {}).get(reference.text)
        else:
            said = {LEADERS_CHANNEL: {reference.text: found}}
            command = KeepOrganisation(said, "operator", self._reach.clock.now())
            await self._reach.db.write(keep_organisation, command)
        self._reach.leaders_channel = found

    async def _channel(self, reference: ChannelRef) -> str | None:
        if reference.is_id:
            return await self._reach.db.read(channel_now, reference.text)
        found = await self._directory.channel_by_name(reference.text)
        return found.channel_id if found else None


def _log_applied(applied: AppliedFile) -> None:
    for one in applied.workflows:
        if not one.applied.unchanged:
            log.info("applied %s: version %s, in force: %s", one.slug, one.applied.version, one.lane)
    for line in applied.notes:
        log.warning("%s", line)
