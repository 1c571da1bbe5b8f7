"""Summaries."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "week.title": "AI at work · week {week}",
    "week.quiet": "AI at work · week {week}. Nothing needs you. {count} workflows, nothing handed in, nothing waiting.",
    "week.quiet_one": "AI at work · week {week}. Nothing needs you. One workflow, nothing handed in, nothing waiting.",
    "week.skipped": "The bot was away: the summaries of weeks {weeks} were left out.",
    "week.skipped_one": "The bot was away: the summary of week {weeks} was left out.",
    "week.skipped_many": "The bot was away: the summaries of {count} weeks before this were left out.",
    "week.workflow": "{workflow}",
    "week.past_date": "its standard was to be looked at by {day}",
    "week.handed_in": "{count} handed in",
    "week.none_handed_in": "nothing handed in",
    "week.decided": "{count} decided ({approved} approved, {rejected} rejected)",
    "week.expired": "{count} not decided in time, not going out",
    "week.unchecked": "{count} gone out without a check first",
    "week.waiting": "{count} waiting, the oldest since {oldest}",
    "week.asked": "asked about {count} times",
    "week.asked_one": "asked about once",
    "week.late": "{count} late, {owner} answers for it",
    "week.more": "And {count} more: {handed_in} handed in, {decided} decided, {waiting} waiting, {late} late.",
}
