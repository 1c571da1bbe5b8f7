"""The leading signals in words: counts where there are too few, a share with its interval where there are enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from domain.probes import Noticed
from domain.signals.leading import Leading
from domain.signals.peoples_time import PeoplesTime
from domain.signals.wrong_ones_out import Version, WrongOnesOut
from handlers.cards.leave import spelled
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import counted, duration, line, share, unit_of, whole_range

_TEAM_ROOM = 40


def signal_words(signals: Leading, sizes: Mapping[str, int]) -> Iterator[Sentence]:
    """Give the three, in the order in which leaders ask; `sizes`: how many people are in each team."""
    yield from wrong_words(signals.wrong)
    yield time_words(signals.time, sizes)
    yield notice_words(signals.noticed)


def wrong_words(wrong: WrongOnesOut) -> Iterator[Sentence]:
    """Give how many wrong ones got out, against what was signed; what was only reported, or late, apart."""
    yield _wrong(wrong)
    if wrong.reported:
        yield say("wrong.reported", count=wrong.reported)
    if wrong.late:
        yield say("wrong.too_late", count=wrong.late)


def _wrong(wrong: WrongOnesOut) -> Sentence:
    if not wrong.gone_out:
        return say("wrong.nothing_out")
    if (
        wrong.people_first
    ):  # what people let out is found wrong only where somebody says so: a count, no share
        key = "wrong.people_first_some" if wrong.wrong else "wrong.people_first"
        return say(key, out=counted(wrong.gone_out), wrong=wrong.wrong)
    figure = wrong.figure
    if not wrong.looked_at or figure.low is None or figure.high is None:
        return say("wrong.unchecked", out=counted(wrong.gone_out))
    none = wrong.rate is not None and wrong.rate.rate == 0
    of = unit_of(figure.high if none else figure.value or 0) if wrong.looked_at > 1 else 0
    signed = "" if wrong.tolerated is None else plain("wrong.signed", tolerated=line(wrong.tolerated, of))
    said: dict[str, str | int] = {"out": counted(wrong.gone_out), "signed": signed}
    said["versions"] = _how_many(len(wrong.versions))
    if none:
        return say_count("wrong.none", wrong.looked_at, high=share(figure.high, up=True), **said)
    if figure.value is None:
        return say("wrong.too_few", wrong=wrong.found, count=wrong.looked_at, out=said["out"])
    low, high = whole_range(figure.low, figure.high, unit_of(figure.value))
    return say(
        "wrong.about", share=share(figure.value), count=counted(wrong.looked_at), low=low, high=high, **said
    )


def version_words(wrong: WrongOnesOut, timezone: str) -> Sentence | None:
    """Return what each of the two newest versions made, where more than one is behind it; None for one."""
    if len(wrong.versions) < 2:
        return None
    newest, older, *more = wrong.versions
    since = spelled(newest.made.first_at.astimezone(ZoneInfo(timezone)).date())
    said = {"newest": plain("versions.since", since=since, what=_made(newest))}
    key = "versions.before" if older.made.last_at <= newest.made.first_at else "versions.beside"
    said["older"] = plain(key, what=_made(older))
    if not more:
        return say("versions.two", **said)
    return say("versions.more", count=len(wrong.versions), more=len(more), **said)


def _made(version: Version) -> str:
    out, figure = version.out, version.out.figure
    count = counted(out.looked_at)
    if not out.people_first and not out.found and figure.high is not None:
        return plain("versions.none", count=count, high=share(figure.high, up=True))
    if figure.value is None or figure.low is None or figure.high is None:
        return plain("versions.counted", wrong=out.found, count=count)
    low, high = whole_range(figure.low, figure.high, unit_of(figure.value))
    return plain("versions.about", share=share(figure.value), low=low, high=high, count=count)


def _how_many(versions: int) -> str:
    if versions < 2:
        return ""
    return plain("wrong.two_versions") if versions == 2 else plain("wrong.versions", count=versions)


def time_words(time: PeoplesTime, sizes: Mapping[str, int]) -> Sentence:
    """Return how much of people's time it took, and which team carried most where that may be said."""
    minutes = time.checking + time.cleaned
    if time.is_floor:
        return say("time.floor", time=duration(minutes)) if minutes else say("time.unknown")
    if not minutes:
        return say("time.none")
    most = time.carried_most(sizes)
    if most and len(time.teams) > 1:
        return say("time.most", time=duration(minutes), team=clipped(most.capitalize(), _TEAM_ROOM))
    return say("time.all", time=duration(minutes))


def measured_words(times: Sequence[PeoplesTime]) -> Sentence | None:
    """Return how many of these looks were measured, and what is told of the rest; None where there is no rest."""
    looks, measured = sum(one.looks for one in times), sum(one.measured for one in times)
    rest = [one.is_floor for one in times if one.measured < one.looks]
    if not rest:
        return None
    key = "week.measured_floor" if all(rest) else "week.measured_some" if any(rest) else "week.measured"
    return say(key, measured=counted(measured), count=counted(looks))


def notice_words(noticed: Noticed) -> Sentence:
    """Return how many planted mistakes were caught."""
    if not noticed.planted:
        return say("notice.untested")
    if not noticed.may_be_shown:
        return say("notice.few")
    return say("notice.caught", caught=noticed.caught, count=noticed.planted)


def cleaning_words(time: PeoplesTime, sizes: Mapping[str, int]) -> Sentence | None:
    """Return who cleaned up for how long, teams that may not be named together; None where nobody did."""
    if not time.cleaned:
        return None
    said = [
        plain(
            "figures.cleaned_by",
            team=clipped(team.capitalize(), _TEAM_ROOM) or plain("team.others"),
            time=duration(minutes),
        )
        for team, minutes in time.cleaned_by(sizes).items()
    ]
    return say("figures.cleaned", what=", ".join(said))
