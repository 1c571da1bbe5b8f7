"""What a workflow's trust and load figures are, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from domain.announcements import stamp
from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.signals import SIGNALS
from domain.signals.signal import Reading, Signal
from handlers.cards.phrase import plain
from handlers.figures_csv import COLUMNS, FigureRow, figures_csv
from handlers.http import shapes
from handlers.http.answers import JsonResponse, Problem
from handlers.http.keyring import Keyring
from handlers.http.moments import moment
from handlers.http.schemas import answers
from storage.database import Database
from storage.signals.behind import readings
from storage.workflows import workflow

DEFAULT_PERIOD = timedelta(days=28)
LONGEST_PERIOD = timedelta(days=400)
# Some figures look back further than the period.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

_ANSWERS = answers(shapes.Signals, 401, 403, 404, 422, 503)
_ANSWERS["responses"][200]["content"]["text/csv"] = {
    "schema": {"type": "string", "description": f"A row each: {', '.join(COLUMNS)}"}
}


class Period(BaseModel):
    """From when to when; by default the last four weeks."""

    model_config = ConfigDict(extra="forbid")

    begins: Annotated[
        AwareDatetime | None, Query(description="Default: 28 days before `to`"), Field(alias="from")
    ] = None
    ends: Annotated[
        AwareDatetime | None, Query(description="Not in it; at most, and by default, now"), Field(alias="to")
    ] = None
    format: Annotated[
        Literal["json", "csv"] | None, Query(description="Default: what `Accept` asks for, else json")
    ] = None


def signals_router(db: Database, clock: Clock, keyring: Keyring) -> APIRouter:
    """Return the route. A key knows of its own workflow only."""
    router = APIRouter(default_response_class=JsonResponse)

    @router.get(
        "/v1/workflows/{slug}/signals",
        operation_id="show_signals",
        **_ANSWERS,
    )
    async def show_signals(
        slug: Annotated[str, Path()],
        asked: Annotated[Period, Query()],
        request: Request,
        key: ApiKey = Depends(keyring.reader),  # noqa: B008  # as FastAPI wants it
    ) -> Any:
        """Tell the trust and load figures of a period, each with its interval and out of how many."""
        begins_at, ends_at = _period(asked, clock.now())
        found = await db.read(_readings, slug, begins_at, ends_at) if slug == key.workflow else None
        if found is None:
            raise Problem(
                404, "not_found", "There is no such workflow. Check its name and the key's workflow."
            )
        if asked.format == "csv" or (asked.format is None and _wants_csv(request.headers.get("accept", ""))):
            table = figures_csv(FigureRow.of(slug, one, found[one.key].figure) for one in SIGNALS)
            return Response(table, media_type="text/csv", headers={"Vary": "Accept"})
        shown = [signal_shape(one, found[one.key]) for one in SIGNALS]
        return JsonResponse(
            shapes.Signals(workflow=slug, begins_at=stamp(begins_at), ends_at=stamp(ends_at), signals=shown)
        )

    return router


def signal_shape(one: Signal, found: Reading) -> shapes.Signal:
    """Return a signal of a workflow as the API tells it."""
    return shapes.Signal(
        key=one.key,
        title=plain(f"signal.{one.key}"),
        **vars(found.figure),
        unit=one.unit,
        window=one.window,
        method=one.formula,
        counts=dict(found.counts),
        rows=[dict(row) for row in found.rows],
    )


def _wants_csv(accept: str) -> bool:
    """Say whether a table is asked for by name, and no less than JSON."""
    wanted = {"text/csv": 0.0, "application/json": 0.0}
    for one in accept.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
        if name in wanted:
            wanted[name] = _weight(weights[0]) if weights else 1.0
    return wanted["text/csv"] > 0 and wanted["text/csv"] >= wanted["application/json"]


def _weight(given: str) -> float:
    try:
        return float(given)
    except ValueError:
        return 0.0


def _period(asked: Period, now: datetime) -> tuple[datetime, datetime]:
    # What is not over yet would tell day by day of those who have said something since.
    ends_at = min(moment(asked.ends, "to") or now, now)
    if ends_at < _EARLIEST:
        raise Problem(422, "invalid_time", "`to` is too far away.", field="to")
    begins_at = moment(asked.begins, "from") or ends_at - DEFAULT_PERIOD
    if begins_at >= ends_at:
        raise Problem(422, "invalid_value", "`from` must be before `to`.", field="from")
    if ends_at - begins_at > LONGEST_PERIOD:
        told = f"At most {LONGEST_PERIOD.days} days at once. Move `from` or `to`."
        raise Problem(422, "out_of_range", told, field="from")
    return begins_at, ends_at


def _readings(
    conn: Connection, slug: str, begins_at: datetime, ends_at: datetime
) -> dict[str, Reading] | None:
    found = workflow(conn, slug)
    return None if found is None else readings(conn, found, begins_at, ends_at)
