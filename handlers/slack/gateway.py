"""The way to Slack: paced, never sending by itself what may have arrived, each failure named."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from prometheus_client import Counter
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)

from handlers.cards.message import Message
from handlers.outbox.outcomes import Dead, NotYet, Retry
from handlers.slack.admission import SHUT_OUT, Admission
from handlers.slack.asking import Absent, Unreachable, asked
from handlers.slack.calling import WebClient, called
from handlers.slack.failures import (
    GONE,
    RATE_LIMITED,
    RESTRICTED,
    UNKNOWN_METHOD,
    Failure,
    meaning_of,
    meaning_of_broken_line,
    refusal_of,
    retry_after_s,
)
from handlers.slack.pacing import Pacer

CALLS = Counter("answerable_slack_calls", "Calls of Slack's Web API by the outbox", ["method", "answer"])

_READING = frozenset(
    {"auth.test", "chat.getPermalink", "conversations.history", "conversations.replies", "reactions.get"}
)
# An address to upload to that nobody uses is nothing that anybody sees.
_CHANGES_NOTHING = _READING | {"conversations.open", "files.getUploadURLExternal"}
_REPEATABLE = _CHANGES_NOTHING | {"chat.update", "chat.delete", "views.publish"}

# What an answer is no use without.
_NEEDS = {
    "auth.test": ("user_id",),
    "chat.getPermalink": ("permalink",),
    "conversations.history": ("messages",),
    "conversations.open": ("channel",),
    "conversations.replies": ("messages",),
    "files.getUploadURLExternal": ("upload_url", "file_id"),
    "reactions.get": ("message",),
}

# What stands in the place of a deleted message with a thread has no reactions, but not since people took theirs off.
_DELETED = "tombstone"

_PAGE = 200
_PAGES = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Posted:
    """A message of ours as Slack has it; `block_ids` where it was found there."""

    channel_id: str
    ts: str
    block_ids: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Reaction:
    """One emoji under a message, as Slack tells it: it may leave people out, but counts them all."""

    name: str
    people: frozenset[str]
    count: int


@dataclass(frozen=True)
class Page:
    """What is under our own messages in a stretch of a channel, by their stamp: all of them from `since_ts` on."""

    reactions: Mapping[str, list[Reaction]]
    since_ts: str


class Slack:
    """The Web API of one workspace.

    `call` and `show` never repeat a call: what may have arrived is looked for, not sent again. `ask` is for
    reads, which it repeats when a line breaks, Slack fails, or asks for patience.
    """

    def __init__(
        self,
        token: str,
        api_url: str = "https://slack.com/api/",
        *,
        timeout_s: int = 10,
        patience_s: float = 2.5,
        pacer: Pacer | None = None,
    ) -> None:
        # The SDK logs whole requests, AI texts included, to a logger whose level is unset.
        quiet = logging.getLogger(f"{__name__}.sdk")
        quiet.setLevel(logging.WARNING)
        retries = [
            AsyncConnectionErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(),
        ]
        self._posting = WebClient(token, api_url, timeout_s, retry_handlers=[], logger=quiet)
        self._asking = WebClient(token, api_url, timeout_s, retry_handlers=retries, logger=quiet)
        self._patience_s = patience_s
        self._pacer = pacer or Pacer()
        self._admission = Admission()
        self._own_id: str | None = None
        self._lacking: set[str] = set()
        self._closed: set[str] = set()
        self._may_post: dict[str, bool] = {}
        self._addresses: dict[str, str] = {}

    @property
    def api_url(self) -> str:
        """Return where the Web API is."""
        return self._posting.base_url

    async def ask(
        self,
        method: str,
        *,
        needs: Collection[str] = (),
        absent: Collection[str] = (),
        **arguments: object,
    ) -> dict[str, Any]:
        """Return what Slack answers, with all that `needs` names. Raises Absent, Lacking, Unreachable."""
        return await self._let_in(self._asking, method, arguments, needs=needs, absent=absent)

    async def show(self, method: str, *, absent: Collection[str] = (), **arguments: object) -> str | None:
        """Open, change or publish a view, while somebody waits for it; return its hash, None where Slack names none.

        Raises Absent, Lacking, Unreachable.
        """
        answer = await self._let_in(self._posting, method, arguments, absent=absent)
        return (answer.get("view") or {}).get("hash")

    @property
    def problem(self) -> str | None:
        """Return why Slack lets us in no more, and what to do, in one sentence; None while it does."""
        return self._admission.problem

    def closed_channels(self) -> set[str]:
        """Return the channels that have refused us since this was last asked."""
        closed, self._closed = self._closed, set()
        return closed

    def may_post(self) -> dict[str, bool]:
        """Return whether the last message to a channel was taken, by channel, since this was last asked."""
        told, self._may_post = self._may_post, {}
        return told

    async def knock(self) -> None:
        """Ask whether our token is still good, whoever has asked before. Raises Unreachable."""
        await self._let_in(self._asking, "auth.test", {}, at_once=True)

    async def _let_in(
        self,
        client: WebClient,
        method: str,
        arguments: Mapping[str, object],
        *,
        needs: Collection[str] = (),
        absent: Collection[str] = (),
        at_once: bool = False,
    ) -> dict[str, Any]:
        """Return the answer, unless Slack refuses our token and it is not yet time to try again."""
        if self._admission.wait_s() > 0 and not at_once:
            raise Unreachable(str(self._admission.refusal))
        try:
            answer = await asked(method, called(client, method, arguments, needs=needs), absent=absent)
        except Absent:
            self._admission.heard(None)
            raise
        except Unreachable as refused:
            self._admission.heard(str(refused))
            raise
        self._admission.heard(None)
        return answer

    async def call(
        self, method: str, *, channel: str = "", yields: bool = False, **arguments: object
    ) -> Mapping[str, Any] | Failure:
        """Return Slack's answer, or what its failure means for the wish behind the call.

        Waits for its turn if that comes soon, else says when to come again. One that `yields` lets others go first.
        """
        if (shut_s := self._admission.wait_s()) > 0:
            return NotYet(shut_s, f"Slack lets us in no more: {self._admission.refusal}")
        wait_s = self._pacer.book(method, channel, self._patience_s, yields=yields)
        if wait_s > self._patience_s:
            return NotYet(wait_s, f"{method} has to wait its turn")
        await asyncio.sleep(wait_s)
        arguments = {"channel": channel, **arguments} if channel else arguments
        try:
            answer = await called(self._posting, method, arguments, needs=_NEEDS.get(method, ()))
        except SlackApiError as error:
            return self._refused(method, channel, error)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            CALLS.labels(method, "broken_line").inc()
            return meaning_of_broken_line(
                error, repeatable=method in _REPEATABLE, changes=method not in _CHANGES_NOTHING
            )
        self._pacer.answered(method, channel)
        self._admission.heard(None)
        CALLS.labels(method, "ok").inc()
        return answer

    def _refused(self, method: str, channel: str, error: SlackApiError) -> Failure:
        code, headers = refusal_of(error)
        CALLS.labels(method, code).inc()
        if code in RATE_LIMITED:
            after_s = retry_after_s(headers)
            self._pacer.refused(method, channel, after_s)
            return Retry(after_s, code)
        self._pacer.answered(method, channel)
        failure = meaning_of(code, repeatable=method in _REPEATABLE, changes=method not in _CHANGES_NOTHING)
        self._admission.heard(code)
        if channel and code in GONE:
            self._closed.add(channel)
        if code in SHUT_OUT:  # told once, for all that waits
            return failure
        if code != UNKNOWN_METHOD:
            log.warning("Slack refuses %s in %s: %s", method, channel or "the workspace", failure.why)
        elif method not in self._lacking:  # it will not come to have it: once is enough
            self._lacking.add(method)
            log.warning("the server has no %s; `answerable check` says what that costs", method)
        return failure

    async def post(self, channel: str, message: Message, *, thread_ts: str | None = None) -> Posted | Failure:
        """Post a message for everybody in the channel; it unfurls nothing.

        Without a stamp in the answer nobody can find the message again: that would be posted for ever.
        """
        answer = await self.call(
            "chat.postMessage",
            channel=channel,
            thread_ts=thread_ts,
            text=message.text,
            blocks=message.blocks,
            **_UNFURLED,
        )
        if not isinstance(answer, Mapping):
            if answer.why.partition(":")[0] in RESTRICTED and thread_ts is None:
                self._may_post[channel] = False
            return answer
        self._may_post[channel] = True
        ts = answer.get("ts")
        if not ts:
            return Dead("the answer to chat.postMessage has no ts")
        return Posted(str(answer.get("channel") or channel), str(ts))

    async def post_privately(
        self, channel: str, person: str, message: Message, *, thread_ts: str | None = None
    ) -> Failure | None:
        """Show a message to one person in the channel, who must be in it. Slack does not promise delivery."""
        answer = await self.call(
            "chat.postEphemeral",
            channel=channel,
            user=person,
            thread_ts=thread_ts,
            text=message.text,
            blocks=message.blocks,
        )
        return None if isinstance(answer, Mapping) else answer

    async def update(self, posted: Posted, message: Message, *, yields: bool = False) -> Failure | None:
        """Make a message of ours say this instead; `yields`: after those that somebody has just acted on."""
        answer = await self.call(
            "chat.update",
            channel=posted.channel_id,
            ts=posted.ts,
            yields=yields,
            # Always both: an update with text alone would take the blocks away.
            text=message.text,
            blocks=message.blocks,
        )
        return None if isinstance(answer, Mapping) else answer

    async def delete(self, posted: Posted) -> Failure | None:
        """Take a message of ours away; that it is gone already is as good."""
        answer = await self.call("chat.delete", channel=posted.channel_id, ts=posted.ts)
        if isinstance(answer, Mapping) or answer.why == "message_not_found":
            return None
        return answer

    async def direct(self, person: str) -> str | Failure:
        """Return the id of our direct messages with somebody; asked again, it is the same."""
        answer = await self.call("conversations.open", users=person)
        return str(answer["channel"]["id"]) if isinstance(answer, Mapping) else answer

    async def permalink(self, posted: Posted) -> str | None:
        """Return the address of a message in the channel, not in a thread; None if Slack does not say it now.

        Asked once a channel: of all messages there but the end of it is the same, and the end is the message's stamp.
        Where it is not, each is asked for.
        """
        end = f"/p{posted.ts.replace('.', '')}"
        if begins := self._addresses.get(posted.channel_id):
            return begins + end
        answer = await self.call("chat.getPermalink", channel=posted.channel_id, message_ts=posted.ts)
        if not isinstance(answer, Mapping):
            return None
        address = str(answer["permalink"])
        if address.endswith(f"/{posted.channel_id}{end}"):
            self._addresses[posted.channel_id] = address.removesuffix(end)
        return address

    async def block_ids(self, posted: Posted) -> tuple[str, ...] | Failure | None:
        """Return what the blocks of our own message are called, None if history shows no such message of ours."""
        found = await self._ours(posted)
        return _found(posted.channel_id, found).block_ids if isinstance(found, Mapping) else found

    async def shown(self, posted: Posted) -> Message | Failure | None:
        """Return what our own message says as it stands, None if history shows no such message of ours."""
        found = await self._ours(posted)
        if not isinstance(found, Mapping):
            return found
        return Message(str(found.get("text", "")), list(found.get("blocks") or []))

    async def _ours(self, posted: Posted) -> Mapping[str, Any] | Failure | None:
        """Return our own message as Slack tells it."""
        own = await self._whoami()
        if not isinstance(own, str):
            return own
        page = await self.call(
            "conversations.history",
            channel=posted.channel_id,
            oldest=posted.ts,
            latest=posted.ts,
            inclusive="true",
            limit=1,
        )
        if not isinstance(page, Mapping):
            return page
        return next((each for each in page["messages"] if each.get("user") == own), None)

    async def reactions(self, posted: Posted) -> list[Reaction] | Failure:
        """Return what is under a message now."""
        answer = await self.call("reactions.get", channel=posted.channel_id, timestamp=posted.ts, full="true")
        if not isinstance(answer, Mapping):
            return answer
        if answer["message"].get("subtype") == _DELETED:
            return Dead("message_not_found")
        found = answer["message"].get("reactions") or []
        return [_reaction(each) for each in found]

    async def reactions_between(self, channel: str, oldest_ts: str, latest_ts: str) -> Page | Failure:
        """Return what is under our own messages in a stretch of a channel, the ends included, in one call.

        Slack gives the latest first; where there are more than fit, the page does not reach back to the oldest.
        """
        own = await self._whoami()
        if not isinstance(own, str):
            return own
        answer = await self.call(
            "conversations.history",
            channel=channel,
            oldest=oldest_ts,
            latest=latest_ts,
            inclusive="true",
            limit=_PAGE,
        )
        if not isinstance(answer, Mapping):
            return answer
        messages = [each for each in answer["messages"] if each.get("ts")]
        goes_on = answer.get("has_more") or (answer.get("response_metadata") or {}).get("next_cursor")
        since_ts = min((str(each["ts"]) for each in messages), default=latest_ts) if goes_on else oldest_ts
        ours = [one for one in messages if one.get("user") == own and one.get("subtype") != _DELETED]
        found = {str(one["ts"]): [_reaction(each) for each in one.get("reactions") or []] for one in ours}
        return Page(found, since_ts)

    async def own_messages(
        self, channel: str, mark: str, *, since_ts: str, thread_ts: str | None = None
    ) -> list[Posted] | Failure:
        """Return our own messages since then with a block whose id begins with `mark`, the oldest first.

        With `thread_ts`, those of that thread. None are found where the server has no history to look into.
        """
        own = await self._whoami()
        if not isinstance(own, str):
            return own
        method = "conversations.history" if thread_ts is None else "conversations.replies"
        found: list[Posted] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self.call(
                method, channel=channel, ts=thread_ts, oldest=since_ts, limit=_PAGE, cursor=cursor
            )
            if not isinstance(page, Mapping):
                return [] if page.why == UNKNOWN_METHOD else page
            found += [_found(channel, each) for each in page["messages"] if _is_marked(each, own, mark)]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        # ts is a name that sorts: ten digits, a dot, six digits.
        return sorted(found, key=lambda each: each.ts)

    async def _whoami(self) -> str | Failure:
        """Return the bot's user id, asked once."""
        if self._own_id is None:
            answer = await self.call("auth.test")
            if not isinstance(answer, Mapping):
                return answer
            self._own_id = str(answer["user_id"])
        return self._own_id


_UNFURLED = {"unfurl_links": False, "unfurl_media": False}


def _reaction(said: Mapping[str, Any]) -> Reaction:
    # Where it is not said how many there are, the people named are not known to be all.
    return Reaction(str(said.get("name")), frozenset(said.get("users") or ()), int(said.get("count", -1)))


def _found(channel: str, message: Mapping[str, Any]) -> Posted:
    ids = tuple(str(block.get("block_id", "")) for block in message.get("blocks") or [])
    return Posted(channel, str(message["ts"]), ids)


def _is_marked(message: Mapping[str, Any], own_id: str, mark: str) -> bool:
    ours = message.get("user") == own_id and bool(message.get("ts"))
    return ours and any(block_id.startswith(mark) for block_id in _found("", message).block_ids)
