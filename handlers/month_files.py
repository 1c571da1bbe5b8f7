"""A team's month as files: what a person reads, what a program reads, and what Slack would get."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from domain.announcements import stamp
from domain.months import Month
from domain.signals.signal import counted
from handlers.cards.month import draw_month, month_lines, nothing_overturned
from storage.months import Overturned, TeamMonth

Json = dict[str, object]


def month_files(told: Mapping[str, TeamMonth], month: Month, *, audience: str) -> dict[str, str]:
    """Return the contents of `digest.json`, `digest.txt` and `message.json`, by name; `told` by channel. A channel of
    which there is nothing to tell gets no message.
    """
    messages = [
        {"channel": channel_id, "text": message.text, "blocks": message.blocks}
        for channel_id, one in told.items()
        if not one.is_empty
        for message in [draw_month(f"{channel_id}:{month}", one)]
    ]
    return {
        "digest.json": _written(month_json(told, month, audience=audience)),
        "digest.txt": "\n".join(_lines(told, month)) + "\n",
        "message.json": _written({"messages": messages}),
    }


def month_json(told: Mapping[str, TeamMonth], month: Month, *, audience: str) -> Json:
    """Return how many were overturned, each with `value`, `low`, `high`, `n` and `suppressed`, and those shown."""
    channels = [
        {
            "channel": channel_id,
            "timezone": one.zone,
            "figures": {
                "got_through": vars(counted(one.of_got_through)),
                "stopped": vars(counted(one.of_stopped)),
            },
            "got_through": _shown(one.got_through),
            "stopped": _shown(one.stopped),
        }
        for channel_id, one in told.items()
    ]
    return {"audience": audience, "period": str(month), "channels": channels}


def _shown(overturned: Sequence[Overturned]) -> list[Json]:
    return [
        {
            "id": one.output_id,
            "workflow": one.workflow,
            "title": one.title,
            "handed_in_at": stamp(one.submitted_at),
        }
        for one in overturned
    ]


def _lines(told: Mapping[str, TeamMonth], month: Month) -> Iterator[str]:
    shown = [one for one in told.values() if not one.is_empty]
    for one in shown:
        yield from (line.plain() for line in month_lines(one))
    if not shown:
        yield nothing_overturned(month).plain()


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
