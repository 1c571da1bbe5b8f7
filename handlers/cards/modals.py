"""The frame of every modal, and what it carries for when it is submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.cards.elements import section
from handlers.cards.message import Json
from handlers.cards.packing import Packed
from handlers.cards.phrase import Sentence, plain


@dataclass(frozen=True)
class Carried(Packed):
    """What a modal was opened about: ids and hashes, never a text. `nonce` names one opening of it.

    `via` is how the person came to it, where that is kept.
    `queue` is the place in somebody's queue that it lies on, or `batch` the batch, packed; None otherwise.
    `workflow` is its name where the modal is about a whole workflow, and about no output.
    `version` is its policy when the modal was opened, where that is what is decided about; 0 elsewhere.
    `draft` is the id of what somebody would have be good enough, where that is to be signed.
    `trial` is the attempt that it shows the evidence of, `errors` how many wrong ones it had then, and `sensitivity`
    what its figures reckon with.
    `joining` is the id of somebody's way into a workflow, and `example` which of its examples is shown, from 1.
    `answer_at` is where the private question that it was opened from can be replaced, None for another way to it.
    `shown_at` is when the text came before the person, in seconds; None where the modal does not show it.
    """

    output_id: str
    sha256: str
    nonce: str
    page: int = 1
    approving: bool = False
    via: str = ""
    queue: str | None = None
    batch: str | None = None
    shown_at: float | None = None
    question: str | None = None
    workflow: str = ""
    version: int = 0
    joining: str = ""
    example: int = 0
    draft: str = ""
    answer_at: str | None = None
    trial: int = 0
    errors: int = 0
    sensitivity: float = 1.0

    @property
    def since(self) -> datetime | None:
        """Return since when the text is before the person."""
        return None if self.shown_at is None else datetime.fromtimestamp(self.shown_at, UTC)


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Json],
    *,
    carried: Packed | None = None,
    submit: str | None = None,
    close: str = "button.close",
) -> Json:
    """Return a modal. `title`, `submit` and `close` are keys of the catalogue; without `submit` it only shows."""
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "title": _label(title),
        "close": _label(close),
        "blocks": list(blocks),
    }
    if submit is not None:
        view["submit"] = _label(submit)
    return view if carried is None else view | {"private_metadata": carried.packed()}


def notice(title: str, said: Sentence) -> Json:
    """Return a modal that only says something."""
    return modal("notice", title, [section(said.plain())])


def _label(key: str) -> Json:
    return {"type": "plain_text", "text": plain(key)}
