"""From an HTTP request to a method and back: token, faults, limits, scopes, the record of calls."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.errors import ApiError
from sandbox.faults import Fault
from sandbox.json_types import Json
from sandbox.web_api.call import Call, Method
from sandbox.web_api.methods import METHODS
from sandbox.workspace import APP_TOKEN
from sandbox.world import World


async def web_api(request: Request) -> Response:
    """Any method: `/api/NAME`."""
    world: World = request.app.state.world
    method = request.path_params["method"]
    try:
        arguments = await read_arguments(request)
    except ApiError as refusal:
        return JSONResponse({"ok": False, "error": refusal.code})
    token = _token(request, arguments)
    started_s = time.monotonic()
    response, answer = await _answered(request, world, method, token, arguments)
    world.calls.append(
        {
            "method": method,
            "at": world.clock.now(),
            "ms": round((time.monotonic() - started_s) * 1000, 1),
            "args": arguments,
            "ok": bool(answer.get("ok")),
            "error": answer.get("error"),
            "status": response.status_code,
        }
    )
    return response


async def read_arguments(request: Request) -> Json:
    """Query string and body (form or JSON) as one dictionary. ApiError `invalid_json`, `json_not_object`."""
    arguments: Json = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            decoded = json.loads(body or b"{}")
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(decoded, dict):
            raise ApiError("json_not_object")
        return arguments | decoded
    return arguments | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def drop(request: Request) -> Response:
    """Closes the connection without an answer."""
    transport = request.scope.get("sandbox.transport")
    if transport is not None:
        transport.abort()
    return Response(status_code=500)


async def _answered(
    request: Request, world: World, method: str, token: str, arguments: Json
) -> tuple[Response, Json]:
    fault = world.faults.take(method, arguments)
    if fault is not None and (failed := await _failed(request, fault)) is not None:
        return failed
    try:
        answer: Json = {"ok": True} | await _run(world, method, token, arguments)
        status, headers = 200, {}
    except ApiError as refusal:
        answer = {"ok": False, "error": refusal.code} | refusal.facts
        status, headers = refusal.status, refusal.headers
    if fault is not None and fault.fault == "drop_after_accept":
        return drop(request), answer
    headers = headers | {
        "x-oauth-scopes": ",".join(_scopes(world, token)),
        "x-slack-req-id": world.new_id("r"),
    }
    return JSONResponse(answer, status, headers), answer


async def _failed(request: Request, fault: Fault) -> tuple[Response, Json] | None:
    """What the fault says instead of the method; None if the method runs all the same."""
    if fault.fault == "slow":
        await asyncio.sleep(fault.delay_s)
    elif fault.fault == "429":
        answer: Json = {"ok": False, "error": "ratelimited"}
        return JSONResponse(answer, 429, {"Retry-After": str(fault.retry_after_s)}), answer
    elif fault.fault == "500":
        return PlainTextResponse("upstream connect error", 500), {"ok": False, "error": "http_500"}
    elif fault.fault == "drop_before_accept":
        return drop(request), {"ok": False, "error": "dropped"}
    elif fault.fault.startswith("error:"):
        answer = {"ok": False, "error": fault.fault.removeprefix("error:")}
        return JSONResponse(answer), answer
    return None


async def _run(world: World, name: str, token: str, arguments: Json) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    if name != "api.test":
        _check_token(world, method, token)
    call = Call(world, name, arguments)
    if not method.app_token:
        call.require_scope(*method.scopes)
    world.limits.spend(name, method.tier, call.text("channel") or None)
    result = method.handler(call)
    return await result if inspect.isawaitable(result) else result


def _check_token(world: World, method: Method, token: str) -> None:
    if not token:
        raise ApiError("not_authed")
    if token in world.dead_tokens:
        raise ApiError(world.dead_tokens[token])
    if token not in (world.bot_token, APP_TOKEN):
        raise ApiError("invalid_auth")
    if (token == APP_TOKEN) != method.app_token:
        raise ApiError("not_allowed_token_type")


def _token(request: Request, arguments: Json) -> str:
    """The token from the header or the arguments; out of the arguments it is taken away, so that no record has it."""
    given = arguments.pop("token", None)
    header = request.headers.get("authorization", "")
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else str(given or "")


def _scopes(world: World, token: str) -> tuple[str, ...]:
    return ("connections:write",) if token == APP_TOKEN else world.app.scopes
