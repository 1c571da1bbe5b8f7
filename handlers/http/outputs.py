"""Ordinary requests about outputs: list, release, take back."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.ids import is_id
from domain.outputs import Output, State
from domain.refusals import Refused
from handlers.http import shapes
from handlers.http.answers import JsonResponse, Problem
from handlers.http.checks import check_idempotency_key
from handlers.http.keyring import Keyring
from handlers.http.moments import moment
from handlers.http.refusals import problem_of
from handlers.http.rendering import output_shape
from handlers.http.schemas import answers
from storage.crash_points import crash_point
from storage.database import Database
from storage.output_views import OutputView, Page, output_page, output_view
from usecases.recall_output import RecallOutput, recall_output
from usecases.release_output import ReleaseOutput, release_output

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

OutputId = Annotated[str, Path(description="out_…")]
Repeat = Annotated[str | None, Header(alias="Idempotency-Key")]


class Listing(BaseModel):
    """Which outputs to list."""

    model_config = ConfigDict(extra="forbid")

    workflow: Annotated[str | None, Query(max_length=200)] = None
    state: State | None = None
    since: Annotated[AwareDatetime | None, Query(description="Handed in at or after this time")] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    cursor: Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before")] = (
        None
    )


def outputs_router(db: Database, clock: Clock, keyring: Keyring, draws: bytes | None) -> APIRouter:
    """Return the routes. `draws` is what keys the draws are made from, or None."""
    router = APIRouter(default_response_class=JsonResponse)
    reader, submitter = Depends(keyring.reader), Depends(keyring.submitter)

    @router.get("/v1/outputs", operation_id="list_outputs", **answers(shapes.Outputs, 401, 403, 422, 503))
    async def list_outputs(asked: Annotated[Listing, Query()], key: ApiKey = reader) -> Any:
        """List the outputs of the key's workflow, newest first."""
        if asked.workflow not in (None, key.workflow):
            raise problem_of(Refused.of("key_other_workflow", workflow=key.workflow), clock.now())
        page = Page(
            key.workflow, asked.limit + 1, asked.state, moment(asked.since, "since"), _after(asked.cursor)
        )
        views = await db.read(output_page, page)
        return JsonResponse(_page(views, asked.limit, clock.now()))

    async def shown(key: ApiKey, outcome: Output | Refused) -> JsonResponse:
        """Return the output as it is after a change, or raise why there was none."""
        if isinstance(outcome, Refused):
            raise problem_of(outcome, clock.now())
        view = await db.read(output_view, outcome.id, key.workflow)
        if view is None:
            raise RuntimeError(f"{outcome.id} was changed and is not there")
        return JsonResponse(output_shape(view, clock.now()))

    def known(output_id: str) -> str:
        if not is_id(output_id, "out"):
            raise problem_of(Refused.of("not_found"), clock.now())
        return output_id

    @router.post(
        "/v1/outputs/{output_id}/release",
        operation_id="release_output",
        **answers(shapes.Output, 400, 401, 403, 404, 409, 503),
    )
    async def release(output_id: OutputId, repeat: Repeat = None, key: ApiKey = submitter) -> Any:
        """Release an approved output: exactly once, repeatable with the same key."""
        repeat = check_idempotency_key(None if repeat is None else repeat.encode("latin-1"))
        command = ReleaseOutput(known(output_id), key.workflow, key.id, repeat, clock.now(), draws)
        released = await db.write(release_output, command)
        crash_point("release.after_commit")
        return await shown(key, released)

    @router.post(
        "/v1/outputs/{output_id}/recall",
        operation_id="recall_output",
        **answers(shapes.Output, 401, 403, 404, 409, 503),
    )
    async def recall(output_id: OutputId, key: ApiKey = submitter) -> Any:
        """Take back an output that has not gone out."""
        command = RecallOutput(known(output_id), key.workflow, key.id, clock.now())
        return await shown(key, await db.write(recall_output, command))

    return router


def _page(views: list[OutputView], limit: int, now: datetime) -> shapes.Outputs:
    """Return the page; one view more than `limit` was asked for, to know whether there is another."""
    page = views[:limit]
    cursor = _cursor(page[-1].output) if len(views) > limit else None
    return shapes.Outputs([output_shape(view, now) for view in page], cursor)


def _cursor(last: Output) -> str:
    place = f"{(last.submitted_at - _EPOCH) // _MICROSECOND}.{last.id}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    """Return the output after which a page begins. Raises Problem (422) for a cursor that is not ours."""
    if cursor is None:
        return None
    try:
        place = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        micros, _, output_id = place.decode("ascii").partition(".")
        if not is_id(output_id, "out"):
            raise ValueError("a cursor names an output")
        return _EPOCH + int(micros) * _MICROSECOND, output_id
    except (ValueError, OverflowError, binascii.Error):
        told = "`cursor` is not one that this API gave. Leave it out to begin with the newest."
        raise Problem(422, "invalid_value", told, field="cursor") from None
