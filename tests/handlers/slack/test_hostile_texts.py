"""By whatever means a text is approved: what reached its person is, byte for byte, what is released."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from handlers.cards.safe_text import ends_in_crlf
from handlers.cards.words import WORDS
from storage.outputs import text_of
from tests.handlers.cards.drawn import as_written
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons

LETTER = "Dear Mr Weber, we refund 49 EUR to the card you paid with.\n"
TEXTS = {
    "short": "Dear Mr Weber,\n\n\twe refund 49 EUR.\n \n",
    "40,000 characters": (LETTER * 700)[:40_000],
    "5,000 lines": "x\n" * 5_000,
    "bidi": "Pay \u202e94\u202c EUR to \u2066Weber\u2069",
    "zero-width": "re\u200bfund\ufeff \u00ad49 EUR",
    "code fences": "```\nrm -rf /\n```\n~~~ *bold* _it_ `code` <!channel> <@U0ADA> &lt;b&gt;",
    "right to left": "שלום עולם, 49 EUR\nمرحبا بالعالم",
    "emoji only": "👩🏽‍💻🇩🇪🎉👨‍👩‍👧‍👦" * 40,
    "one word": "a" * 40_000,
    "combining marks": "Z" + "\u0334" * 3_000 + " 49",
    "crlf": "Dear Mr Weber,\r\n\r\nwe refund 49 EUR.\r\n",
    "some crlf": "Dear Mr Weber,\r\nwe refund\n49 EUR.\r",
    "control": "".join(map(chr, range(1, 32))) + "49",
    "blanks": " \n\t \u00a0 ",
    "written as if shown": "⟨U+202E⟩ ␣ ⟨U+27E8⟩",
    "no spaces": "退款四十九欧元。" * 1_400,
    "twelve thousand": (LETTER * 300)[:12_000],
}
ALWAYS_HUMAN = replace(STANDING_POLICY, lane="always_human")


def quoted(blocks: list[dict[str, Any]]) -> str:
    parts = [part for block in blocks if block["type"] == "rich_text" for part in block["elements"]]
    quotes = [part for part in parts if part["type"] == "rich_text_quote"]
    return "".join(element["text"] for part in quotes for element in part["elements"])


def taken_from(blocks: list[dict[str, Any]], shown: str) -> str:
    """The text as a reader takes it from what Slack was sent."""
    return as_written(shown, crlf=WORDS["card.ends"] in str(blocks))


def on_card(scene: Scene, output: Output) -> str | None:
    """The text on the card, None if the card says that it is not all of it."""
    blocks = scene.card(output)["blocks"]
    return None if WORDS["card.beginning"] in str(blocks) else taken_from(blocks, quoted(blocks))


def open_modal(scene: Scene, who: str, callback: str) -> dict[str, Any]:
    view = scene.modal(who)
    assert view is not None
    assert view["callback_id"] == callback
    return view


async def read_through(scene: Scene, who: str, callback: str) -> str:
    """Turn all pages of the modal that is open; the text of all of them. Only the last one can approve."""
    shown = ""
    while True:
        view = open_modal(scene, who, callback)
        shown += quoted(view["blocks"])
        if "page:next" not in buttons(view):
            return taken_from(view["blocks"], shown)
        assert view["submit"] is None
        assert "approve" not in buttons(view)
        await scene.act(who, "click", view=callback, action_id="page:next")
        await scene.until(lambda: open_modal(scene, who, callback)["hash"] != view["hash"])  # noqa: B023  # awaited


async def by_reaction(scene: Scene, output: Output) -> str | None:
    seen = on_card(scene, output)
    await scene.react("ben", output)
    assert seen is not None or "Please read the rest first" in scene.private("ben")[-1]
    return seen


async def by_button(scene: Scene, output: Output) -> str | None:
    seen = on_card(scene, output)
    await scene.click("ben", output, "approve")
    if seen is not None:
        return seen
    return await in_the_modal(scene)


async def in_the_modal(scene: Scene) -> str:
    await scene.until(lambda: scene.modal("ben") is not None)
    seen = await read_through(scene, "ben", "approve")
    done = await scene.act("ben", "submit", view="approve")
    assert done["ok"], done
    return seen


async def by_reading_before(scene: Scene, output: Output) -> str | None:
    if (seen := on_card(scene, output)) is None:
        await scene.click("ben", output, "read_all", wait_s=10, until="view")
        if "page:next" in buttons(open_modal(scene, "ben", "read_all")):
            await scene.react("ben", output)
            assert scene.votes(output) == [], "only the first page has been opened"
            await scene.react("ben", output, do="unreact")
        seen = await read_through(scene, "ben", "read_all")
        await scene.until(lambda: scene.has_read("ben", output))
    await scene.react("ben", output)
    return seen


async def by_confirming(scene: Scene, output: Output) -> str | None:
    await scene.click("ben", output, "approve")
    return await in_the_modal(scene)


async def by_review_now(scene: Scene, output: Output) -> str | None:
    modal = await reviews(scene, "ben")
    seen = await read_through(scene, "ben", "queue")
    await modal.press("approve")
    await scene.act("ben", "close", view="queue")
    return seen


async def five_at_a_time(scene: Scene, output: Output) -> str | None:
    """Beside everyday ones, for one alone is not judged so."""
    for _ in range(2):
        await scene.hand_in("An everyday text.")
    modal = await reviews(scene, "ben")
    await modal.press("batch")
    from_here = itertools.dropwhile(
        lambda block: str(output.title) not in str(block.get("text")), modal.blocks
    )
    own = list(itertools.takewhile(lambda block: block["type"] != "divider", from_here))
    await modal.press("approve_rest")
    await scene.act("ben", "close", view="queue", all=True)
    return taken_from(own, quoted(own)) if own else None


async def by_fixing(scene: Scene, output: Output) -> str | None:
    if "fix" not in buttons(scene.card(output)):
        return None
    told = len(scene.private("ben"))
    await scene.click("ben", output, "fix")
    await scene.until(lambda: scene.modal("ben") is not None or len(scene.private("ben")) > told)
    if scene.modal("ben") is None:
        return None
    fields = {
        block["block_id"]: block["element"]["initial_value"]
        for block in open_modal(scene, "ben", "fix")["blocks"]
        if block["type"] == "input"
    }
    first = fields["text1"]
    fields["text1"] = first.replace("49", "94", 1) if "49" in first else f"94 {first}"
    values = {block_id: {"text": words} for block_id, words in fields.items()}
    done = await scene.act("ben", "submit", view="fix", values=values)
    assert done["ok"], done
    handed_in = scene.company.db.read_now(text_of, output.id, output.content_sha256)
    left = "".join(fields.values())
    return left.replace("\n", "\r\n") if ends_in_crlf(handed_in or "") else left


async def what_went_out(scene: Scene, output: Output) -> str | None:
    """The text that is released, None where nobody has approved it."""
    if not scene.standing(output):
        return None
    if scene.look(output).state == "in_review":
        await scene.later(61)
    released = scene.company.release(scene.look(output), f"release-{output.id}")
    assert not isinstance(released, Refused), released
    return scene.company.db.read_now(text_of, output.id, str(released.released_sha256))


# By each means, which texts can be approved; every other can be read, or stopped.
SHORT = {
    "short", "bidi", "zero-width", "code fences", "right to left", "emoji only", "crlf", "some crlf", "control",
    "blanks", "written as if shown",
}  # fmt: skip
FIXABLE = {
    "short", "5,000 lines", "code fences", "right to left", "emoji only", "crlf", "no spaces", "twelve thousand",
}  # fmt: skip
ALL = set(TEXTS)
MEANS: dict[str, tuple[Callable[[Scene, Output], Awaitable[str | None]], Policy, set[str]]] = {
    "a reaction": (by_reaction, STANDING_POLICY, SHORT),
    "a button": (by_button, STANDING_POLICY, ALL),
    "a reaction after reading": (by_reading_before, STANDING_POLICY, ALL),
    "Review now": (by_review_now, STANDING_POLICY, ALL),
    "five at a time": (five_at_a_time, STANDING_POLICY, SHORT),
    "a confirmation": (by_confirming, ALWAYS_HUMAN, ALL),
    "a fix": (by_fixing, STANDING_POLICY, FIXABLE),
}


@pytest.mark.parametrize("means", MEANS)
async def test_what_was_before_the_person_is_what_goes_out_or_nothing_does(scene: Scene, means: str) -> None:
    approve, policy, approvable = MEANS[means]
    scene.company.apply(policy)
    went_out = set()

    for name, text in TEXTS.items():
        output = await scene.hand_in(text, title=name)
        seen = await approve(scene, output)
        gone_out = await what_went_out(scene, output)

        if gone_out is not None:
            went_out.add(name)
            assert gone_out == seen
            assert gone_out == text or means == "a fix"

    assert went_out == approvable
