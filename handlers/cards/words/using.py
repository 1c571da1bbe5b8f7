"""Whether people use what comes out, and trust it."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "uptake.share": "Of what was asked about, about {share} was used ({low} to {high}): {count} of {asked} have said; "
    "{edited} changed it first, {no_use} had no use for it.",
    "uptake.counts": "Did they use it? {count} of {asked} asked have said: {used} used it, {edited} changed it first, "
    "{no_use} had no use for it.",
    "uptake.few": "Did they use it? {asked} asked; too few people have said.",
    "uptake.teams": "Used, by team: {teams}.",
    "uptake.team": "{team} {used} of {count}",
    "uptake.unasked": "Said unasked: {used} used, {edited} changed first, {no_use} no use.",
}
