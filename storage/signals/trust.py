"""What those who work with one workflow said in its last round that is over, and what was measured in it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.pulse import Round
from domain.signals.trust import Asked, Trust
from storage.pulse import Answers, answers_of
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import wrong_out

# Rounds begin by the installation's clocks: a day later they are over anywhere.
_ANYWHERE = timedelta(days=1)
# An earlier round than these says little of how it has changed.
_ROUNDS = 4


def read(conn: Connection, scope: Scope) -> Trust:
    """Return them, for the last round that was over by the end of the period."""
    last = Round.at(scope.ends_at - _ANYWHERE, ZoneInfo("UTC")).before
    rounds = [last]
    while len(rounds) < _ROUNDS:
        rounds.append(rounds[-1].before)
    found = answers_of(conn, scope.live.slug, rounds)
    latest = next((one for one in found if one.round == last), None)
    if latest is None:
        return Trust()
    zone = ZoneInfo(scope.live.policy.working_hours.timezone)
    wrong = wrong_out(conn, {scope.live.slug: scope.live}, last.begins_at(zone), last.ends_at(zone))
    earlier = (_asked(one) for one in found if one.round != last)
    before = next((one for one in earlier if one.may_be_shown), None)
    return Trust(_asked(latest), before, wrong[scope.live.slug])


def _asked(found: Answers) -> Asked:
    return Asked(found.asked, found.answers)
