"""The HTTP API as one ASGI application."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route
from starlette.types import Message, Receive, Scope, Send

from domain.clock import Clock
from handlers.http.answering import answering_router
from handlers.http.answers import Problem, as_response
from handlers.http.bulk import Bulk
from handlers.http.docs import docs_page
from handlers.http.feedback import PATH as FEEDBACK_PATH
from handlers.http.feedback import FeedbackGiven
from handlers.http.health import Check, Readiness, database_checks, health_router, world_notes
from handlers.http.keyring import Keyring
from handlers.http.limits import Limits, Turnstile
from handlers.http.meter import Meter
from handlers.http.outputs import outputs_router
from handlers.http.raw import RawEndpoint, answer_to
from handlers.http.schemas import describe
from handlers.http.signals import signals_router
from handlers.http.slack_events import SlackEvents
from handlers.http.submission import Submission
from handlers.http.waiters import Waiters
from handlers.http.waiting import PATH, Waiting
from handlers.http.workflows import workflows_router
from storage.database import Database
from storage.transaction import Unavailable

VERSION = "1"
Bolt = Callable[[Request], Awaitable[Response]]


class Api(FastAPI):
    """FastAPI, with a short way in front of it for the requests that come by the thousand.

    `waiters` are closed before the server is: they are answered at once, so that it need not wait for them.
    """

    waiters: Waiters
    meter: Meter
    readiness: Readiness
    short_ways: dict[tuple[str, str], tuple[str, RawEndpoint]]
    one_output: RawEndpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and count it."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        began = time.perf_counter()
        method, path = scope["method"], scope["path"]
        route, endpoint = self.short_ways.get((method, path), ("", None))
        if endpoint is None and method == "GET" and path.startswith(PATH) and "/" not in path[len(PATH) :]:
            route, endpoint = PATH + "{output_id}", self.one_output
        if endpoint is not None:
            status = await endpoint.serve(scope, receive, send)
        else:
            status, route = await self._serve_ordinary(scope, receive, send)
        self.meter.note(method if method in _METHODS else "other", route, status, time.perf_counter() - began)

    async def _serve_ordinary(self, scope: Scope, receive: Receive, send: Send) -> tuple[int, str]:
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await super().__call__(scope, receive, noting)
        except Exception:  # noqa: BLE001 - a bug: the handler below has logged it and told the client
            status = status or 500
        route = getattr(scope.get("route"), "path", "unknown")
        return status, route

    def openapi(self) -> dict[str, Any]:
        """Return the description that is also at /openapi.json."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(self, version=VERSION)
        return self.openapi_schema


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def build_api(
    db: Database,
    clock: Clock,
    *,
    allow_local_callbacks: bool = False,
    checks: Mapping[str, Check] | None = None,
    slack_events: Bolt | None = None,
    most_waiters: int | None = None,
    limits: Limits | None = None,
    draws: bytes | None = None,
) -> Api:
    """Return the API over a database that is, or will be, started.

    `checks` are further parts that `/readyz` asks; `slack_events` is Bolt's handler, where Slack sends its
    events by HTTP; `most_waiters` defaults to four fifths of the files that the process may open; `limits` are
    each key's; `draws` is what keys the draws of `automated` are made from, None: everything is looked at.
    """
    api = Api(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    limits = limits or Limits()
    keyring = Keyring(db, Turnstile(db, limits))
    most = room_for_waiters() if most_waiters is None else most_waiters
    api.waiters = Waiters(db, most=most, share=limits.waiting_share)
    api.meter = Meter(db, api.waiters)
    submit = RawEndpoint(
        Submission(db, clock, keyring, draws=draws, allow_local_callbacks=allow_local_callbacks)
    )
    bulk = RawEndpoint(Bulk(db, clock, keyring, draws=draws, allow_local_callbacks=allow_local_callbacks))
    api.one_output = RawEndpoint(Waiting(db, clock, keyring, api.waiters))
    api.short_ways = {
        ("POST", "/v1/outputs"): ("/v1/outputs", submit),
        ("POST", "/v1/outputs/bulk"): ("/v1/outputs/bulk", bulk),
    }
    # The same three as routes, so that the router knows which methods there are; and one that reads strictly.
    for path, method, endpoint in (
        ("/v1/outputs", "POST", submit),
        ("/v1/outputs/bulk", "POST", bulk),
        ("/v1/outputs/{output_id}", "GET", api.one_output),
        (FEEDBACK_PATH, "POST", RawEndpoint(FeedbackGiven(db, clock, keyring))),
    ):
        api.router.routes.append(Route(path, endpoint, methods=[method], include_in_schema=False))
    api.include_router(outputs_router(db, clock, keyring, draws))
    api.include_router(answering_router(db, clock, keyring))
    api.include_router(workflows_router(db, clock, keyring))
    api.include_router(signals_router(db, clock, keyring))
    api.readiness = Readiness(database_checks(db, clock) | dict(checks or {}), world_notes(db))
    api.include_router(health_router(db, clock, api.readiness, api.meter))
    _add_description(api)
    if slack_events is not None:
        api.router.routes.append(
            Route("/slack/events", SlackEvents(slack_events), methods=["POST"], include_in_schema=False)
        )
    _add_problems(api)
    return api


def room_for_waiters() -> int:
    """Return how many requests may wait: a connection each, and some files are left for everything else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 100_000 if soft == resource.RLIM_INFINITY else soft * 4 // 5


def _add_description(api: Api) -> None:
    @api.get("/openapi.json", include_in_schema=False)
    async def openapi_json() -> JSONResponse:
        return JSONResponse(api.openapi())

    @api.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return docs_page(api.openapi())


def _add_problems(api: Api) -> None:
    """Turn every exception into the one form of an error."""

    async def other(_: Request, error: Exception) -> Response:
        return as_response(answer_to(error))

    async def unread(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return as_response(_not_understood(error).answer)

    async def unserved(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return as_response(_not_served(api, request, error).answer)

    api.add_exception_handler(Problem, other)
    api.add_exception_handler(Unavailable, other)
    api.add_exception_handler(RequestValidationError, unread)
    api.add_exception_handler(HTTPException, unserved)
    api.add_exception_handler(Exception, other)


def _not_understood(error: RequestValidationError) -> Problem:
    first = error.errors()[0]
    name = str(first["loc"][-1])[:60]
    if first["type"] == "extra_forbidden":
        told = f"There is no parameter `{name}` here. See /docs."
        return Problem(422, "unknown_parameter", told, field=name)
    if first["type"].startswith(("datetime", "timezone")):
        told = f"`{name}` must be a time with a zone, such as 2026-11-24T12:00:00Z."
        return Problem(422, "invalid_time", told, field=name)
    told = re.sub(r"^(Input|String) should", "must", first["msg"])
    return Problem(422, "invalid_value", f"`{name}` {told}.", field=name)


def _not_served(api: Api, request: Request, error: HTTPException) -> Problem:
    if error.status_code == 405:
        allowed = ", ".join(_methods(api, request))
        told = f"Use {allowed} here."
        return Problem(405, "method_not_allowed", told, headers={"Allow": allowed})
    if error.status_code == 404:
        return Problem(404, "not_found", "There is nothing here. See /docs for what there is.")
    return Problem(error.status_code, "refused", f"{error.detail}.")


def _methods(api: Api, request: Request) -> list[str]:
    def serves(method: str) -> bool:
        asked = {**request.scope, "method": method}
        return any(route.matches(asked)[0] is Match.FULL for route in api.routes)

    return [method for method in sorted(_METHODS) if serves(method)]
