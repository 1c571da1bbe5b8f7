"""The machine: whatever people, AI systems, operators and the clock may do, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import update

from domain.content import content_sha256
from domain.lanes import Lane
from domain.outputs import Output, Verdict, Via
from domain.refusals import Refused
from storage.tables import cards
from storage.transaction import Tx
from tests.builders import SLUG, user_id
from tests.usecases.machine.oracle import OPEN, Case, Rules, heaviest
from tests.usecases.machine.sides import EMOJI, NEVER, ROSTER, RULES, STALE, WITH_ADA, WITHOUT_TOM, BothSides
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.recall_output import RecallOutput, recall_output
from usecases.record_mark import record_mark
from usecases.record_reading import RecordReading, record_reading
from usecases.record_vote import Voted
from usecases.sign_in import SignIn, sign_in
from usecases.sign_lane import SignLane, sign_lane
from usecases.submit_output import Submitted

# Mostly those who decide, now and then all the others.
people = st.sampled_from(["ben", "mia", "tom"] * 4 + ["ada", "cleo", "grace", *sorted(NEVER)])
reviewers = st.sampled_from(["ben", "mia", "tom"])
verdicts = st.sampled_from(["approve", "approve", "reject"])
which = st.integers(0, 7)


class Judging(BothSides):
    """Hands in, judges, undoes, objects, releases, tightens, moves the clock, in any order."""

    @initialize(rules=st.sampled_from(RULES), requester=st.sampled_from([None, "ben", "cleo"]))
    def begin(self, rules: Rules, requester: str | None) -> None:
        self._apply(rules)
        self._hand_in("Text 1", requester=requester)

    @rule(
        text=st.sampled_from(["Text 1", "Text 2", "Text 3"]), requester=st.sampled_from([None, "ben", "cleo"])
    )
    def hand_in(self, text: str, requester: str | None) -> None:
        self._hand_in(text, requester=requester)

    @rule(text=st.sampled_from(["Text 1", "Text 4"]), which=which)
    def hand_in_the_next_try(self, text: str, which: int) -> None:
        output, case = self._pick(which)
        answer = self._submit(text, supersedes=output.id)
        assert isinstance(answer, Refused) == case.superseded
        if isinstance(answer, Submitted):
            lane = case.lane
            if case.state in OPEN:
                case.end("superseded")
            case.superseded = True
            self._take_in(answer.output, text, inherited=lane)

    @rule(which=which, same=st.booleans())
    def hand_in_again(self, which: int, same: bool) -> None:
        output, case = self._pick(which)
        body = case.body if same else f"{case.body}, but different"
        answer = self._submit(body, key=case.key)
        if same:
            assert isinstance(answer, Submitted)
            assert (answer.replayed, answer.output.id) == (True, output.id)
        else:
            assert isinstance(answer, Refused)

    @rule(which=which, who=people, verdict=verdicts, via=st.sampled_from(["button", "modal"]))
    def judge(self, which: int, who: str, verdict: Verdict, via: Via) -> None:
        self._vote(self._pick(which), who, verdict, via)

    @precondition(lambda self: self._is_any("in_review"))
    @rule(turn=st.integers(0, 2), then=st.sampled_from(["", "release", None, "ben", "ada"]))
    def approve_by_as_many_as_it_takes(self, turn: int, then: str | None) -> None:
        """Then it is released, or somebody objects, which the one settles who may, or not."""
        output, case = self._newest_that_is("in_review")
        in_turn = ["ben", "mia", "tom", "ben", "mia"][turn : turn + 3]
        for who in [name for name in in_turn if self._may(name, case)][: case.needed]:
            self._vote((output, case), who, "approve", "modal")
        if then == "release":
            self._release(output, case, "use-1")
            self._release(output, case, "use-2")
        elif then != "" and case.state == "approved":
            self.object(turn, "modal", then)

    @precondition(lambda self: self._is_any("in_review"))
    @rule(verdict=verdicts)
    def judge_though_one_never_may(self, verdict: Verdict) -> None:
        for who in (*sorted(NEVER), "grace"):
            self._vote(self._newest_that_is("in_review"), who, verdict, "modal")

    @precondition(lambda self: self._is_any("in_review"))
    @rule(seconds=st.sampled_from([30, 61]))
    def disagree(self, seconds: int) -> None:
        one = self._newest_that_is("in_review")
        self._vote(one, "ben", "approve", "button")
        self._vote(one, "mia", "reject", "button")
        self.company.later(seconds=seconds)
        self._tick()

    @precondition(lambda self: self._is_any("in_review"))
    @rule(who=reviewers, verdict=verdicts, seconds=st.sampled_from([0, 30, 61]))
    def judge_with_one_click(self, who: str, verdict: Verdict, seconds: int) -> None:
        self._vote(self._newest_that_is("in_review"), who, verdict, "button")
        self.company.later(seconds=seconds)

    @rule(which=which, who=reviewers)
    def judge_a_text_that_is_no_longer_there(self, which: int, who: str) -> None:
        output, case = self._pick(which)
        before = output.content_sha256 if case.text != case.body else "0" * 64
        self._vote((output, case), who, "approve", "modal", sha256=before)

    @rule(which=which, who=reviewers, text=st.sampled_from(["Text 1", "Better", "Best"]), then=st.booleans())
    def fix(self, which: int, who: str, text: str, then: bool) -> None:
        output, case = self._pick(which)
        answer = self.company.fix(output, who, text)
        at, now = self._moment(), self.company.now
        eligible = self._may(who, case)
        counts = case.vote(who, "fix", "modal", eligible=eligible, at=at, now=now, corrected=text)
        assert isinstance(answer, Voted) == counts
        if then:
            self._release(output, case, "use-1")

    @rule(which=which, text=st.sampled_from(["Better", "Best"]))
    def fix_what_somebody_has_approved(self, which: int, text: str) -> None:
        self._vote(self._pick(which), "ben", "approve", "modal")
        self.fix(which, "mia", text, then=True)

    @rule(which=which)
    def show_the_present_text_on_the_card(self, which: int) -> None:
        output, case = self._pick(which)
        self.company.db.write_now(_show_whole, (output.id, content_sha256(case.text)))
        case.card, case.whole = case.text, True

    @rule(which=which, who=reviewers)
    def judge_by_facts_that_are_too_old(self, which: int, who: str) -> None:
        stale = replace(self.company.person(who), fetched_at=self.company.now - STALE)
        self._vote(self._pick(which), who, "approve", "modal", person=stale)

    @rule(which=which, who=people, verdict=verdicts)
    def put_a_mark_on(self, which: int, who: str, verdict: Verdict) -> None:
        output, case = self._pick(which)
        at = self._moment()
        self._send_mark(output, who, verdict, at)
        self._expect_mark(case, who, verdict, at)

    @rule(which=which, who=reviewers, verdict=verdicts)
    def take_a_mark_off(self, which: int, who: str, verdict: Verdict) -> None:
        output, case = self._pick(which)
        self._send_mark(output, who, verdict, self._moment(), present=False)
        if verdict == "approve":
            case.take_off(who, EMOJI[verdict], self.company.now)

    @precondition(lambda self: self._is_any("in_review"))
    @rule(verdict=verdicts)
    def hear_of_a_mark_only_after_it_was_taken_off(self, verdict: Verdict) -> None:
        """An ❌ was said all the same; a ✅ was taken back. Whoever has said more is left to other tests."""
        output, case = self._newest_that_is("in_review")
        who = next((name for name in ("tom", "mia", "ben") if name not in case.judged), None)
        if who is None:
            return
        put_on, taken_off = self._moment(), self._moment()
        self._send_mark(output, who, verdict, taken_off, present=False)
        self._send_mark(output, who, verdict, put_on)
        self.last_mark = None
        if self._expect_mark(case, who, verdict, put_on) and verdict == "approve":
            case.take_off(who, EMOJI[verdict], self.company.now)

    @precondition(lambda self: self.last_mark is not None)
    @rule()
    def hear_of_the_last_mark_again(self) -> None:
        assert self.last_mark is not None
        self.company.db.write_now(record_mark, replace(self.last_mark, now=self.company.now))

    @rule(which=which, who=people)
    def undo(self, which: int, who: str) -> None:
        self._undo(*self._pick(which), who)

    @precondition(lambda self: self._is_any("in_review"))
    @rule(who=reviewers, verdict=verdicts, seconds=st.sampled_from([0, 59, 60]))
    def decide_by_a_slip_and_undo_it(self, who: str, verdict: Verdict, seconds: int) -> None:
        one = self._newest_that_is("in_review")
        self._vote(one, who, verdict, "button")
        self.company.later(seconds=seconds)
        self._undo(*one, who)

    @precondition(lambda self: self._is_any("approved"))
    @rule(
        which=which,
        via=st.sampled_from(["button", "modal"]),
        judge=st.sampled_from([None, "ben", "ada", "grace"]),
    )
    def object(self, which: int, via: Via, judge: str | None) -> None:
        """Somebody else stops what was approved."""
        one = self._newest_that_is("approved")
        others = [name for name in self.roster if name not in one[1].words and self._may(name, one[1])]
        if others:
            self._vote(one, others[which % len(others)], "reject", via)
        if judge is not None:
            self._settle(*one, judge, upheld=which % 2 == 0)

    @precondition(lambda self: any(case.held_by for _, case in self.outputs))
    @rule(who=st.sampled_from(["ada", "ada", "grace", "ben"]), upheld=st.booleans())
    def settle_an_objection(self, who: str, upheld: bool) -> None:
        self._settle(*next(one for one in self.outputs if one[1].held_by), who, upheld=upheld)

    @rule(which=which, key=st.sampled_from(["use-1", "use-2"]))
    def release(self, which: int, key: str) -> None:
        self._release(*self._pick(which), key)

    @precondition(lambda self: self._is_any("approved"))
    @rule(key=st.sampled_from(["use-1", "use-2"]))
    def release_what_is_approved(self, key: str) -> None:
        self._release(*self._newest_that_is("approved"), key)

    @precondition(lambda self: self._is_any("approved"))
    @rule()
    def release_what_is_approved_while_it_is_stopped(self) -> None:
        approved, live = self._newest_that_is("approved"), self.live
        self.stop_or_go_on(live=False)
        self._release(*approved, "use-1")
        self.stop_or_go_on(live=live)

    @precondition(lambda self: self._is_any("released"))
    @rule(key=st.sampled_from(["use-1", "use-2"]))
    def release_again(self, key: str) -> None:
        self._release(*self._newest_that_is("released"), key)

    @rule(which=which)
    def take_back(self, which: int) -> None:
        output, case = self._pick(which)
        answer = self.company.db.write_now(
            recall_output, RecallOutput(output.id, SLUG, "key_support", self.company.now)
        )
        assert isinstance(answer, Refused) == (case.state not in (*OPEN, "recalled"))
        if case.state in OPEN:
            case.end("recalled")

    @rule(which=which, who=reviewers)
    def open_a_text_that_the_card_cuts_short(self, which: int, who: str) -> None:
        output, case = self._pick(which)
        if case.whole:
            self.company.db.write_now(_cut_short, output.id)
            case.whole = False
        else:
            reading = RecordReading(output.id, content_sha256(case.text), user_id(who))
            self.company.db.write_now(record_reading, reading)
            case.read.add((who, case.text))

    @precondition(lambda self: any(map(_may_run_out, self.outputs)))
    @rule(who=reviewers, punctual=st.booleans())
    def come_too_late(self, who: str, punctual: bool) -> None:
        """The clock comes by before them, or not."""
        one = next(filter(_may_run_out, self.outputs))
        self.company.later(days=10)
        if punctual:
            self._tick()
        self._vote(one, who, "approve", "modal")

    @rule(seconds=st.sampled_from([5, 59, 60, 61, 3_600]))
    def wait(self, seconds: int) -> None:
        self.company.later(seconds=seconds)

    @rule(seconds=st.sampled_from([0, 61, 61, 864_000]))
    def let_time_do_its_work(self, seconds: int) -> None:
        self.company.later(seconds=seconds)
        self._tick()

    @rule(rules=st.sampled_from(RULES))
    def change_the_rules(self, rules: Rules) -> None:
        self._apply(rules)

    @rule(
        lane=st.sampled_from(["reviewed", "reviewed", "always_human"]),
        who=st.sampled_from(["ada", "ada", "ben"]),
    )
    def sign_a_lane(self, lane: Lane, who: str) -> None:
        answer = self.company.db.write_now(
            sign_lane, SignLane(SLUG, lane, user_id(who), "Because.", self.company.now)
        )
        lighter = heaviest(lane, self.lane) != lane
        refused = heaviest(lane, self.rules.lane) != lane or (lighter and who != "ada")
        assert isinstance(answer, Refused) == refused
        if refused or lane == self.lane:
            return
        self.lane = lane
        if not lighter:
            self._tighten(replace(self.rules, lane=lane))

    @precondition(lambda self: self.rules.lane == "reviewed")
    @rule(which=which)
    def hand_the_same_text_in_to_a_lighter_lane(self, which: int) -> None:
        self.sign_a_lane("reviewed", "ada")
        self._hand_in(self._pick(which)[1].body)

    @rule(roster=st.sampled_from([ROSTER, WITH_ADA, WITHOUT_TOM]))
    def change_the_roster(self, roster: tuple[str, ...]) -> None:
        self.roster = roster
        self._apply(self.rules)

    @rule(asks=st.sampled_from([True, True, False]))
    def ask_for_training(self, asks: bool) -> None:
        self.asks = asks
        self._apply(self.rules)

    @precondition(lambda self: self.asks)
    @rule(who=st.sampled_from(["ada", "tom", "gus"]))
    def sign_somebody_in(self, who: str) -> None:
        command = SignIn(SLUG, self._person("ada"), self._person(who), "She knows it.", self.company.now)
        answer = self.company.db.write_now(sign_in, command)
        assert isinstance(answer, datetime) == (who in self.roster and who not in NEVER)
        if isinstance(answer, datetime):
            self.trained[who] = answer

    @rule(live=st.booleans())
    def stop_or_go_on(self, live: bool) -> None:
        now = self.company.now
        if live:
            done = self.company.db.write_now(resume_workflow, ResumeWorkflow(SLUG, user_id("ada"), "", now))
        else:
            done = self.company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("mia"), "", now))
        self.live = live
        assert done == ("live" if live else "paused")


def _may_run_out(one: tuple[Output, Case]) -> bool:
    return one[1].expires_at is not None and one[1].state == "in_review"


def _show_whole(tx: Tx, shown: tuple[str, str]) -> None:
    output_id, sha256 = shown
    whole = update(cards).where(cards.c.output_id == output_id)
    tx.conn.execute(whole.values(shows_whole_text=True, sha256=sha256))


def _cut_short(tx: Tx, output_id: str) -> None:
    tx.conn.execute(update(cards).where(cards.c.output_id == output_id).values(shows_whole_text=False))
