"""How a method of the Web API is called: by POST, with a form.

Slack takes more than that. This is what its SDKs for other languages send for every method, so that every
Slack-compatible server knows it; some know neither GET nor JSON.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient


class OddAnswer(SlackClientError):
    """What came back is no answer of Slack's, or lacks what is needed of it."""


class WebClient(AsyncWebClient):
    """The SDK's client, which also reads answers that are JSON and called text/plain."""

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        answer = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        if isinstance(answer["data"], str):
            answer["data"] = _read(answer["data"])
        return answer


async def called(
    client: AsyncWebClient, method: str, arguments: Mapping[str, object], *, needs: Collection[str] = ()
) -> dict[str, Any]:
    """Return the answer. It has what `needs` names: "user.id" is the id in the user. What is None is not sent.

    Raises SlackApiError where the answer is a no, OddAnswer, and what a broken line raises.
    """
    answer, _ = await called_with_headers(client, method, arguments, needs=needs)
    return answer


async def called_with_headers(
    client: AsyncWebClient, method: str, arguments: Mapping[str, object], *, needs: Collection[str] = ()
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Return the same with the headers it came with."""
    try:
        response = await client.api_call(method, data=_form(arguments))
    except AttributeError:  # the SDK met JSON that is no object
        raise OddAnswer(f"the answer to {method} is not Slack's") from None
    answer = response.data if isinstance(response.data, dict) else {}
    for path in needs:
        if _at(answer, path) in (None, ""):
            raise OddAnswer(f"the answer to {method} has no {path}")
    return answer, response.headers


def _read(text: str) -> dict[str, Any]:
    """Return the object that the text is in JSON, an empty one if it is none."""
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _form(arguments: Mapping[str, object]) -> dict[str, str]:
    return {name: _written(value) for name, value in arguments.items() if value is not None}


def _written(value: object) -> str:
    # Texts are their own spelling; of everything else JSON is the one that Slack reads.
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _at(answer: object, path: str) -> object:
    for name in path.split("."):
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    return answer
