"""Channels that are gone."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "lost.archived": "I can't post in {channel}: it is archived.",
    "lost.closed": "I can't post in {channel}: I am not in it, or it was deleted.",
    "lost.restricted": "I can't post in {channel}: only some people may, and I am not among them.",
    "lost.waiting": "{slug}: {count} waiting.",
    "lost.meanwhile": "What waits is in Review now and in App Home meanwhile; deadlines run, and nothing goes out "
    "without a person.",
    "lost.leaders": "The week's summary goes to those who lead instead, by message like this one.",
    "lost.standup": "A stand-up comes to whoever answers for the workflow. Cards are posted once the channel is back.",
    "lost.archived.how": "What to do: unarchive it. Or write another channel for {slugs} in the workflows file, and "
    "have it applied.",
    "lost.closed.how": "What to do: invite me there, with /invite @Answerable. Or write another channel for {slugs} in "
    "the workflows file, and have it applied.",
    "lost.restricted.how": "What to do: let me post there, in the channel's settings under Posting permissions. Or "
    "write another channel for {slugs} in the workflows file, and have it applied.",
    "lost.archived.leaders_how": "What to do: unarchive it. Or have an operator name "
    "another leaders' channel in the settings.",
    "lost.closed.leaders_how": "What to do: invite me there, with /invite @Answerable. Or have an operator name "
    "another leaders' channel in the settings.",
    "lost.restricted.leaders_how": "What to do: let me post there, in the channel's settings under Posting "
    "permissions. Or have an operator name another leaders' channel in the settings.",
    "lost.instead": "This comes to you since I can't post in {channel}.",
}
