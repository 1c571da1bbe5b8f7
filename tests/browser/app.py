"""A small app on real Bolt: enough of an app for the page to have something to do."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser import cards, gallery

Body = dict[str, Any]


def listen(app: AsyncApp) -> None:
    """Adds the listeners; what they heard is visible on the page alone."""
    app.action("approve")(_approve)
    app.action("reject")(_reject)
    app.action("ask")(_silent)
    app.action("undo")(_undo)
    app.action("count")(_count)
    app.view("reject")(_rejected)
    app.view("everything")(_proposed)
    app.command("/answerable")(_command)
    app.shortcut("hand_in")(_hand_in)
    app.event("app_home_opened")(_home)
    app.event("reaction_added")(_reacted)
    for event in ("reaction_removed", "message"):
        app.event(event)(_heard)
    for action in ("more", "pick", "who", "day", "hour", "stop", "radio", "open"):
        app.action(action)(_chosen)


async def _approve(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    await ack()
    words = f"✅ *Approved by <@{body['user']['id']}>.* Goes out at 10:43."
    blocks = cards.decided_line(words, cards.button("undo", "Undo"))
    await client.chat_update(
        channel=body["channel"]["id"], ts=body["message"]["ts"], text=words, blocks=blocks
    )


async def _undo(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    await ack()
    channel, ts = body["channel"]["id"], body["message"]["ts"]
    await client.chat_update(channel=channel, ts=ts, text="Reply to order 1881", blocks=cards.review_card())


async def _reject(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=body["trigger_id"], view=cards.reject_view(body["message"]["ts"]))
    await ack()


async def _rejected(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    values = body["view"]["state"]["values"]
    note = values["note"]["note"]["value"] or ""
    if "order" not in note:
        await ack(response_action="errors", errors={"note": "Please name the order."})
        return
    await ack()
    words = f'❌ *Reply to order 1881* · not going out · <@{body["user"]["id"]}>, 10:44 · "{note}"'
    channel = next(
        c["id"] for c in (await client.conversations_list())["channels"] if c["name"] == "support-ai-review"
    )
    ts = body["view"]["private_metadata"]
    await client.chat_update(channel=channel, ts=ts, text=words, blocks=cards.decided_line(words))


async def _proposed(ack: AsyncAck) -> None:
    await ack()


async def _silent() -> None:
    await asyncio.sleep(30)


async def _command(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    if body["text"] == "setup":
        await client.views_open(trigger_id=body["trigger_id"], view=gallery.big_view())
        await ack()
        return
    await ack(f"You asked for *{body['text'] or 'help'}*. Two wait for you.")


async def _hand_in(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=gallery.big_view())


async def _home(event: Body, client: AsyncWebClient) -> None:
    await client.views_publish(user_id=event["user"], view=cards.home_view())


async def _reacted(event: Body, client: AsyncWebClient) -> None:
    if event["reaction"] != "white_check_mark":
        return
    words = "You asked for this one, so someone else has to decide: Ben, Mia or Tom. Nothing has changed."
    buttons = [cards.button("count", "Tell them")]
    blocks = cards.decided_line(words, *buttons)
    channel, user = event["item"]["channel"], event["user"]
    await client.chat_postEphemeral(channel=channel, user=user, text=words, blocks=blocks)


async def _count(ack: AsyncAck, respond: Any) -> None:
    await ack()
    await respond(text="They know.", replace_original=True)


async def _heard() -> None: ...


async def _chosen(ack: AsyncAck) -> None:
    await ack()
