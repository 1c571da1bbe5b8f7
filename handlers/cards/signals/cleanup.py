"""Who cleans up after whom, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.cleanup import OTHERS, CleanUp
from domain.statistics.shifting import Balance
from handlers.cards.leave import spelled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import duration

_TEAM_ROOM = 40
_HOUR = 60


def words(found: CleanUp) -> Iterator[Sentence]:
    """Give which team carries most of what others gain, and how much that is for each hour saved; else nothing."""
    if (worst := found.worst_off) is not None:
        yield _carries(found, *worst)
    shift, saves = found.shift, found.saves
    if shift is not None and saves is not None:
        yield say(
            "cleanup.shift",
            team=_called(shift.team),
            each=duration(saves.value),
            day=spelled(saves.signed_on),
            time=duration(shift.ratio * _HOUR),
        )


def _carries(found: CleanUp, team: str, balance: Balance) -> Sentence:
    if team == OTHERS:
        return say("cleanup.others_carry", time=duration(balance.shifted_in))
    if found.saves is None or balance.net >= 0:
        return say("cleanup.carries", team=_called(team), time=duration(balance.shifted_in))
    spent, saved = duration(balance.saved - balance.net), duration(balance.saved)
    return say("cleanup.worse_off", team=_called(team), time=spent, saved=saved)


def _called(team: str) -> str:
    return plain("cleanup.others") if team == OTHERS else clipped(team.capitalize(), _TEAM_ROOM)
