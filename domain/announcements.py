"""What is told about an output to those outside: decisions as JSON, and the body of a webhook."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from domain.lanes import Lane
from domain.outputs import Output, Vote

Event = Literal[
    "output.approved",
    "output.rejected",
    "output.expired",
    "output.released",
    "output.reopened",
    "output.reversed",
    "output.question",
    "workflow.lane_changed",
]

Json = dict[str, object]


def decision(vote: Vote, name: str, *, content: str | None = None) -> Json:
    """Return one vote as the API shows it; `content` is the corrected text of a fix, else None.

    `name` is what the person is called now; Slack's id is what identifies them.
    """
    return {
        "verdict": vote.verdict,
        "reason": vote.reason,
        "note": vote.note,
        "content": content,
        "by": {"slack_user_id": vote.person, "name": name},
        "at": stamp(vote.acted_at),
        "via": vote.via,
    }


def announcement(event: Event, output: Output, *, at: datetime, sequence: int, settled: Json | None) -> Json:
    """Return a webhook's body: thin, so that nothing in it goes stale; the whole is one GET away.

    `sequence` counts from 1 for each output, in the order in which things happened. `settled` is the
    decision that settled it, None where none did.
    """
    return {
        "type": event,
        "timestamp": stamp(at),
        "sequence": sequence,
        "data": {
            "id": output.id,
            "workflow": output.workflow,
            "state": output.state,
            "lane": output.lane,
            "content_sha256": output.content_sha256,
            "released_sha256": output.released_sha256,
            "policy_version": output.policy_version,
            "decision": settled,
        },
    }


def lane_announcement(workflow: str, *, was: Lane, lane: Lane, at: datetime, sequence: int) -> Json:
    """Return the body of `workflow.lane_changed`; `sequence` counts from 1 for each workflow."""
    return {
        "type": "workflow.lane_changed",
        "timestamp": stamp(at),
        "sequence": sequence,
        "data": {"workflow": workflow, "was": was, "lane": lane},
    }


def stamp(moment: datetime) -> str:
    """Return an instant as the API writes it: RFC 3339 in UTC, to the millisecond, with Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"
