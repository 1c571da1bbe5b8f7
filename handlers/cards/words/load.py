"""How much work there is, and how long it waits: what stands behind the leading figures."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "waits.few": "How long does it wait? {decided} decided and {open} still open: too few to say more.",
    "waits.half": "How long does it wait? {half}{within}.",
    "waits.half_decided": "Half are decided within {working} of work ({clock} by the clock)",
    "waits.half_open": "More than half are not decided yet",
    "waits.within": "; {share} are within the {agreed} agreed ({low} to {high})",
    "waits.beside": "Questions asked meanwhile: {asked}; wishes for more time: {more}.",
    "load.counts": "For people to decide: {came} came in. Decided: {decided}; open at the end: {open}.",
    "load.unsteady": "The queue was not steady: what waits now may take longer, or less long, than what was decided.",
}
