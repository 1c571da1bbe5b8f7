"""A company, a Slack-like workspace with the same people, and our bot between them, all of it real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.attempts import Pace
from bot.dispatcher import Dispatcher
from domain.clock import MovableClock
from domain.eligibility import Kind
from domain.outputs import Output, Vote
from domain.policy import Policy
from handlers.outbox.asking_both import TellAskedBoth
from handlers.outbox.asks import AskObjection, AskReason, Whisper
from handlers.outbox.digest_rehearsal import RehearseWeekly
from handlers.outbox.fridays import AskOnFriday
from handlers.outbox.late import LateForLeaders, LateMessage
from handlers.outbox.late_reports import TellLateReport
from handlers.outbox.leave import LeaveOver
from handlers.outbox.lost_channel import TellLostChannel
from handlers.outbox.need_met import TakeButtonAway
from handlers.outbox.notices import NoticeMessage
from handlers.outbox.outcomes import Effect
from handlers.outbox.over import TellOver
from handlers.outbox.ownerless_key import TellOwnerlessKey
from handlers.outbox.ownership import OfferOwnership, TellOfferAnswered
from handlers.outbox.past_card import PastCard
from handlers.outbox.peace import in_peace
from handlers.outbox.proposal import TellProposal, TellUndecided
from handlers.outbox.pulse import TakePulse
from handlers.outbox.questions import PutAnswer, PutQuestion, PutQuestionToOwner, RedrawQuestion
from handlers.outbox.rehearsal import Rehearse
from handlers.outbox.relax import AskRelax
from handlers.outbox.review_card import ReviewCard
from handlers.outbox.stage import TellHelp, TellStage
from handlers.outbox.stand_in import TellStandIn
from handlers.outbox.standards import AskSecond, AskToSign, LookAgain, TellDraft
from handlers.outbox.status import TellStatus
from handlers.outbox.stopped import StopOver, TellStopped
from handlers.outbox.twins import VoidTwins
from handlers.outbox.unowned import TellUnowned
from handlers.outbox.unstaffed import TellTrainingEnds, TellUnstaffed
from handlers.outbox.use_question import AskUse
from handlers.outbox.verdict import TellVerdict
from handlers.outbox.watching import TellWatching
from handlers.outbox.words_in_thread import AskWords
from handlers.slack.desk import Desk
from handlers.slack.inbox import InboxWorker
from sandbox.acts.perform import perform
from sandbox.channels import Channel
from sandbox.control import messages_json
from sandbox.faults import Fault
from sandbox.installed_app import InstalledApp
from sandbox.people import Group, Person
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, PARTNER_TEAM, TEAM, Workspace, our_bot
from storage.cards import card_of
from storage.outputs import has_read, votes_of
from tests.builders import CAST, CHANNEL, Company, user_id
from usecases.submit_output import Submitted, submit_output

PACE = Pace(lease_s=20, effect_s=15, settle_s=0.3, poll_s=0.05)
GROUP = "S0SUPPORT"
STANDING_POLICY = Policy(purpose="Drafts the replies to refund requests")


@dataclass
class Scene:
    """What a test has at hand. The clock stands still until moved, the workspace's with it."""

    company: Company
    clock: MovableClock
    box: Sandbox
    desk: Desk
    worker: InboxWorker

    async def hand_in(
        self, content: str = "Dear Mr Weber, your money is on its way.", **fields: Any
    ) -> Output:
        """Hand in a text and let its card be posted."""
        answer = self.company.db.write_now(submit_output, self.company.submission(content, **fields))
        assert isinstance(answer, Submitted), answer
        await self.settle()
        return answer.output

    async def act(self, who: str, do: str, **given: Any) -> dict[str, Any]:
        """Let somebody do something, and let the bot finish with it."""
        answer = await perform(self.box.world, {"as": user_id(who), "do": do} | given)
        await self.settle()
        return answer

    async def react(
        self, who: str, output: Output, name: str = "white_check_mark", do: str = "react"
    ) -> None:
        answer = await self.act(who, do, name=name, **self.where(output))
        assert answer["ok"], answer

    async def click(self, who: str, output: Output, action_id: str, **given: Any) -> dict[str, Any]:
        """Press something on the output's card; a modal that opens is waited for."""
        return await self.act(who, "click", action_id=action_id, **self.where(output), **given)

    async def say(self, who: str, output: Output, text: str) -> dict[str, Any]:
        """Let somebody write in the thread of the output's card."""
        where = self.where(output)
        return await self.act(who, "say", channel=where["channel"], thread_ts=where["ts"], text=text)

    async def settle(self) -> None:
        """Let the bot deal with everything that is there to be dealt with."""
        for _ in range(20):
            while self.box.world.delivery.open_events():  # noqa: ASYNC110  # nothing else tells
                await asyncio.sleep(0.005)
            effects = Dispatcher(self.desk.db, self.effects, self.clock, pace=PACE)
            if not (await self.worker.work_once() or await effects.work_once()):
                return

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for what happens after an answer was given."""
        for _ in range(400):
            if true():
                return
            await asyncio.sleep(0.025)
        raise AssertionError("it did not come")

    def has_read(self, who: str, output: Output) -> bool:
        return self.company.db.read_now(has_read, self.look(output), user_id(who))

    async def later(self, seconds: float) -> None:
        """Move the clock and do what it does. What is known of people grows old meanwhile."""
        self.clock.advance(seconds)
        self.company.now = self.clock.now()
        self.company.tick()
        await self.settle()

    @property
    def effects(self) -> dict[str, Effect]:
        told = (self.desk.db, self.desk.slack, self.clock)
        made: dict[str, Effect] = {
            "card": ReviewCard(*told),
            "twins": VoidTwins(*told),
            "past_card": PastCard(*told),
            "whisper": Whisper(*told),
            "ask_reason": AskReason(*told),
            "ask_objection": AskObjection(*told),
            "proposal": TellProposal(self.desk.db, self.desk.slack),
            "undecided": TellUndecided(self.desk.db, self.desk.slack, self.clock),
            "unsigned": AskToSign(*told),
            "look_again": LookAgain(*told),
            "second": AskSecond(*told),
            "draft": TellDraft(*told),
            "verdict": TellVerdict(self.desk.db, self.desk.slack),
            "status": TellStatus(*told),
            "stage": TellStage(*told),
            "help": TellHelp(*told[:2]),
            "relax": AskRelax(*told),
            "watching": TellWatching(self.desk.db, self.desk.slack),
            "stopped": TellStopped(self.desk.db, self.desk.slack, again=False),
            "still_stopped": TellStopped(self.desk.db, self.desk.slack, again=True),
            "stop_over": StopOver(self.desk.db, self.desk.slack),
            "use": AskUse(self.desk.db, self.desk.slack),
            "pulse": TakePulse(*told, self.desk.timezone),
            "friday": AskOnFriday(self.desk.db, self.desk.slack),
            "owner_offer": OfferOwnership(self.desk.db, self.desk.slack),
            "late_report": TellLateReport(self.desk.db, self.desk.slack, self.clock),
            "owner_answer": TellOfferAnswered(self.desk.db, self.desk.slack),
            "over": TellOver(self.desk.slack),
            "unowned": TellUnowned(*told),
            "lost_channel": TellLostChannel(*told, lambda: None),
            "unstaffed": TellUnstaffed(*told),
            "training_ends": TellTrainingEnds(*told),
            "ownerless_key": TellOwnerlessKey(self.desk.db, self.desk.slack),
            "leave_over": LeaveOver(self.desk.db, self.desk.slack),
            "stand_in": TellStandIn(self.desk.db, self.desk.slack, self.clock),
            "notice": NoticeMessage(*told),
            "question": PutQuestion(*told),
            "question_owner": PutQuestionToOwner(*told),
            "question_closed": RedrawQuestion(*told),
            "answer": PutAnswer(*told),
            "ask_words": AskWords(*told),
            "test_reminder": Rehearse(*told, lambda: None),
            "ask_both": TellAskedBoth(self.desk.slack),
            "need_met": TakeButtonAway(self.desk.slack),
            "test_digest": RehearseWeekly(*told, "Europe/Berlin"),
            "late": LateMessage(*told, "Europe/Berlin", lambda: None),
            "late_leaders": LateForLeaders(*told, "Europe/Berlin"),
        }
        return in_peace(made, self.desk.db, self.clock)

    def where(self, output: Output) -> dict[str, str]:
        card = self.company.db.read_now(card_of, output.id)
        assert card is not None, "it has no card"
        return {"channel": card.channel_id, "ts": card.ts}

    def messages(self) -> list[dict[str, Any]]:
        return messages_json(self.box.world, self.box.world.channels[CHANNEL])[::-1]

    def card(self, output: Output) -> dict[str, Any]:
        """The output's card as it stands in the channel."""
        ts = self.where(output)["ts"]
        return next(message for message in self.messages() if message["ts"] == ts)

    def thread(self, output: Output) -> list[dict[str, Any]]:
        return list(self.card(output)["thread"])

    def private(self, who: str) -> list[str]:
        """What was said to this person alone, the oldest first."""
        mine = [message for message in self.box.world.private if message.ephemeral_to == user_id(who)]
        return [message.text for message in mine]

    def private_messages(self, who: str) -> list[Any]:
        return [message for message in self.box.world.private if message.ephemeral_to == user_id(who)]

    def direct(self, who: str) -> list[dict[str, Any]]:
        """Our messages to this person alone, the oldest first."""
        channels = self.box.world.channels.values()
        found = next((one for one in channels if one.im_of == user_id(who)), None)
        return [] if found is None else messages_json(self.box.world, found)[::-1]

    def home(self, who: str) -> dict[str, Any] | None:
        shown = self.box.world.views.homes.get(user_id(who))
        return None if shown is None else shown.as_json()

    async def release(self, output: Output, who: str = "ben") -> Output:
        """Let somebody approve it and its AI system use it."""
        await self.react(who, output)
        await self.later(61)
        self.company.release(output)
        await self.settle()
        return self.look(output)

    def modal(self, who: str) -> dict[str, Any] | None:
        top = self.box.world.views.top(user_id(who))
        return None if top is None else top.as_json()

    def look(self, output: Output) -> Output:
        return self.company.look(output)

    def votes(self, output: Output) -> list[Vote]:
        return self.company.db.read_now(votes_of, output.id)

    def standing(self, output: Output) -> list[tuple[str, str]]:
        return [(vote.person, vote.verdict) for vote in self.votes(output) if vote.stands]

    def fault(self, method: str, fault: str, **more: Any) -> None:
        self.box.world.faults.waiting.append(Fault(method, fault, **more))

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [call for call in self.box.world.calls if call["method"] == method]


def buttons(message: dict[str, Any]) -> list[str]:
    """The action ids of everything on a message that can be pressed."""
    found = []
    for block in message.get("blocks") or []:
        elements = [*block.get("elements", []), block.get("accessory", {})]
        found += [element["action_id"] for element in elements if "action_id" in element]
    return found


def same_people() -> Workspace:
    """The cast of `tests.builders`, each of their kind, in one channel; Ben and Mia are @support."""
    app = InstalledApp()
    people = [_person(name, kind) for name, kind in CAST.items()]
    members = {person.id for person in people} | {BOT_USER}
    channel = Channel(CHANNEL, "support-ai-review", False, members=members)
    group = Group(GROUP, "support", "Support", [user_id("ben"), user_id("mia")])
    return Workspace([*people, our_bot(app)], [channel], [group], app)


def _person(name: str, kind: Kind) -> Person:
    return Person(
        user_id(name),
        name,
        name.capitalize(),
        PARTNER_TEAM if kind == "external" else TEAM,
        email=None if kind == "bot" else f"{name}@example.com",
        kind="member" if kind == "deactivated" else kind,
        deleted=kind == "deactivated",
        bot_id="B0TICKETBOT" if kind == "bot" else None,
        app_id="A0TICKETBOT" if kind == "bot" else None,
    )
