"""Which outputs are audited: a draw that an auditor can repeat and a submitter cannot foresee."""

from __future__ import annotations

import hashlib
import hmac

# Every released output has at least this chance of being audited: with none at all no rate could be estimated.
FLOOR = 0.01


def draw(key: bytes, output_id: str) -> float:
    """Return u in [0, 1) of an output: audited if it is below the fraction that was settled before it was drawn.

    Poisson sampling by a keyed hash. `key` is the workflow's secret, of its policy version.
    """
    digest = hmac.new(key, output_id.encode(), hashlib.sha256).digest()
    # The largest of them would be rounded up to 1.
    return min(int.from_bytes(digest[:8], "big") / 2**64, 1 - 2**-53)


def fraction(escape_budget: float, *, held: bool, sensitivity: float = 1.0) -> float:
    """Return the share to audit, in [FLOOR, 1], so that on average `escape_budget` bad outputs go out before the stop.

    `held`: audited outputs wait for the verdict; else they are audited after release, and the one that is found is out
    as well. `sensitivity` is the share of bad ones that reviewers catch, in (0, 1]; 1 where it was not measured.
    Whatever the error rate does meanwhile: see `domain.statistics.escapes`.
    """
    if escape_budget < 0:
        raise ValueError(f"escape_budget is a number of outputs, not {escape_budget}")
    if not 0 < sensitivity <= 1:
        raise ValueError(f"sensitivity is a share above 0, not {sensitivity}")
    until_found = escape_budget + 1 if held else escape_budget
    caught = sensitivity * until_found
    return 1.0 if caught <= 1 else max(FLOOR, 1 / caught)
