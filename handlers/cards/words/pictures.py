"""What stands on pictures, and what they say to whoever does not see them. Few words: they are read on a phone."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "picture.errors_out": "Wrong ones that got out, week {week}",
    "picture.seen": "seen, with its range",
    "picture.above": "above it",
    "picture.signed": "signed",
    "picture.in_100": "of 100 that went out",
    "picture.about": "about {share}",
    "picture.none_at_most": "none, at most {high}",
    "picture.row": "{label}: {said} ({low} to {high})",
    "picture.row_signed": "{label}: {said} ({low} to {high}), signed {signed}",
    "picture.row_above": "{label}: {said} ({low} to {high}), above the {signed} that was signed",
    "picture.more": "And {count} more.",
    "picture.more_one": "And one more.",
    "picture.too_few": "Too few to say: {what}.",
    "picture.people_first": "A person decides first, so no share: {what}.",
    "picture.and_more": "{what} and {count} more",
    "picture.load": "For people to decide, {count} weeks",
    "picture.came": "came in",
    "picture.open": "waiting as the week ended",
    "picture.week": "week",
    "picture.load_week": "Week {week}: {came} came in, {open} waiting as it ended",
    "picture.hours": "People's hours, week {week}",
    "picture.checking": "checking",
    "picture.cleaning": "cleaning up",
    "picture.hours_row": "{team}: checking {checking}, cleaning up {cleaning}",
    "picture.trust": "Trusted as much as it earns?",
    "picture.measured": "measured, with its range",
    "picture.stated": "what people think",
    "picture.right_of_100": "right ones of 100, last round of four weeks",
    "picture.said": "they think {stated}, measured {measured}",
    "picture.trust_row": "{label}: in the last round of four weeks people thought {stated} of 100 are right, measured "
    "{measured} ({low} to {high})",
    "picture.cleanup": "Who cleans up after whom, week {week}",
    "picture.after": "{cleans}, after {gains}",
    "picture.hours_of": "hours of cleaning up",
    "picture.cleanup_row": "{who}: {time}",
    "picture.others": "Others",
}
