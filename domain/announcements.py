"""What is told about an output to those outside: decisions as JSON, and the body of a webhook."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

from domain.outputs import Output, Vote
from domain.questions import Question
from domain.transitions import Standing

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


def asked(question: Question, name: str) -> Json:
    """Return a question as the API shows it; `name` is what the person who asks is called now."""
    return {
        "id": question.id,
        "text": question.body,
        "asked_at": stamp(question.asked_at),
        "asked_by": {"slack_user_id": question.person, "name": name},
    }


def announcement(
    event: Event,
    output: Output,
    *,
    at: datetime,
    sequence: int,
    settled: Json | None,
    question: Json | None = None,
) -> Json:
    """Return a webhook's body: thin, so that nothing in it goes stale; the whole is one GET away.

    `sequence` counts from 1 for each output, in the order in which things happened. `settled` is the
    decision that settled it, None where none did; `question` only where one is asked.
    """
    told = {} if question is None else {"question": question}
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
        }
        | told,
    }


def lane_announcement(
    workflow: str, *, was: Standing, becomes: Standing, at: datetime, sequence: int
) -> Json:
    """Return the body of `workflow.lane_changed`; `sequence` counts from 1 for each workflow."""
    return {
        "type": "workflow.lane_changed",
        "timestamp": stamp(at),
        "sequence": sequence,
        "data": {"workflow": workflow, "was": was.lane, "lane": becomes.lane, "stage": becomes.stage},
    }


def stamp(moment: datetime) -> str:
    """Return an instant as the API writes it: RFC 3339 in UTC, to the millisecond, with Z."""
    at = moment.astimezone(UTC)
    clock = f"{_TWO[at.hour]}:{_TWO[at.minute]}:{_TWO[at.second]}.{_THREE[at.microsecond // 1_000]}"
    return f"{_day(at.toordinal())}T{clock}Z"


# From tables: `isoformat` spells every number anew, and took as long as all the rest of an answer.
_TWO = [f"{number:02}" for number in range(60)]
_THREE = [f"{number:03}" for number in range(1_000)]


@lru_cache(maxsize=1_024)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
