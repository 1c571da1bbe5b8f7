"""A team's stand-up."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "standup.nothing": "Nothing waits for a decision here.",
    "standup.waits_stopped": "{slug}: {count} waiting, the oldest since {oldest}.",
    "standup.waits": "{slug}: {count} waiting, the oldest since {oldest}. The first is wanted by {due}.",
    "standup.late": "{slug}: {count} waiting, {late} of them late, the oldest since {oldest}.",
    "standup.more": "And {outputs} more in {count} other workflows.",
    "standup.more_one": "And {outputs} more in another workflow.",
    "standup.moved": "Since {before}: {came} came in, {went} decided or expired.",
    "standup.stopped": "{slug} is stopped: nothing of it goes out.",
}
