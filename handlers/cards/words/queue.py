"""Review now, and the one message of a quiet channel."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # Review now.
    "modal.queue": "Review now",
    "button.queue": "Review now",
    "button.back": "Back to skipped",
    "queue.waiting": "{count} waiting",
    "queue.waiting_one": "1 waiting",
    "queue.waiting_many": "more than {count} waiting",
    "queue.yours": "· you have it",
    "queue.given": "· given to you",
    "queue.approved": "✅ Approved: {title}. Goes out from {at}.",
    "queue.approved_held": "✅ Approved: {title}. Final at {at}.",
    "queue.one_of_several": "✅ Approved by you: {title}. {missing} more needed.",
    "queue.last_approved": "✅ Approved: {title}.",
    "queue.stopped": "❌ Stopped: {title}. Final at {at}.",
    "queue.stopped_why": "❌ Stopped: {title}, {why}. Final at {at}.",
    "queue.last_stopped": "❌ Stopped: {title}.",
    "queue.why": "What was it?",
    "queue.confirm": "Approve asks you to confirm, and is final then.",
    "queue.undone": "Taken back. Here it is again.",
    "queue.quick": "That was quick: this is the next one. If you mean it, press again.",
    "queue.gone": "{title}: that one is settled by now.",
    "queue.end": "That was the last one.",
    "queue.passed": "{count} that you went past still wait.",
    "queue.passed_one": "One that you went past still waits.",
    "queue.passed_many": "More than {count} that you went past still wait.",
    "queue.done": "All done.",
    "queue.today": "{count} today.",
    "queue.today_one": "One today.",
    "queue.nothing": "Nothing waits for you.",
    # Several short ones at a time.
    "modal.batch": "Review now",
    "button.batch": "Short ones, five at a time",
    "button.next_batch": "The next ones",
    "button.one_by_one": "One by one",
    "button.stop_it": "❌ Reject",
    "button.single": "Open on its own",
    "button.approve_all": "Approve all {count}",
    "button.approve_rest": "Approve the other {count}",
    "button.approve_last": "Approve the other one",
    "batch.standard": "Good enough in {workflow}: {criteria}",
    "batch.changed": "{title}: the text was changed since. Please read it on its own.",
    "batch.confirmed": "{title}: this one has to be confirmed now. Please open it on its own.",
    "batch.rest": "Each is approved by itself, and you have a minute to undo each.",
    # The one message of a quiet channel.
    "rolling.nothing": "Nothing waits for a decision here.",
    "rolling.one": "1 waits for a decision in {where}, wanted by {due}.",
    "rolling.many": "{count} wait for a decision in {where}. The first is wanted by {due}.",
    "rolling.late": "{count} are late.",
    "rolling.late_one": "1 is late.",
}
