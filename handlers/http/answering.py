"""An AI system answers what a reviewer asked about its output."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Request

from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.ids import is_id
from domain.refusals import Refused
from handlers.http import shapes
from handlers.http.answers import JsonResponse, Problem
from handlers.http.checks import check_words
from handlers.http.keyring import Keyring
from handlers.http.raw import ClientGone, expect, headers_of, read_body
from handlers.http.reading import read_shape
from handlers.http.refusals import problem_of
from handlers.http.rendering import output_shape
from handlers.http.schemas import answers, ref
from storage.database import Database
from storage.output_views import output_view
from usecases.answer_question import AnswerQuestion, answer_question

_BODY_BYTES = 65_536
_DECODER = msgspec.json.Decoder(shapes.NewAnswer)


def answering_router(db: Database, clock: Clock, keyring: Keyring) -> APIRouter:
    """Return the route."""
    router = APIRouter(default_response_class=JsonResponse)
    submitter = Depends(keyring.submitter)

    @router.post(
        "/v1/outputs/{output_id}/answer",
        operation_id="answer_question",
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ref(shapes.NewAnswer)}},
            }
        },
        **answers(shapes.Output, 400, 401, 403, 404, 408, 409, 413, 415, 422, 503),
    )
    async def answer(
        output_id: Annotated[str, Path(description="out_…")], request: Request, key: ApiKey = submitter
    ) -> Any:
        """Answer a reviewer's open question: once. The same answer again does no harm."""
        if not is_id(output_id, "out"):
            raise problem_of(Refused.of("not_found"), clock.now())
        given = await _read(request)
        command = AnswerQuestion(
            output_id=output_id,
            answer=given.answer.strip(),
            via="api",
            now=clock.now(),
            question_id=given.question,
            key_id=key.id,
            workflow=key.workflow,
        )
        outcome = await db.write(answer_question, command)
        if isinstance(outcome, Refused):
            raise problem_of(outcome, clock.now())
        view = await db.read(output_view, output_id, key.workflow)
        if view is None:
            raise RuntimeError(f"{output_id} was changed and is not there")
        return JsonResponse(output_shape(view, clock.now()))

    return router


async def _read(request: Request) -> shapes.NewAnswer:
    """Return what was sent. Raises Problem."""
    headers = headers_of(request.scope)
    expect(headers, b"application/json")
    try:
        body = await read_body(headers, request.receive, _BODY_BYTES)
    except ClientGone:
        raise Problem(400, "incomplete", "The body ended too early. Send the request again.") from None
    given, _ = read_shape(body, _DECODER)
    check_words(given.answer, "answer")
    return given
