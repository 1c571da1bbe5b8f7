"""Looking at what has gone out already, and watching, during which all of it is looked at."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # A card about what has gone out.
    "audit.facts": "{workflow} · already gone out",
    "audit.facts_for": "{workflow} · for {who} · already gone out",
    "audit.gone_out": "↗ This has already gone out. Was it good enough?",
    "audit.pending_approve": "✅ Looked at by {who}: good. Kept so from {at}.",
    "audit.pending_reject": "❌ {who} says that it was wrong. Taken back from {at}.",
    "audit.marks_work": "✅ for good and ❌ for wrong work too.",
    "audit.by": "Please look by {by}: {deciders} can say.",
    "audit.how": "To say whether it was good enough, press It was good or It was wrong.",
    "button.audit_approve": "It was good",
    "button.audit_reject": "It was wrong",
    "modal.audit_reject": "It was wrong",
    "done.audited": "✅ {title} · gone out at {at} · {who} has looked at it since: good",
    "audit.said": "{who} looked at it: {why}",
    "audit.said_nothing": "{who} looked at it and found it wrong.",
    "home.audits": "Already gone out, and to be looked at",
    "home.audit": "{title} · {workflow} · by {due}",
    "home.audits_page": "{first} to {last} of {count}",
    "home.audits_page_many": "{first} to {last} of more than {count}",
    "home.all_gone_out": "{line} · already gone out",
    "home.some_gone_out": "{line} · {count} of them already gone out",
    "home.only_audits": "Nothing waits for you before it goes out. What has gone out waits to be looked at.",
    "home.workflow_audits": "{slug} · {lane}",
    "home.audits_wait": "{line} · {count} gone out and to be looked at, the first by {due}",
    "home.audits_late": "{line} · {count} gone out and to be looked at, {late} late, the first was wanted by {due}",
    # A quiet channel, and a stand-up.
    "rolling.looks": "{count} gone out and to be looked at in {where}, the first by {due}.",
    "rolling.looks_late": "{count} of those are late.",
    "rolling.looks_late_one": "1 of those is late.",
    "standup.looks": "{slug}: {count} gone out and to be looked at, the first by {due}.",
    "standup.looks_late": "{slug}: {count} gone out and to be looked at, {late} of them late.",
    "standup.more_looks": "And {outputs} more to be looked at in {count} other workflows.",
    "standup.more_looks_one": "And {outputs} more to be looked at in another workflow.",
    # Review now.
    "queue.looked_good": "✅ Good: {title}. Kept so from {at}.",
    "queue.last_looked_good": "✅ Good: {title}.",
    "queue.looked_wrong": "❌ Wrong: {title}. It is taken back.",
    "queue.looked_wrong_why": "❌ Wrong: {title}, {why}. It is taken back.",
    # Looks that are late, in somebody's message of what is late.
    "button.look": "Look at it",
    "late_audits.owner_one": "1 that has gone out in {slug} is late to be looked at, and you answer for it.",
    "late_audits.owner": "{count} that have gone out in {slug} are late to be looked at, and you answer for it.",
    "late_audits.deputy_one": "1 that has gone out in {slug} is late to be looked at; you stand in for {owner}.",
    "late_audits.deputy": "{count} that have gone out in {slug} are late to be looked at; you stand in for {owner}.",
    "late_audits.assignee_one": "1 that you have in {slug} has gone out and waits for your look.",
    "late_audits.assignee": "{count} that you have in {slug} have gone out and wait for your look.",
    "late_audits.assignee_late_one": "1 that you have in {slug} has gone out and is late to be looked at.",
    "late_audits.assignee_late": "{count} that you have in {slug} have gone out and are late to be looked at.",
    "late_audits.due_one": "1 is to be looked at soon.",
    "late_audits.due": "{count} are to be looked at soon.",
    "late_audits.soon_one": "1 that has gone out in {slug} is to be looked at soon.",
    "late_audits.soon": "{count} that have gone out in {slug} are to be looked at soon.",
    "late_audits.taken_none": "Nobody has taken any of it. Whether it was good is not known until somebody looks.",
    "late_audits.taken": "Taken: {taken}. Whether it was good is not known until somebody looks.",
    "late_audits.last": "Nobody hears after you. It is not known whether it was good until somebody looks.",
    "leaders.looks": "{slug} · {count} gone out and not looked at, the first since {since}",
    "more_time.looks_stay": "They have gone out, and no deadline moves. Nothing is found good by it.",
    "hand_all.looks_label": "Who looks at them?",
    # Watching.
    "decide_workflow.watching": "Watch it for two weeks",
    "decide_workflow.watching_means": "Goes out at once, before anybody has looked. All is looked at later.",
    "decide_workflow.watching_warns": (
        "If it is watched, what comes in from then on goes out at once, before anybody has looked; people look at"
        " all of it afterwards. Only what asks for a person, as high risk does, waits for one, and so does what "
        "waits already."
    ),
    "decide_workflow.watching_lightens": (
        "Until it was stopped, people decided first here. If it is watched, what comes in from then on goes out "
        "at once, before anybody has looked; people look at all of it afterwards. Only what asks for a person, as"
        " high risk does, waits for one, and so does what waits already."
    ),
    "verdict.watching": (
        "{who} has decided: {slug} is watched for two weeks. What comes in goes out at once unless a person is "
        "asked for, and all of it is looked at. {at}: “{why}”"
    ),
    "watching.channel": (
        "{slug} is watched: what comes in goes out at once unless a person is asked for. All of it is looked at "
        "here, and nothing is promised."
    ),
    "status.watching_until": "watched until {until}",
    "watching.soon": "{slug} is watched until {until}. If nobody decides by then, nothing goes out of it any more.",
    "watching.over": "{slug} was watched, and nobody has decided. Nothing goes out of it any more until you do.",
    "watching.figures": "Looked at so far: {done}, of them wrong: {wrong}. Still to be looked at: {open}.",
    "people.clock": "The clock",
}
