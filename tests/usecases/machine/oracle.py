"""What must come of what people do, said a second time: by the rules as people know them, not by our code for them.

It keeps each person's standing word on each output and nothing else of what was said before. Nothing here is
imported from the rooms under test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEIGHT = {"automated": 0, "reviewed": 1, "always_human": 2}
UNDO = timedelta(seconds=60)
OPEN = ("in_review", "approved")


@dataclass(frozen=True)
class Rules:
    """A policy version as far as it matters here. `expires_after` None: held for ever."""

    lane: str = "reviewed"
    approvals: int = 1
    reactions: bool = True
    expires: bool = False


@dataclass
class Word:
    """What one person says of an output now. `turned`: it took the place of their own approval."""

    verdict: str
    via: str
    text: str
    acted_at: datetime
    final_at: datetime
    mark: str | None = None
    turned: bool = False


@dataclass
class Case:
    """One output. `body` was handed in, `text` is what is judged: they differ after a fix.

    `words` are in the order in which they were said; `held_by` objects to an approval. `card` is the text on
    the card, of which it shows the `whole` or the beginning; `read` is who has opened which text.
    """

    key: str
    body: str
    rules: Rules
    lane: str
    needed: int
    handed_in_at: datetime
    requester: str | None = None
    expires_at: datetime | None = None
    state: str = "in_review"
    text: str = ""
    card: str = ""
    whole: bool = True
    read: set[tuple[str, str]] = field(default_factory=set)
    words: dict[str, Word] = field(default_factory=dict)
    held_by: str | None = None
    settles_at: datetime | None = None
    released_with: str | None = None
    superseded: bool = False
    judged: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.text = self.card = self.body

    def vote(
        self,
        who: str,
        verdict: str,
        via: str,
        *,
        eligible: bool,
        at: datetime,
        now: datetime,
        text_is_current: bool = True,
        mark: str | None = None,
        corrected: str | None = None,
    ) -> bool:
        """Say whether the word counts; if it does, it stands from now on. What is final by now takes effect first."""
        if self.settles_at is not None and self.settles_at <= now:
            self.settle(now)
        if self.state not in OPEN or self.out_of_time(now) or not eligible:
            return False
        if not self._by_allowed_means(who, verdict, via, text_is_current=text_is_current):
            return False
        own = self.words.get(who)
        if own is not None and not self._may_change(own, verdict, via, at, now):
            return False
        if self.state == "approved" and verdict != "reject":
            return False
        if verdict == "fix" and (self.held_by is not None or corrected == self.text):
            return False
        if self.state == "approved" and own is None:
            self.held_by = who
        turned = own is not None and own.verdict != "reject" and verdict == "reject"
        self.words.pop(who, None)
        if corrected is not None:
            self.text = corrected
            self.words = {name: word for name, word in self.words.items() if word.verdict == "reject"}
        final_at = now if via == "modal" else now + UNDO
        self.words[who] = Word(verdict, via, self.text, at, final_at, mark, turned)
        self.judged.add(who)
        self.settle(now)
        return True

    def undo(self, who: str, now: datetime) -> bool:
        """Say whether there is something of theirs to undo; then it is undone."""
        own = self.words.get(who)
        if self.state not in OPEN or own is None or own.final_at <= now:
            return False
        del self.words[who]
        self.settle(now)
        return True

    def take_off(self, who: str, mark: str, now: datetime) -> bool:
        """Say whether taking off a mark takes back the approval that it had made."""
        own = self.words.get(who)
        if self.state not in OPEN or own is None or own.verdict != "approve" or own.mark != mark:
            return False
        del self.words[who]
        self.settle(now)
        return True

    def settle_objection(self, judge: str | None, who: str, *, upheld: bool, now: datetime) -> bool:
        """Say whether this person may settle it; then upheld stops it, overruled silences all who objected."""
        if self.held_by is None or who != judge:
            return False
        if upheld:
            self.words[self.held_by].final_at = now
        else:
            self.words = {name: word for name, word in self.words.items() if not _objects(word)}
        self.held_by = None
        self.settle(now)
        return True

    def tick(self, now: datetime) -> None:
        """Let time pass: what people have said becomes final, what nobody has decided may run out."""
        if self.settles_at is not None and self.settles_at <= now:
            self.settle(now)
        if self.out_of_time(now):
            self.end("expired")

    def tighten(self, rules: Rules, now: datetime) -> None:
        """Ask for more, if the new rules do; never for less."""
        lane, needed = heaviest(self.lane, rules.lane), max(self.needed, rules.approvals)
        if self.state not in OPEN or (lane, needed) == (self.lane, self.needed):
            return
        self.lane, self.needed = lane, needed
        if lane == "always_human":
            self.words = {
                name: word for name, word in self.words.items() if word.via == "modal" or name == self.held_by
            }
        self.settle(now)

    def end(self, state: str) -> None:
        """End it without a decision: nothing that was said counts any more."""
        self.state, self.words, self.held_by, self.settles_at = state, {}, None, None

    def out_of_time(self, now: datetime) -> bool:
        """Say whether nobody has decided it in time; a decision that can be undone still is one."""
        undecided = self.state == "in_review" and self.settles_at is None and self.held_by is None
        return undecided and self.expires_at is not None and self.expires_at <= now

    def settle(self, now: datetime) -> None:
        """Bring the state to what has been said so far comes to."""
        if self.state not in OPEN:
            return
        self._find_who_holds_it()
        rejections = [word for word in self.words.values() if word.verdict == "reject"]
        if self.held_by is not None:
            self.state = "in_review"
        elif rejections:
            self.state = "rejected" if min(word.final_at for word in rejections) <= now else "in_review"
        else:
            final = [word for word in self.words.values() if word.final_at <= now]
            self.state = "approved" if len(final) >= self.needed else "in_review"
        pending = [word.final_at for word in self.words.values() if word.final_at > now]
        self.settles_at = min(pending, default=None) if self.state == "in_review" else None

    def _find_who_holds_it(self) -> None:
        if self.held_by is None:
            return
        objecting = [name for name, word in self.words.items() if _objects(word)]
        if self.held_by not in objecting:
            self.held_by = objecting[0] if objecting else None

    def _by_allowed_means(self, who: str, verdict: str, via: str, *, text_is_current: bool) -> bool:
        if self.lane == "always_human" and via != "modal":
            return False
        if via == "reaction" and (not self.rules.reactions or self.card != self.text):
            return False  # what stands under a text that was fixed since was said of that text
        seen = (self.whole and self.card == self.text) or (who, self.text) in self.read
        return text_is_current and (verdict == "reject" or via == "modal" or seen)

    def _may_change(self, own: Word, verdict: str, via: str, at: datetime, now: datetime) -> bool:
        alike = (own.verdict == "reject") == (verdict == "reject")
        same = alike and own.text == self.text and verdict != "fix"
        stopped_for_good = own.verdict == "reject" and own.final_at <= now and verdict != "reject"
        return not same and not stopped_for_good and (via == "modal" or own.acted_at <= at)


def _objects(word: Word) -> bool:
    return word.verdict == "reject" and not word.turned


def heaviest(*lanes: str) -> str:
    """Return the heaviest of these lanes."""
    return max(lanes, key=WEIGHT.__getitem__)
