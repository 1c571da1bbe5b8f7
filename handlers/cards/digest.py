"""The week as a message for leaders: what needs them first, then how it goes, in at most fifteen lines of a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from domain.weekly import WeeklySummary
from domain.weeks import Week
from handlers.cards.elements import actions, button, context, header, line, section, verbatim
from handlers.cards.follow_up import follow_up_words
from handlers.cards.message import Json, Message, assembled
from handlers.cards.needs import Part, need_parts, need_words
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.weekly_room import BETWEEN, Chosen, choose, said
from handlers.cards.weekly_words import Line, left_out_words, needs_title, quiet_words, title_words


def draw_weekly(
    summary: WeeklySummary,
    *,
    skipped: Sequence[Week] = (),
    instead: Sentence | None = None,
    may_mute: bool = False,
) -> Message:
    """Return the summary; `skipped` are weeks whose summaries were left out. A quiet week is one line.

    `instead` says why one person has it instead of the leaders' channel; `may_mute`: it is one person's message.
    """
    about = f"digest:{summary.week}"
    why = [] if instead is None else [("instead", instead)]
    left_out = [("skipped", left_out_words(skipped))] if skipped else []
    if summary.is_quiet:
        quiet = quiet_words(summary)
        left_out += [("followed", follow_up_words(one)) for one in summary.followed[:1]]
        heard = [quiet, *(one for _, one in (*left_out, *why))]
        parts: list[Part] = [("quiet", section(quiet.plain()))]
        parts += [(name, context(one.plain())) for name, one in (*left_out, *why)]
        if summary.workflows:
            parts.append(("figures", actions(*_buttons(summary, "button.details", may_mute=may_mute))))
        return assembled("ans", about, " ".join(one.mrkdwn() for one in heard), parts)
    besides = [*why, *left_out]
    chosen = choose(summary, [one for _, one in besides])
    parts = [("title", header(title_words(summary).plain()))]
    parts += [(name, context(one.plain())) for name, one in besides]
    parts += _parts(summary, chosen)
    parts.append(("figures", actions(*_buttons(summary, "button.all_figures", may_mute=may_mute))))
    lines = _lines(summary, chosen, [one for _, one in besides])
    told = "\n".join(BETWEEN.join(one.mrkdwn() for one in each) for each in lines)
    return assembled("ans", about, told, parts)


def weekly_text(summary: WeeklySummary, *, skipped: Sequence[Week] = ()) -> str:
    """Return the summary as plain text, as it would be read out."""
    left_out = [left_out_words(skipped)] if skipped else []
    if summary.is_quiet:
        followed = [follow_up_words(one) for one in summary.followed[:1]]
        lines: Iterable[Line] = ([one] for one in (quiet_words(summary), *left_out, *followed))
    else:
        lines = _lines(summary, choose(summary, left_out), left_out)
    return "\n".join(said(each) for each in lines) + "\n"


def _parts(summary: WeeklySummary, chosen: Chosen) -> Iterator[Part]:
    if chosen.needs:
        title = needs_title(len(chosen.needs), len(summary.needs))
        yield "needs", line([_bold(title.plain())])
    for number, need in enumerate(chosen.needs, start=1):
        yield from need_parts(need, summary, number)
    yield "going", line([_bold(plain("week.going"))])
    for number, each in enumerate(chosen.going, start=1):
        yield f"line{number}", line(_rich(each))
    for number, one in enumerate(chosen.ending, start=1):
        yield f"end{number}", context(one.plain())


def _lines(summary: WeeklySummary, chosen: Chosen, besides: Iterable[Sentence]) -> Iterator[Line]:
    yield [title_words(summary)]
    yield from ([one] for one in besides)
    if chosen.needs:
        yield [needs_title(len(chosen.needs), len(summary.needs))]
    yield from ([need_words(need, summary)] for need in chosen.needs)
    yield [say("week.going")]
    yield from chosen.going
    yield from ([one] for one in chosen.ending)


def _buttons(summary: WeeklySummary, label: str, *, may_mute: bool) -> Iterator[Json]:
    """Give what opens the rest; to whoever answers for them, also what is late, where something was."""
    if summary.is_own and any(each.late or each.looks_late for each in summary.workflows):
        yield button("late_now", plain("button.late_now"), str(summary.week))
    yield button("all_figures", plain(label), str(summary.week))
    if may_mute:
        yield button("mute_weekly", plain("button.mute_weekly"), str(summary.week))


def _bold(text: str) -> Json:
    return verbatim(text) | {"style": {"bold": True}}


def _rich(told: Line) -> list[Json]:
    """Return a line, what it is about in bold where more is said of it."""
    if len(told) == 1:
        return told[0].rich()
    elements: list[Json] = []
    for one in told:
        elements += [verbatim(BETWEEN)] if elements else []
        elements += one.rich() if elements else [_bold(one.plain())]
    return elements
