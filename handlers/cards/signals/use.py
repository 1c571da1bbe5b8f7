"""Whether people use it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.use import Corrections, InUse, Team, Uses
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import counted, share, unit_of, whole_range

_TEAM_ROOM = 40


def words(found: InUse) -> Iterator[Sentence]:
    """Give what those who were asked have said, and apart what was said unasked and what reviewers changed; nothing
    before there is any.
    """
    if found.asked:
        yield _asked(found)
    if found.may_be_shown and found.teams:
        teams = ", ".join(_team(team, uses) for team, uses in found.teams.items())
        yield say("uptake.teams", teams=teams)
    if found.unasked.n:
        uses = found.unasked
        yield say("uptake.unasked", used=uses.used, edited=uses.edited, no_use=uses.no_use)
    if found.corrections.may_be_shown:
        yield _corrected(found.corrections)


def _corrected(found: Corrections) -> Sentence:
    figure = found.figure
    count = counted(figure.n)
    if figure.value is None or figure.low is None or figure.high is None:
        return say("uptake.few_corrected", count=count)
    low, high = whole_range(figure.low, figure.high, unit_of(figure.value))
    return say("uptake.corrected", count=count, share=share(figure.value), low=low, high=high)


def _asked(found: InUse) -> Sentence:
    if not found.may_be_shown:
        return say("uptake.few", asked=counted(found.asked))
    uses, figure = found.uses, found.figure
    facts: dict[str, str | int] = {
        "count": counted(uses.n),
        "asked": counted(found.asked),
        "edited": uses.edited,
        "no_use": uses.no_use,
    }
    if figure.value is None or figure.low is None or figure.high is None:
        return say("uptake.counts", used=uses.used, **facts)
    low, high = whole_range(figure.low, figure.high, unit_of(figure.value))
    return say("uptake.share", share=share(figure.value), low=low, high=high, **facts)


def _team(team: Team, uses: Uses) -> str:
    name = plain("team.others") if team is None else clipped(team.capitalize(), _TEAM_ROOM)
    return plain("uptake.team", team=name, used=uses.taken, count=uses.n)
