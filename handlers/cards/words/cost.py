"""What it costs, and whom: what stands behind the leading figures."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "cleanup.carries": "{team} spent {time} cleaning up what others gain from.",
    "cleanup.others_carry": "Other teams than those that gain from it spent {time} cleaning up.",
    "cleanup.worse_off": "{team} is worse off by it: {time} of checking and cleaning up, {saved} saved.",
    "cleanup.shift": (
        "For each hour that {team} saves, others clean up for {time} ({each} a piece, as was assumed on {day})."
    ),
    "cleanup.others": "another team",
    "cost.checking": "Checking took {each} for each one handed in{caught}.",
    "cost.money": "{each} ({money} in money)",
    "cost.a_caught": ", and {each} for each wrong one that was caught",
    "cost.none_caught": "; no wrong one was caught in {looks} looks",
    "cost.more": ", which costs more than it prevents ({error} a mistake)",
    "cost.must_save": "It pays if each one that is used saves at least {each}.",
    "cost.against": "It pays if each one that is used saves at least {each}; {saved} was assumed on {day}.",
    "exceptions.made": (
        "New exceptions: {made} of {out_of} (late and told to whoever answers for it: {escalated}, stopped: {stopped}, "
        "reopened: {reopened}, found wrong after they had gone out: {wrong})."
    ),
    "exceptions.more": "It makes more than it spares: about {times} new ones for each that is gone ({low} to {high}).",
    "exceptions.fewer": "It spares more than it makes: about {times} new ones for each that is gone ({low} to {high}).",
    "exceptions.unclear": "About {spared} are gone: whether that is more or fewer, nobody can say yet.",
    "exceptions.none_spared": "None of those from before are gone.",
}
