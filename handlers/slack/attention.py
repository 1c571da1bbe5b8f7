"""Who has which output before them just now, so that two people do not read the same one.

Known to this process alone, for minutes, and never stored: it is a courtesy, not a lock. Whoever is slower all the
same is told by whom it was decided.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

# Whoever looks away for longer leaves it to the others.
HELD_S = 180.0


@dataclass(frozen=True)
class _Look:
    output_ids: frozenset[str]
    until_s: float


class Attention:
    """What each person looks at: the newest look is the only one."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._looks: dict[str, _Look] = {}

    def turn_to(self, user_id: str, *output_ids: str) -> None:
        """Note what the person has before them now; nothing, if nothing is named."""
        self._looks.pop(user_id, None)
        if output_ids:
            self._looks[user_id] = _Look(frozenset(output_ids), self._now_s() + HELD_S)

    def of_others(self, user_id: str) -> frozenset[str]:
        """Return what anybody else has before them."""
        now_s = self._now_s()
        self._looks = {one: look for one, look in self._looks.items() if look.until_s > now_s}
        held = [look.output_ids for one, look in self._looks.items() if one != user_id]
        return frozenset().union(*held)
