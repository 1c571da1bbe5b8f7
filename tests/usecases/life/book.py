"""What the rules make of each act, kept beside the program: a second opinion that shares no code with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEIGHTS = {"automated": 0, "reviewed": 1, "always_human": 2}
OPEN = ("in_review", "approved")

# On the roster are also those who may never decide: who asked, whose key it is, who is not one of us.
ROSTER = ("ben", "mia", "tom", "ada", "cleo", "ruth", "gus", "xenia", "dora", "ticketbot")
COLLEAGUES = frozenset({"ada", "grace", "ben", "mia", "tom", "cleo", "ruth"})
OWNER, DEPUTY, KEY_OWNER = "ada", "grace", "ruth"


def heaviest(lanes: Iterable[str]) -> str:
    return max(lanes, key=WEIGHTS.__getitem__)


@dataclass(eq=False)
class Word:
    """What one person said of one output. `alive`: neither taken back, nor replaced, nor void."""

    person: str
    verdict: str
    via: str
    source: str
    acted_at: datetime
    final_at: datetime
    takes_back_approval: bool = False
    alive: bool = True


@dataclass(eq=False)
class Book:
    """One output: who said what of it, and through which states it went."""

    output_id: str
    text: str
    lane: str
    needed: int
    requester: str | None
    undo: timedelta
    marks_count: bool
    expires_at: datetime | None
    submitted_at: datetime
    shown_whole: bool
    state: str = "in_review"
    went: list[str] = field(default_factory=lambda: ["in_review"])
    words: list[Word] = field(default_factory=list)
    objection: Word | None = None
    due_at: datetime | None = None
    readers: set[str] = field(default_factory=set)
    released_with: str | None = None
    superseded: bool = False

    @property
    def alive(self) -> list[Word]:
        return [word for word in self.words if word.alive]

    def of(self, person: str) -> Word | None:
        return next((word for word in self.alive if word.person == person), None)

    def may(self, person: str) -> bool:
        involved = person in (self.requester, KEY_OWNER)
        return person in ROSTER and person in COLLEAGUES and not involved

    def is_over(self, now: datetime) -> bool:
        """Nobody decided in time, whether or not the clock has come by."""
        undecided = self.state == "in_review" and self.due_at is None and self.objection is None
        return undecided and self.expires_at is not None and self.expires_at <= now

    def say(
        self,
        person: str,
        verdict: str,
        via: str,
        source: str,
        acted_at: datetime,
        now: datetime,
        **given: bool,
    ) -> bool:
        """Somebody judges. Say whether that counts. `given`: current (text), fresh (facts), each true unless said."""
        own = self.of(person)
        objects = verdict == "reject" and self.state == "approved" and own is None
        if not self._counts(person, verdict, via, acted_at, now, **given):
            return False
        if own is not None:
            own.alive = False
        final_at = now if via == "modal" else now + self.undo
        word = Word(person, verdict, via, source, acted_at, final_at)
        word.takes_back_approval = own is not None and own.verdict == "approve" and verdict == "reject"
        self.words.append(word)
        if objects:
            self.objection = word
        self.settle(now)
        return True

    def _counts(
        self,
        person: str,
        verdict: str,
        via: str,
        acted_at: datetime,
        now: datetime,
        *,
        current: bool = True,
        fresh: bool = True,
    ) -> bool:
        own = self.of(person)
        if self.state not in OPEN or self.is_over(now) or not (self.may(person) and fresh and current):
            return False
        if via != "modal" and self.lane == "always_human":
            return False
        if via == "reaction" and not self.marks_count:
            return False
        if verdict == "approve":
            seen = via == "modal" or self.shown_whole or person in self.readers
            stopped = own is not None and own.verdict == "reject" and own.final_at <= now
            if self.state == "approved" or stopped or not seen:
                return False
        return own is None or (own.verdict != verdict and (via == "modal" or own.acted_at <= acted_at))

    def undo_click(self, person: str, now: datetime) -> bool:
        own = self.of(person)
        if self.state not in OPEN or own is None or own.final_at <= now:
            return False
        own.alive = False
        self.settle(now)
        return True

    def take_off(self, source: str, now: datetime) -> bool:
        """A ✅ comes off: what that very mark had approved is withdrawn, while it has not gone out."""
        made = next((word for word in self.alive if word.source == source), None)
        if made is None or made.verdict != "approve" or self.state not in OPEN:
            return False
        made.alive = False
        self.settle(now)
        return True

    def settles_objections(self) -> str | None:
        parties = {word.person for word in self.alive if word.verdict == "approve"}
        parties |= {KEY_OWNER, self.requester or ""}
        return next((judge for judge in (OWNER, DEPUTY) if judge not in parties), None)

    def settle_objection(self, person: str, now: datetime, *, upheld: bool) -> bool:
        if self.objection is None or self.settles_objections() != person:
            return False
        if upheld:
            self.objection.final_at = now
        else:
            for word in self.alive:
                word.alive = word.verdict == "approve" or word.takes_back_approval
        self.objection = None
        self.settle(now)
        return True

    def settle(self, now: datetime) -> None:
        """Bring the state up to what was said."""
        if self.state not in OPEN:
            return
        self._pass_objection_on()
        stops = [word for word in self.alive if word.verdict == "reject"]
        final = [word for word in self.alive if word.verdict == "approve" and word.final_at <= now]
        if self.objection is not None:
            state = "in_review"
        elif stops:
            state = "rejected" if any(word.final_at <= now for word in stops) else "in_review"
        else:
            state = "approved" if len({word.person for word in final}) >= self.needed else "in_review"
        if self.state == "approved" and state == "rejected":
            self._go("in_review")
        self._go(state)
        pending = [word.final_at for word in self.alive if word.final_at > now]
        self.due_at = min(pending, default=None) if state == "in_review" else None

    def _pass_objection_on(self) -> None:
        if self.objection is None or self.objection.alive:
            return
        objecting = (word for word in self.alive if word.verdict == "reject" and not word.takes_back_approval)
        self.objection = next(objecting, None)

    def tick(self, now: datetime) -> None:
        if self.due_at is not None and self.due_at <= now:
            self.settle(now)
        if self.is_over(now):
            self.end("expired")

    def tighten(self, lane: str, needed: int, now: datetime) -> None:
        if self.state not in OPEN:
            return
        stricter = heaviest((self.lane, lane)), max(self.needed, needed)
        if stricter == (self.lane, self.needed):
            return
        self.lane, self.needed = stricter
        for word in self.alive:
            if self.lane == "always_human" and word.via != "modal" and word is not self.objection:
                word.alive = False
        self.settle(now)

    def release(self, key: str, *, live: bool) -> bool:
        if self.state == "released":
            return self.released_with == key
        if self.state != "approved" or not live:
            return False
        self._go("released")
        self.released_with = key
        return True

    def recall(self) -> bool:
        if self.state in OPEN:
            self.end("recalled")
        return self.state == "recalled"

    def end(self, state: str) -> None:
        """Taken away without a decision: nothing that was said of it counts any more."""
        for word in self.alive:
            word.alive = False
        self.objection = self.due_at = None
        self._go(state)

    def _go(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.went.append(state)
