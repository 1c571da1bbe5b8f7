"""Every refusal that HTTP can meet: its status and its sentence. One table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.announcements import stamp
from domain.lanes import CLOSED
from domain.outputs import FINAL
from domain.refusals import RefusalCode, Refused
from handlers.http.answers import Problem


@dataclass(frozen=True)
class Row:
    """How a refusal is told. In `message` the refusal's facts can be named. `code`: told by another's name."""

    status: int
    message: str
    field: str | None = None
    code: RefusalCode | None = None


_NO_PREDECESSOR = Row(
    422, "There is no such output in this workflow to supersede.", "supersedes", code="not_found"
)
_TOO_LATE_TO_RECALL = Row(
    409, "This output was released at {at}. What has gone out only people take back, in Slack."
)
_PAUSED = Row(409, "The workflow is paused, so nothing is released. Ask its owner when it goes on.")
_PROPOSED = Row(409, "The workflow is only proposed, so nothing is released until its owner decides.")
_CLOSED = Row(409, "The workflow is {state}: nothing of it is released any more.")
_NEVER_RELEASABLE = Row(409, "This output cannot be released: it is {state}. Hand in a new one.")

REFUSALS: Mapping[RefusalCode, Row] = {
    "already_answered": Row(
        409, "This question was answered at {at}, in other words. The first answer counts."
    ),
    "already_final": Row(409, "This output is {state}; nothing more can happen to it. Hand in a new one."),
    "already_released": Row(409, "This output was released at {at}, with another Idempotency-Key."),
    "idempotency_mismatch": Row(
        422,
        "This Idempotency-Key was used before with another body. Send the same body, or a new key.",
        "Idempotency-Key",
    ),
    "key_other_workflow": Row(
        403, "This API key is for the workflow {workflow}. Name that one, or use the other's key.", "workflow"
    ),
    "key_scope": Row(403, "This API key has no scope `{scope}`. Ask its owner for one that has."),
    "no_question": Row(409, "No question is open here: there is nothing to answer."),
    "not_found": Row(404, "There is no such output. Check the id and the key's workflow."),
    "not_releasable": Row(409, "This output cannot be released: it is {state}. Wait until it is approved."),
    "not_released": Row(409, "This output was not released: it is {state}. Feedback is about what went out."),
    "not_yet_final": Row(409, "It can be undone until {at}. Ask again then."),
    "superseded_already": Row(
        409, "The output named in `supersedes` has a successor already. Supersede that one.", "supersedes"
    ),
    "supersedes_final": Row(
        409,
        "The output named in `supersedes` can no longer be superseded. Leave `supersedes` out.",
        "supersedes",
    ),
    # Whether another workflow has this output is none of the asker's business.
    "supersedes_other_workflow": _NO_PREDECESSOR,
    "workflow_closed": Row(409, "The workflow is {status} and takes nothing more.", "workflow"),
    "workflow_unknown": Row(404, "There is no workflow of this name.", "workflow"),
}


def problem_of(refused: Refused, now: datetime) -> Problem:
    """Return a refusal as the client is told it; `now` counts the seconds until it is worth asking again."""
    row = _row(refused)
    facts = {name: _worded(value) for name, value in refused.facts.items()}
    return Problem(
        row.status,
        row.code or refused.code,
        row.message.format(**facts),
        field=row.field,
        headers=_when(refused, now),
    )


def _row(refused: Refused) -> Row:
    match refused.code, refused.facts:
        case "not_found", {"field": "supersedes"}:
            return _NO_PREDECESSOR
        case "already_released", {"act": "recall"}:
            return _TOO_LATE_TO_RECALL
        case "not_releasable", {"state": "paused"}:
            return _PAUSED
        case "not_releasable", {"state": "proposed"}:
            return _PROPOSED
        case "not_releasable", {"state": state} if state in CLOSED:
            return _CLOSED
        case "not_releasable", {"state": state} if state in FINAL:
            return _NEVER_RELEASABLE
    return REFUSALS[refused.code]


def _worded(value: object) -> object:
    return stamp(value) if isinstance(value, datetime) else value


def _when(refused: Refused, now: datetime) -> dict[str, str]:
    at = refused.facts.get("at")
    if refused.code != "not_yet_final" or not isinstance(at, datetime):
        return {}
    return {"Retry-After": str(max(1, math.ceil((at - now).total_seconds())))}
