"""Expected refusals: values with a stable code. Each edge has one table from code to words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

RefusalCode = Literal[
    "already_answered",  # the question has its answer; facts say whose and when
    "already_decided",  # someone else's decision came first; facts say whose and when
    "already_final",  # the output is rejected, expired, superseded or recalled: nothing more can happen to it
    "already_released",  # it has gone out, a report is the way; facts: who approved it and when, else when it went out
    "already_reversed",  # it had gone out and people have taken it back already
    "already_voted",  # this person has judged this text of this output
    "disagreement_settled",  # whoever answers for it has said which verdict was right; facts say who, when and what
    "due_in_the_past",  # a deadline that nobody can keep
    "due_too_late",  # more time than can be asked for; facts say how many working days there are at most
    "fix_blank",  # the correction leaves nothing of the text
    "fix_changes_nothing",  # the correction is the text itself: approving is the way
    "fix_held",  # somebody objects: nobody may change the text under whoever settles that
    "fix_too_long",  # the text, or the correction, is too long to be fixed by hand: rejecting is the way
    "hand_in_stopped",  # this person may no longer hand in here: their key for it was revoked
    "idempotency_mismatch",  # the same key was used before with another body
    "in_flight",  # the same request is being worked on at this moment
    "invalid",  # a value is of the right type and still impossible; facts name the field
    "is_away",  # the person is on leave; facts say who
    "is_bot",  # bots do not judge
    "is_deactivated",  # the person's account is deactivated
    "is_external",  # a person of another organisation
    "is_guest",  # a guest of the workspace
    "is_key_owner",  # the person owns the API key that the output came through
    "is_requester",  # the person asked for this output
    "key_other_workflow",  # the API key belongs to another workflow
    "key_scope",  # the API key may not do this
    "lane_not_allowed",  # the policy allows no lane as light as this; facts name the lightest
    "needs_modal",  # always_human: a click opens the confirmation, it is not the decision itself
    "no_disagreement",  # there are no two verdicts to settle
    "no_objection",  # there is no objection to settle
    "no_question",  # nobody waits for an answer here
    "no_report",  # nobody's report about this output waits for an answer
    "no_training",  # the workflow asks for none
    "nobody_free",  # nobody else may decide it who is there and has room
    "not_a_member",  # the person named cannot be given a task: only members can
    "not_asked",  # the question is not for this person to answer
    "not_found",  # there is no such thing, or none that the asker may know of
    "not_on_roster",  # the person is not a reviewer of this workflow now
    "not_releasable",  # it is not approved
    "not_released",  # it has not gone out: it can be stopped instead
    "not_trained",  # the workflow asks for training, and this person has none, or none any more
    "not_yet_final",  # approved, but the minute of undo is running; facts say until when
    "not_your_review",  # the review is somebody else's, or nobody's; facts say whose
    "not_your_task",  # the task is somebody else's; facts say whose
    "not_yours",  # the decision to undo or withdraw is somebody else's
    "nothing_to_undo",  # the person has no decision here that can still be undone
    "only_owner",  # only the owner (or the deputy in the owner's place) may do this
    "own_disagreement",  # who is a party to it may say that the first verdict was wrong, and not that it was right
    "planted_as_it_was",  # a planted mistake is a past text that somebody has altered, never that text itself
    "question_open",  # somebody has asked already and waits; facts say who and what
    "reactions_off",  # the workflow takes buttons only
    "second_look_known",  # this person may know how the first look went
    "second_look_over",  # nobody is asked for a second look at it, or not any more
    "standard_changed",  # what good enough means here, or other rules, have changed since this was drafted or shown
    "standard_same",  # the draft says what holds already
    "standard_signed",  # this person has signed it, or nobody's signature is wanted any more
    "superseded_already",  # the named predecessor has a successor
    "supersedes_final",  # the named predecessor can no longer be superseded
    "supersedes_other_workflow",  # the named predecessor belongs to another workflow
    "task_done",  # what was wrong is put right already
    "text_changed",  # the text was fixed since this person saw it
    "text_unread",  # the whole text was neither on the card nor opened by this person
    "trained_already",  # what training the person has lasts for long; facts say until when
    "unknown_person",  # who this is could not be verified: nothing is counted
    "workflow_closed",  # the workflow is refused or retired
    "workflow_exists",  # there is one of this name, or there was; facts say what became of it
    "workflow_unknown",  # no workflow has this name
    "workflow_unowned",  # its owner has left: nothing of it gets lighter until somebody owns it
]
CODES: tuple[str, ...] = get_args(RefusalCode)


@dataclass(frozen=True)
class Refused:
    """Why nothing was done, and nothing written. `facts` are what a sentence about it needs."""

    code: RefusalCode
    facts: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, code: RefusalCode, /, **facts: object) -> Refused:
        """Return a refusal with its facts by name: `Refused.of("already_decided", by=…, at=…)`."""
        return cls(code, facts)
