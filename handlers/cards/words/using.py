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
    "trusting.score": "Do people trust it? {score} of 7, in the middle ({count} of {asked} asked have answered).",
    "trusting.few": "Do people trust it? {asked} asked, and fewer than five have answered.",
    "trusting.calibrated": "In the last round of four weeks they said {stated} in 100 are right, and so it was: "
    "{right} were ({low} to {high}).",
    "trusting.more": "In the last round of four weeks they said {stated} in 100 are right; {right} were "
    "({low} to {high}): it earned less trust.",
    "trusting.less": "In the last round of four weeks they said {stated} in 100 are right; {right} were "
    "({low} to {high}): it earned more trust.",
    "trusting.unmeasured": "In the last round of four weeks they said {stated} in 100 are right; how many were is not "
    "measured.",
    "trusting.up": "They trust it more than when they were asked before.",
    "trusting.down": "They trust it less than when they were asked before.",
    "trusting.same": "They trust it as much as when they were asked before, as far as that can be told.",
    "uptake.unasked": "Said unasked: {used} used, {edited} changed first, {no_use} no use.",
    "uptake.corrected": "In up to twelve weeks reviewers corrected {count} that went out: in the middle they changed "
    "{share} characters of a text ({low} to {high}).",
    "uptake.few_corrected": "In up to twelve weeks reviewers corrected {count} that went out: too few to tell how much "
    "they changed.",
}
