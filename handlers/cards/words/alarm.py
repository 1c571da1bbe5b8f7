"""This program is late itself, or no longer."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "alarm.raised": "Answerable is behind: {what}, late since {since}. Nothing goes out without its person meanwhile.",
    "alarm.help": "Whoever runs it should look now: answerable check says what is wrong.",
    "alarm.cleared": "Answerable has caught up. Late from {since} to {until}: {what}.",
    "alarm.decisions": "decisions to be made final ({count})",
    "alarm.audits": "looks at what has gone out to be made final ({count})",
    "alarm.watching": "watching to be ended ({count})",
    "alarm.expiries": "outputs to expire ({count})",
    "alarm.questions": "questions to go to an owner ({count})",
    "alarm.escalations": "people to be told of what is late ({count})",
    "alarm.events": "marks and messages to be read ({count})",
    "alarm.deliveries": "messages and webhooks to go out ({count})",
}
