"""A small company for tests: a named cast, a workflow of theirs, a key, and outputs handed in.

Ada owns refund-replies, Grace is her deputy; Ben, Mia and Tom review; Cleo asks for replies; Ruth leads.
Gus is a guest, Xenia is from another company, Dora has left, Ticketbot is a bot.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy import insert, update

from domain.content import commitment, content_sha256, fingerprint
from domain.draws import draws_key
from domain.eligibility import Kind, Person, Roster
from domain.fixing import Correction
from domain.lanes import Lane
from domain.outputs import Output, Verdict, Via
from domain.plans import plan_of
from domain.policy import Live, Policy
from domain.references import ChannelRef, PersonRef
from domain.refusals import Refused
from domain.second_looks import second_look_key
from domain.statistics.sampling import draw
from storage.database import Database
from storage.outputs import output as output_of
from storage.outputs import text_of
from storage.people import person as person_of
from storage.tables import api_keys, cards, channels, people
from storage.transaction import Tx
from storage.weighing import trials_to_weigh
from storage.workflows import workflow
from usecases.apply_workflow import Applied, ApplyWorkflow, apply_workflow
from usecases.end_watching import EndWatching, end_watching, watching_over
from usecases.record_vote import RecordVote, Voted, record_vote
from usecases.release_output import ReleaseOutput, release_output
from usecases.settle_audit import SettleAudit, due_audits, settle_audit
from usecases.settle_due import SettleDue, due_outputs, settle_due
from usecases.sign_lane import SignLane, sign_lane
from usecases.sign_standard import SignStandard, sign_standard
from usecases.submit_output import SubmitOutput, Submitted, submit_output
from usecases.weigh_evidence import WeighEvidence, can_be_weighed, weigh_evidence

# A Monday morning in Berlin.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SLUG = "refund-replies"
CHANNEL = "C0REVIEW"

CAST: dict[str, Kind] = {
    "ada": "member",
    "grace": "member",
    "ben": "member",
    "mia": "member",
    "tom": "member",
    "cleo": "member",
    "ruth": "member",
    "gus": "guest",
    "xenia": "external",
    "dora": "deactivated",
    "ticketbot": "bot",
}


def user_id(name: str) -> str:
    """Return the Slack id of one of the cast."""
    return f"U0{name.upper()}"


@dataclass
class Company:
    """The cast, one workflow and one key in a database, and a clock that stands still until moved."""

    db: Database
    now: datetime = MONDAY
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def settle_in(self, policy: Policy | None = None, **live: object) -> Applied:
        """Write the cast, the channel, the workflow and the key `key_support`, owned by Ruth."""
        self.db.write_now(_write_cast, self.now)
        applied = self.apply(policy or Policy(purpose="Drafts the replies to refund requests"), **live)
        self.db.write_now(_write_key, self.now)
        return applied

    def apply(
        self,
        policy: Policy,
        *,
        reviewers: tuple[str, ...] = ("ben", "mia", "tom"),
        groups: tuple[str, ...] = (),
        users: tuple[str, ...] = (),
        **live: object,
    ) -> Applied:
        """Bring the workflow to this policy; reviewers and users are listed by name, groups by Slack's id."""
        command = self.application(policy, reviewers=reviewers, groups=groups, users=users, **live)
        return self.db.write_now(apply_workflow, command)

    def application(
        self,
        policy: Policy,
        *,
        reviewers: tuple[str, ...] = ("ben", "mia", "tom"),
        groups: tuple[str, ...] = (),
        users: tuple[str, ...] = (),
        **live: object,
    ) -> ApplyWorkflow:
        """Return the command that does so."""
        return ApplyWorkflow(
            slug=SLUG,
            policy=policy,
            live=a_live(**live),
            owner=user_id("ada"),
            deputy=user_id("grace"),
            channel_id=CHANNEL,
            roster=Roster(frozenset(map(user_id, reviewers)), frozenset(groups)),
            users=Roster(frozenset(map(user_id, users)), frozenset()),
            actor="operator",
            now=self.now,
        )

    def later(self, **delta: float) -> None:
        """Move the clock on, by the arguments of timedelta; facts about people stay fresh."""
        self.now += timedelta(**delta)
        self.db.write_now(_refresh_cast, self.now)

    def submission(
        self,
        content: str = "Dear Mr Weber, your money is on its way.",
        *,
        sampled: bool = False,
        **fields: object,
    ) -> SubmitOutput:
        """Return the command that hands in a text; any field of it can be given.

        Where a share is looked at, it is drawn or not as `sampled` says.
        """
        number = next(self._count)
        salt = number.to_bytes(32, "big")
        command = SubmitOutput(
            output_id=f"out_{number:026d}",
            workflow=SLUG,
            key_id="key_support",
            key_owner=user_id("ruth"),
            key_callback_url=None,
            idempotency_key=f"order-{number}",
            fingerprint=fingerprint({"content": content}),
            content=content,
            content_sha256=content_sha256(content),
            salt=salt,
            commitment=commitment(salt, content),
            now=self.now,
            draws=draws_that(f"out_{number:026d}", sampled=sampled),
        )
        return replace(command, **fields)  # type: ignore[arg-type]  # fields of the command by name

    def hand_in(self, content: str = "Dear Mr Weber, your money is on its way.", **fields: object) -> Output:
        """Hand in a text and show its whole on a card; return the output."""
        answer = self.db.write_now(submit_output, self.submission(content, **fields))
        assert isinstance(answer, Submitted), answer
        if answer.output.needed and not answer.replayed:
            self.show(answer.output)
        return answer.output

    def show(self, output: Output) -> None:
        """Let a card stand in the channel that shows the whole text."""
        self.db.write_now(_write_card, (output, self.now))

    def person(self, name: str) -> Person:
        """Return one of the cast as just looked up."""
        found = self.db.read_now(person_of, user_id(name), now=self.now)
        assert found is not None
        return found

    def vote(
        self, output: Output, name: str, verdict: Verdict = "approve", via: Via = "reaction", **fields: object
    ) -> Voted | Refused:
        """Let one of the cast judge the output."""
        number = next(self._count)
        command: dict[str, object] = {
            "vote_id": f"vote_{number:026d}",
            "output_id": output.id,
            "person": self.person(name),
            "verdict": verdict,
            "via": via,
            "source": f"{via}:{number}",
            "acted_at": self.now,
            "now": self.now,
        }
        return self.db.write_now(record_vote, RecordVote(**(command | fields)))  # type: ignore[arg-type]  # as above

    def fix(
        self, output: Output, name: str, text: str, *, seen: str | None = None, **fields: object
    ) -> Voted | Refused:
        """Let one of the cast correct the text of this hash (None: the present one), in its modal."""
        salt = next(self._count).to_bytes(32, "big")
        handed_in = self.db.read_now(text_of, output.id, output.content_sha256)
        assert handed_in is not None
        correction = Correction.of(text, handed_in=handed_in, salt=salt)
        saw = seen or self.look(output).current_sha256
        return self.vote(output, name, "fix", "modal", sha256=saw, correction=correction, **fields)

    def tick(self) -> None:
        """Do what the clock does to outputs that are due."""
        for output_id in self.db.read_now(due_outputs, self.now):
            self.db.write_now(settle_due, SettleDue(output_id, self.now))
        for output_id in self.db.read_now(due_audits, self.now):
            self.db.write_now(settle_audit, SettleAudit(output_id, self.now))
        for slug in self.db.read_now(watching_over, self.now):
            self.db.write_now(end_watching, EndWatching(slug, self.now))

    def sign(self, lane: Lane = "automated", name: str = "ada") -> object:
        """Let one of the cast sign the lane, in words."""
        return self.db.write_now(
            sign_lane, SignLane(SLUG, lane, user_id(name), "It has been good.", self.now)
        )

    def sign_standard(self, name: str = "ada") -> None:
        """Let one of the cast sign what is good enough, as it is in force, unless it is signed."""
        found = self.db.read_now(workflow, SLUG)
        assert found is not None
        done = self.db.write_now(
            sign_standard, SignStandard(SLUG, self.person(name), found.policy_id, self.now)
        )
        assert not isinstance(done, Refused) or done.code == "standard_signed", done

    def weigh(self) -> None:
        """Count what people have judged, a minute later, as the clock does."""
        self.later(minutes=2)
        for trial_id in self.db.read_now(trials_to_weigh):
            while found := self.db.read_now(can_be_weighed, trial_id, self.now):
                command = WeighEvidence(
                    SLUG, trial_id, plan_of(found.rules, sensitivity=found.sensitivity), self.now
                )
                self.db.write_now(weigh_evidence, command)

    def release(self, output: Output, key: str = "release-1") -> Output | Refused:
        """Ask to use the output, as its AI system would."""
        return self.db.write_now(release_output, ReleaseOutput(output.id, SLUG, "key_support", key, self.now))

    def look(self, output: Output) -> Output:
        """Return the output as it is now."""
        found = self.db.read_now(output_of, output.id)
        assert found is not None
        return found


@lru_cache(maxsize=4_096)
def draws_that(output_id: str, *, sampled: bool) -> bytes:
    """Return draws with which this output of the workflow is looked at, or is not, whatever share from .09 up to a
    half is: under each of its first policy versions. Unless all are, it is not drawn for a second look.
    """
    for number in itertools.count():
        secret = number.to_bytes(8, "big")
        drew = (draw(draws_key(secret, SLUG, version), output_id) for version in _VERSIONS[sampled])
        again = (draw(second_look_key(secret, SLUG, version), output_id) for version in _VERSIONS[sampled])
        if all(u < 0.09 if sampled else u >= 0.5 for u in drew) and all(u >= 0.05 for u in again):
            return secret
    raise AssertionError


# Fewer where a draw that is rare has to be found.
_VERSIONS = {False: range(1, 6), True: range(1, 4)}


def a_live(**fields: object) -> Live:
    """Return live settings; any of them can be given. Reviews are for whoever takes them, unless a test says so."""
    live = Live(
        channel=ChannelRef("#support-ai-review"),
        owner=PersonRef("ada@example.com"),
        reviewers=(PersonRef("ben@example.com"),),
        assign="pool",
    )
    return replace(live, **fields)  # type: ignore[arg-type]  # fields by name


def _write_cast(tx: Tx, now: datetime) -> None:
    rows = [
        {
            "user_id": user_id(name),
            "subject": f"subject-{number:02d}",
            "team_id": "T0OTHER" if kind == "external" else "T0",
            "name": name.capitalize(),
            "email": f"{name}@example.com",
            "kind": kind,
            "timezone": "Europe/Berlin",
            "fetched_at": now,
        }
        for number, (name, kind) in enumerate(CAST.items())
    ]
    tx.conn.execute(insert(people), rows)
    channel = {
        "channel_id": CHANNEL,
        "name": "support-ai-review",
        "is_private": False,
        "is_archived": False,
        "is_member": True,
        "fetched_at": now,
    }
    tx.conn.execute(insert(channels).values(channel))


def _write_key(tx: Tx, now: datetime) -> None:
    row = {
        "id": "key_support",
        "workflow": SLUG,
        "key_sha256": content_sha256("ans_test"),
        "owner": user_id("ruth"),
        "scopes": "submit,read",
        "made_at": now,
    }
    tx.conn.execute(insert(api_keys).values(row))


def _refresh_cast(tx: Tx, now: datetime) -> None:
    tx.conn.execute(update(people).values(fetched_at=now))


def _write_card(tx: Tx, posted: tuple[Output, datetime]) -> None:
    output, now = posted
    row = {
        "output_id": output.id,
        "channel_id": CHANNEL,
        "ts": f"1700000000.{output.id[-6:]}",
        "shown": "0" * 64,
        "shows_whole_text": True,
        "sha256": output.current_sha256,
        "posted_at": now,
    }
    tx.conn.execute(insert(cards).values(row))
