"""What it costs, and whom: what stands behind the leading figures."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "cleanup.carries": "{team} cleaned up for {time} what others gain from.",
    "cleanup.others_carry": "Other teams than those that gain from it cleaned up for {time}.",
    "cleanup.worse_off": "{team} is worse off by it: {time} of checking and cleaning up, {saved} saved.",
    "cleanup.shift": (
        "For each hour that {team} saves, others clean up for {time} ({each} a piece, as was assumed on {day})."
    ),
    "cleanup.others": "another team",
}
