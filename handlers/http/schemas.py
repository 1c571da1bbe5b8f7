"""`openapi.json`, made from the shapes that are really decoded and encoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from handlers.http import shapes

Json = dict[str, Any]

SHAPES = (
    shapes.NewOutput,
    shapes.BulkLine,
    shapes.NewAnswer,
    shapes.Output,
    shapes.Outputs,
    shapes.NewFeedback,
    shapes.Feedback,
    shapes.Taken,
    shapes.NotTaken,
    shapes.Workflow,
    shapes.Workflows,
    shapes.Signals,
    shapes.Evidence,
    shapes.Error,
    shapes.Health,
    shapes.Readiness,
)
_MEANINGS = {
    200: "As it is now",
    201: "Handed in",
    400: "Malformed, or without an Idempotency-Key",
    401: "No API key that works",
    403: "The key may not do this",
    404: "There is no such thing, or none that the key may know of",
    408: "Too slow: nothing more came",
    409: "Not possible as things are now",
    413: "Too large",
    415: "Not the media type that is read here",
    422: "A value cannot be taken",
    429: "More than one key may ask for; try again after Retry-After seconds",
    503: "Busy; try again after Retry-After seconds",
}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same for the same request: sending twice does no harm",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def ref(shape: type[msgspec.Struct]) -> Json:
    """Return a reference to a shape's schema."""
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def response(status: int, shape: type[msgspec.Struct] = shapes.Error) -> Json:
    """Return one response of an operation."""
    told: Json = {
        "description": _MEANINGS[status],
        "content": {"application/json": {"schema": ref(shape)}},
    }
    return told | ({"headers": _RETRY_AFTER} if status in (429, 503) else {})


def answers(shape: type[msgspec.Struct], *problems: int) -> Json:
    """Return what FastAPI is told of an ordinary operation: what it answers, and which problems there are."""
    return {
        "response_model": None,
        "responses": {200: response(200, shape)} | {status: response(status) for status in problems},
    }


def describe(app: FastAPI, *, version: str) -> Json:
    """Return the whole description: FastAPI's of its routes, and that of those that bypass it."""
    told = get_openapi(
        title="Answerable",
        version=version,
        summary="Hand in what an AI system produced; learn what people decided.",
        routes=app.routes,
    )
    for path, operations in _RAW_PATHS.items():
        told["paths"].setdefault(path, {}).update(operations)
    _, schemas = msgspec.json.schema_components(SHAPES, ref_template="#/components/schemas/{name}")
    used = told.setdefault("components", {}).get("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        used.pop(unused, None)
    told["components"]["schemas"] = dict(sorted({**used, **schemas}.items()))
    told["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for path, operations in told["paths"].items():
        _tidy(path, operations)
    told["paths"] = dict(sorted(told["paths"].items(), key=_place))
    return told


def _place(item: tuple[str, Json]) -> tuple[bool, bool, str]:
    """Return where a path stands: what people come for first, what machines ask last."""
    path = item[0]
    return not path.startswith("/v1/"), not path.startswith("/v1/outputs"), path


def _tidy(path: str, operations: Mapping[str, Json]) -> None:
    for operation in operations.values():
        if path.startswith("/v1/"):
            operation["security"] = [{"key": []}]
            operation["responses"]["429"] = response(429)
        if "422" in operation["responses"] and "HTTPValidationError" in str(operation["responses"]["422"]):
            del operation["responses"]["422"]
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "Idempotency-Key" and "description" not in parameter:
                parameter.update(_IDEMPOTENCY_KEY)


_SUBMIT: Json = {
    "operationId": "submit_output",
    "summary": "Submit Output",
    "description": "Hand in one output. The same key and body again answer with the output as it is now.",
    "parameters": [_IDEMPOTENCY_KEY],
    "requestBody": {"required": True, "content": {"application/json": {"schema": ref(shapes.NewOutput)}}},
    "responses": {
        "201": response(201, shapes.Output),
        "200": response(200, shapes.Output)
        | {
            "description": "The same request was handed in before",
            "headers": {"Idempotent-Replayed": {"schema": {"const": "true"}}},
        },
        **{str(status): response(status) for status in (400, 401, 403, 404, 408, 409, 413, 415, 422, 503)},
    },
}
_WAIT: Json = {
    "operationId": "get_output",
    "summary": "Get Output",
    "description": "Show an output; with `wait`, as soon as it is no longer in review, or when the time is over.",
    "parameters": [
        {"name": "output_id", "in": "path", "required": True, "schema": {"type": "string"}},
        {
            "name": "wait",
            "in": "query",
            "description": "Seconds",
            "schema": {"type": "number", "minimum": 0, "maximum": 60},
        },
    ],
    "responses": {
        "200": response(200, shapes.Output),
        **{str(status): response(status) for status in (401, 403, 404, 422, 503)},
    },
}
_BULK: Json = {
    "operationId": "submit_outputs",
    "summary": "Submit Outputs",
    "description": "Hand in many: NDJSON, a line each. Answered line for line once all were read.",
    "requestBody": {
        "required": True,
        "content": {"application/x-ndjson": {"schema": ref(shapes.BulkLine)}},
    },
    "responses": {
        "200": {
            "description": "A line for each line that is not blank, in order",
            "content": {
                "application/x-ndjson": {"schema": {"anyOf": [ref(shapes.Taken), ref(shapes.NotTaken)]}}
            },
        },
        **{str(status): response(status) for status in (400, 401, 403, 413, 415, 503)},
    },
}
_FEEDBACK: Json = {
    "operationId": "give_feedback",
    "summary": "Give Feedback",
    "description": "Say what became of an output that was released, and what it cost. `wrong` opens a report.",
    "parameters": [
        {"name": "output_id", "in": "path", "required": True, "schema": {"type": "string"}},
        _IDEMPOTENCY_KEY
        | {
            "required": False,
            "description": "The same for the same act. Without it, saying the same again counts once",
        },
    ],
    "requestBody": {"required": True, "content": {"application/json": {"schema": ref(shapes.NewFeedback)}}},
    "responses": {
        "201": response(201, shapes.Feedback) | {"description": "Kept"},
        "200": response(200, shapes.Feedback)
        | {
            "description": "The same was said before",
            "headers": {"Idempotent-Replayed": {"schema": {"const": "true"}}},
        },
        **{str(status): response(status) for status in (400, 401, 403, 404, 408, 409, 413, 415, 422, 503)},
    },
}
_RAW_PATHS: dict[str, dict[str, Json]] = {
    "/v1/outputs": {"post": _SUBMIT},
    "/v1/outputs/bulk": {"post": _BULK},
    "/v1/outputs/{output_id}": {"get": _WAIT},
    "/v1/outputs/{output_id}/feedback": {"post": _FEEDBACK},
}
