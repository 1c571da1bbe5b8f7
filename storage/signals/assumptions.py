"""What was assumed of the costs, as far as it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.assumptions import Assumption
from domain.policy import Costs
from domain.standards import is_signed
from storage.standards import signatures_under
from storage.workflows import Workflow


@dataclass(frozen=True)
class SignedCosts:
    """The costs as they are signed, and when they were; nothing of them where they are not."""

    costs: Costs
    signed_on: date

    @property
    def minutes_saved(self) -> Assumption | None:
        """Return how many minutes each that is used saves; None: nobody has signed any."""
        return self._assumed(self.costs.minutes_saved)

    @property
    def error_minutes(self) -> Assumption | None:
        """Return how many minutes one mistake costs that got out."""
        return self._assumed(self.costs.error_minutes)

    def _assumed(self, value: float | None) -> Assumption | None:
        return None if value is None else Assumption(value, self.signed_on)


_NOTHING = SignedCosts(Costs(), date.min)


def signed_costs(conn: Connection, live: Workflow) -> SignedCosts:
    """Return the costs that are in force, if whoever has to has signed them; by the day of the workflow's own zone."""
    if not live.readable:
        return _NOTHING
    signatures = signatures_under(conn, [live.policy_id])[live.policy_id]
    if not is_signed({one.part for one in signatures}, high_impact=live.policy.high_impact):
        return _NOTHING
    signed_at = max(one.signed_at for one in signatures)
    zone = ZoneInfo(live.policy.working_hours.timezone)
    return SignedCosts(live.policy.costs, signed_at.astimezone(zone).date())
