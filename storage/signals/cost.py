"""What checking cost in a period, and what stands against it."""

from __future__ import annotations

from sqlalchemy import Connection

from domain.signals.cost import Cost
from domain.signals.wrong_ones_out import WrongOnesOut
from domain.volumes import Volume
from storage.signals.assumptions import signed_costs
from storage.signals.leading import leading_in
from storage.signals.scope import Scope
from storage.signals.used import used
from storage.volumes import volumes_between


def read(conn: Connection, scope: Scope) -> Cost:
    """Return what people's time of the period went into, and how much came of it."""
    found = leading_in(conn, scope)
    time, wrong = found.time, found.wrong
    signed = signed_costs(conn, scope.live)
    return Cost(
        handed_in=handed_in(conn, scope),
        looks=time.looks,
        checking=time.checking,
        cleaned=time.cleaned,
        caught=wrong.stopped,
        used=sum(used(conn, scope).values()),
        escaped=_escaped(wrong),
        saves=signed.minutes_saved,
        error=signed.error_minutes,
        money_a_minute=signed.costs.review_minute,
        is_floor=time.is_floor,
    )


def handed_in(conn: Connection, scope: Scope) -> int:
    """Return how many outputs were handed in in the period."""
    slug = scope.live.slug
    return volumes_between(conn, [slug], scope.begins_at, scope.ends_at).get(slug, Volume()).handed_in


def _escaped(wrong: WrongOnesOut) -> float:
    """Return how many got out wrong: estimated where that can be told, else those that are known."""
    share = wrong.figure.value
    return float(wrong.wrong + wrong.reported) if share is None else share * wrong.gone_out
