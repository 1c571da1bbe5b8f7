"""The frame of every modal, and what it carries for when it is submitted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from handlers.cards.elements import section
from handlers.cards.message import Json
from handlers.cards.phrase import Sentence, plain


@dataclass(frozen=True)
class Carried:
    """What a modal was opened about: ids and hashes, never a text. `nonce` names one opening of it."""

    output_id: str
    sha256: str
    nonce: str
    page: int = 1
    approving: bool = False

    def packed(self) -> str:
        """Return it as private metadata."""
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, metadata: str) -> Carried:
        """Return what `packed` made. Raises ValueError, KeyError or TypeError for anything else."""
        return cls(**json.loads(metadata))


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Json],
    *,
    carried: Carried | None = None,
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
