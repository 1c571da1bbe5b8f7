"""The trust and load figures, one a file. A signal is told with its n and interval, or not as a share at all."""

from __future__ import annotations

from domain.signals import (
    agreement,
    change,
    cleanup,
    confidence,
    cost,
    exceptions,
    fast_approvals,
    load,
    noticing,
    overturned,
    peoples_time,
    pilot_and_scale,
    sampling,
    staffing,
    standing,
    threshold,
    trust,
    use,
    waiting,
    wrong_ones_out,
)
from domain.signals.signal import Signal

# In the order in which leaders read them.
LEADING: tuple[Signal, ...] = (wrong_ones_out.SIGNAL, peoples_time.SIGNAL, noticing.SIGNAL)
# What stands behind them, of one workflow at a time: what is open, how good the checking is, whether it is used and
# trusted, how much work there is, and what that costs.
BEHIND: tuple[Signal, ...] = (
    standing.SIGNAL,
    change.SIGNAL,
    pilot_and_scale.SIGNAL,
    agreement.SIGNAL,
    overturned.SIGNAL,
    fast_approvals.SIGNAL,
    sampling.SIGNAL,
    confidence.SIGNAL,
    threshold.SIGNAL,
    use.SIGNAL,
    trust.SIGNAL,
    load.SIGNAL,
    waiting.SIGNAL,
    staffing.SIGNAL,
    cost.SIGNAL,
    cleanup.SIGNAL,
    exceptions.SIGNAL,
)
SIGNALS = LEADING + BEHIND
