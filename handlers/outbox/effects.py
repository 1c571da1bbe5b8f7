"""Which kinds of wishes there are, and who fulfils them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.clock import Clock
from handlers.outbox.alarm import TellAlarm
from handlers.outbox.asking_both import TellAskedBoth
from handlers.outbox.asks import AskObjection, AskReason, Whisper
from handlers.outbox.digest_rehearsal import RehearseWeekly
from handlers.outbox.fridays import AskOnFriday
from handlers.outbox.late import LateForLeaders, LateMessage
from handlers.outbox.late_reports import TellLateReport
from handlers.outbox.leave import LeaveOver
from handlers.outbox.lost_channel import TellLostChannel
from handlers.outbox.month import TellMonth
from handlers.outbox.need_met import TakeButtonAway
from handlers.outbox.notices import NoticeMessage
from handlers.outbox.outcomes import Effect
from handlers.outbox.over import TellOver
from handlers.outbox.ownerless_key import TellOwnerlessKey
from handlers.outbox.ownership import OfferOwnership, TellOfferAnswered
from handlers.outbox.past_card import PastCard
from handlers.outbox.peace import in_peace
from handlers.outbox.pictures import SharePictures
from handlers.outbox.proposal import TellProposal, TellUndecided
from handlers.outbox.pulse import TakePulse
from handlers.outbox.questions import PutAnswer, PutQuestion, PutQuestionToOwner, RedrawQuestion
from handlers.outbox.rehearsal import Rehearse
from handlers.outbox.relax import AskRelax
from handlers.outbox.review_card import ReviewCard
from handlers.outbox.rolling import RollingMessage
from handlers.outbox.stage import TellHelp, TellStage
from handlers.outbox.stand_in import TellStandIn
from handlers.outbox.standards import AskSecond, AskToSign, LookAgain, TellDraft
from handlers.outbox.standup import TellStandup
from handlers.outbox.status import TellStatus
from handlers.outbox.stopped import StopOver, TellStopped
from handlers.outbox.twins import VoidTwins
from handlers.outbox.unowned import TellUnowned
from handlers.outbox.unstaffed import TellTrainingEnds, TellUnstaffed
from handlers.outbox.use_question import AskUse
from handlers.outbox.verdict import TellVerdict
from handlers.outbox.watching import TellWatching
from handlers.outbox.webhook import SendWebhook
from handlers.outbox.weekly_digest import WeeklyDigest
from handlers.outbox.words_in_thread import AskWords
from handlers.slack.gateway import Slack
from storage.database import Database


@dataclass(frozen=True)
class Means:
    """What effects work with. `timezone` is the installation's; `leaders` says which channel is the leaders', None:
    there is none, or Slack has not said yet which it is. `pictures`: the leaders' message is to have them.
    """

    db: Database
    slack: Slack
    clock: Clock
    timezone: str
    webhooks: SendWebhook
    leaders: Callable[[], str | None]
    pictures: bool = True


EFFECTS: Mapping[str, Callable[[Means], Effect]] = {
    "card": lambda means: ReviewCard(means.db, means.slack, means.clock),
    "rolling": lambda means: RollingMessage(means.db, means.slack, means.clock),
    "past_card": lambda means: PastCard(means.db, means.slack, means.clock),
    "whisper": lambda means: Whisper(means.db, means.slack, means.clock),
    "ask_reason": lambda means: AskReason(means.db, means.slack, means.clock),
    "ask_objection": lambda means: AskObjection(means.db, means.slack, means.clock),
    "notice": lambda means: NoticeMessage(means.db, means.slack, means.clock),
    "twins": lambda means: VoidTwins(means.db, means.slack, means.clock),
    "question": lambda means: PutQuestion(means.db, means.slack, means.clock),
    "question_owner": lambda means: PutQuestionToOwner(means.db, means.slack, means.clock),
    "question_closed": lambda means: RedrawQuestion(means.db, means.slack, means.clock),
    "answer": lambda means: PutAnswer(means.db, means.slack, means.clock),
    "ask_words": lambda means: AskWords(means.db, means.slack, means.clock),
    "leave_over": lambda means: LeaveOver(means.db, means.slack),
    "stand_in": lambda means: TellStandIn(means.db, means.slack, means.clock),
    "friday": lambda means: AskOnFriday(means.db, means.slack),
    "proposal": lambda means: TellProposal(means.db, means.slack),
    "undecided": lambda means: TellUndecided(means.db, means.slack, means.clock),
    "owner_offer": lambda means: OfferOwnership(means.db, means.slack),
    "owner_answer": lambda means: TellOfferAnswered(means.db, means.slack),
    "over": lambda means: TellOver(means.slack),
    "unowned": lambda means: TellUnowned(means.db, means.slack, means.clock),
    "lost_channel": lambda means: TellLostChannel(means.db, means.slack, means.clock, means.leaders),
    "ownerless_key": lambda means: TellOwnerlessKey(means.db, means.slack),
    "unstaffed": lambda means: TellUnstaffed(means.db, means.slack, means.clock),
    "training_ends": lambda means: TellTrainingEnds(means.db, means.slack, means.clock),
    "unsigned": lambda means: AskToSign(means.db, means.slack, means.clock),
    "look_again": lambda means: LookAgain(means.db, means.slack, means.clock),
    "second": lambda means: AskSecond(means.db, means.slack, means.clock),
    "draft": lambda means: TellDraft(means.db, means.slack, means.clock),
    "verdict": lambda means: TellVerdict(means.db, means.slack),
    "status": lambda means: TellStatus(means.db, means.slack, means.clock),
    "stage": lambda means: TellStage(means.db, means.slack, means.clock),
    "relax": lambda means: AskRelax(means.db, means.slack, means.clock),
    "help": lambda means: TellHelp(means.db, means.slack),
    "watching": lambda means: TellWatching(means.db, means.slack),
    "stopped": lambda means: TellStopped(means.db, means.slack, again=False),
    "still_stopped": lambda means: TellStopped(means.db, means.slack, again=True),
    "stop_over": lambda means: StopOver(means.db, means.slack),
    "standup": lambda means: TellStandup(means.db, means.slack, means.clock),
    "use": lambda means: AskUse(means.db, means.slack),
    "pulse": lambda means: TakePulse(means.db, means.slack, means.clock, means.timezone),
    "month": lambda means: TellMonth(means.db, means.slack, means.clock),
    "alarm": lambda means: TellAlarm(means.db, means.slack, means.clock, means.timezone),
    "late": lambda means: LateMessage(means.db, means.slack, means.clock, means.timezone, means.leaders),
    "late_report": lambda means: TellLateReport(means.db, means.slack, means.clock),
    "test_reminder": lambda means: Rehearse(means.db, means.slack, means.clock, means.leaders),
    "late_leaders": lambda means: LateForLeaders(means.db, means.slack, means.clock, means.timezone),
    "ask_both": lambda means: TellAskedBoth(means.slack),
    "need_met": lambda means: TakeButtonAway(means.slack),
    "test_digest": lambda means: RehearseWeekly(means.db, means.slack, means.clock, means.timezone),
    "webhook": lambda means: means.webhooks,
    "digest": lambda means: WeeklyDigest(means.db, means.slack, means.clock, means.timezone),
    "pictures": lambda means: SharePictures(
        means.db, means.slack, means.clock, means.timezone, wanted=means.pictures
    ),
}


def effects(means: Means) -> dict[str, Effect]:
    """Return every effect by the kind of wish that it fulfils."""
    made = {kind: make(means) for kind, make in EFFECTS.items()}
    return in_peace(made, means.db, means.clock)
