"""A client of the public HTTP API that hands in many outputs: in portions, patiently, safe to repeat."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx

Json = dict[str, object]

PORTION = 50
_TRIES = 6
_LONGEST_WAIT_S = 60.0
# Judgements that come with labelled data: for whoever compares later, not for the reviewers.
_LEFT_OUT = ("label", "bad_spans")


class Stopped(Exception):
    """It could not go on; says why in one line."""


@dataclass(frozen=True)
class Line:
    """One line of the file; `body` None where it is no JSON object, and `wrong` then says so."""

    number: int
    body: Json | None
    wrong: str = ""


@dataclass(frozen=True)
class Refusal:
    """A line that was not taken."""

    line: int
    code: str
    message: str


@dataclass
class Summary:
    """What became of the lines."""

    new: int = 0
    repeated: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def as_json(self) -> Json:
        """Return it as `--json` prints it."""
        return asdict(self)


def read_lines(file: Path, workflow: str) -> list[Line]:
    """Return the file's lines as bodies for this workflow; empty ones are skipped.

    A line without an idempotency key gets one made of what it says, so that the same line is the same output.
    """
    found = enumerate(file.read_bytes().splitlines(), 1)
    return [_line(number, raw, workflow) for number, raw in found if raw.strip()]


def _line(number: int, raw: bytes, workflow: str) -> Line:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return Line(number, None, "this line is not JSON")
    if not isinstance(said, dict):
        return Line(number, None, "this line is not a JSON object")
    body = {key: value for key, value in said.items() if key not in _LEFT_OUT}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return Line(number, {"idempotency_key": f"line-{digest[:32]}", **body, "workflow": workflow})


class HandingIn:
    """Hands in lines through `POST /v1/outputs/bulk`. `told` hears how many were dealt with."""

    def __init__(self, address: str, key: str, *, told: Callable[[int], None] = lambda _: None) -> None:
        self._address = address
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
        self._told = told

    def run(self, lines: Sequence[Line]) -> Summary:
        """Hand in all of them. Raises Stopped where going on makes no sense; what was taken stays taken."""
        summary = Summary()
        with httpx.Client(base_url=self._address, headers=self._headers, timeout=60.0) as client:
            for portion in _portions(lines):
                self._hand_in(client, portion, summary)
                self._told(len(portion))
        return summary

    def _hand_in(self, client: httpx.Client, portion: Sequence[Line], summary: Summary) -> None:
        sent = [line for line in portion if line.body is not None]
        summary.refused += [
            Refusal(line.number, "malformed", line.wrong) for line in portion if not line.body
        ]
        waiting = sent
        for attempt in range(_TRIES):
            if not waiting:
                return
            waiting, wait_s = self._try(client, waiting, summary)
            if waiting:
                time.sleep(min(wait_s or 2.0**attempt, _LONGEST_WAIT_S))
        if waiting:
            raise Stopped(f"{self._address} takes no more for now; {summary.new} were handed in")

    def _try(
        self, client: httpx.Client, lines: Sequence[Line], summary: Summary
    ) -> tuple[list[Line], float | None]:
        """Send once. Return those to send again, and after how many seconds if that was said."""
        body = "".join(json.dumps(line.body) + "\n" for line in lines).encode()
        try:
            answer = client.post("/v1/outputs/bulk", content=body)
        except httpx.TransportError as away:
            if summary.new or summary.repeated:
                return list(lines), None
            raise Stopped(f"{self._address} cannot be reached: {str(away) or type(away).__name__}") from None
        if answer.status_code in (429, 503):
            return list(lines), _retry_after(answer)
        if answer.status_code != 200:
            raise Stopped(f"{self._address} answers {answer.status_code}: {_message(answer)}")
        return _sort(lines, answer, summary), None


def _sort(lines: Sequence[Line], answer: httpx.Response, summary: Summary) -> list[Line]:
    """Count what the answer says line for line; return those that were not taken for now."""
    again = []
    try:
        answers = [json.loads(one) for one in answer.text.splitlines()]
    except ValueError:
        raise Stopped("the answer is no NDJSON: is this Answerable's address?") from None
    for line, one in zip(lines, answers, strict=False):
        status = one["status"]
        if status == 201:
            summary.new += 1
        elif status == 200:
            summary.repeated += 1
        elif status in (429, 503):
            again.append(line)
        else:
            summary.refused.append(Refusal(line.number, one["error"]["code"], one["error"]["message"]))
    return again + list(lines[len(answers) :])


def _portions(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), PORTION):
        yield lines[start : start + PORTION]


def _retry_after(answer: httpx.Response) -> float | None:
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdigit() else None


def _message(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase or "nothing more"
