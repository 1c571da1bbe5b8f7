"""How much work there is, and how long it waits: what stands behind the leading figures."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "duration.range": "{low} to {high}",
    "duration.or_more": "{low} or more",
    "waits.half": "How long does it wait? {half}{within}.",
    "waits.half_decided": "Half are decided within {working} of work ({between}; {clock} by the clock)",
    "waits.half_open": "More than half are not decided yet",
    "waits.within": "; {share} are within the {agreed} agreed ({low} to {high})",
    "waits.beside": "Questions asked meanwhile: {asked}; wishes for more time: {more}.",
    "load.counts": "For people to decide: {came} came in. Decided: {decided}; open at the end: {open}.",
    "load.unsteady": "The queue was not steady: what waits now may take longer, or less long, than what was decided.",
    "staffing.full": (
        "More comes in than {count} reviewers can judge in the time that they give: what waits grows by about {grows} "
        "a day."
    ),
    "staffing.tight": (
        "{count} reviewers are busy {busy} of the time that they give: at the least, each output waits {wait} for "
        "somebody to be free."
    ),
    "staffing.fewer_full": "With one reviewer fewer, what waits would grow by about {grows} a day.",
    "staffing.fewer_tight": (
        "With one reviewer fewer they would be busy {busy} of the time that they give, and each would wait {wait} at "
        "the least."
    ),
    "standing.unowned": "Nobody has owned it since {since}{also}.",
    "standing.also_past": ", and what is good enough was to be looked at again by {day}",
    "standing.past_date": "What is good enough was to be looked at again by {day}.",
    "standing.put_right": "Wrong ones still to be put right: {count}{late}.",
    "standing.put_right_one": "One wrong one is still to be put right{late}.",
    "standing.late": " ({late} late)",
}
