"""API keys: what lets an AI system hand in outputs. Each has a workflow, a person who owns it, and scopes."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from domain.ids import id_named, is_id
from domain.outputs import Output

Scope = Literal["submit", "read", "feedback"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
SECRET_BYTES = 32

_PREFIX = "ans_"
_BY_HAND = "hand"
_SECRET_LENGTH = 2 * SECRET_BYTES  # hex


@dataclass(frozen=True)
class ApiKey:
    """One key as stored: its hash, never itself. `owner` is a Slack id; None for `revoked_at`: it works."""

    id: str
    workflow: str
    key_sha256: str
    owner: str
    scopes: frozenset[Scope]
    callback_url: str | None
    made_at: datetime
    revoked_at: datetime | None


def spell_key(key_id: str, secret: bytes) -> str:
    """Return the key itself, shown once: `ans_`, the id, `_`, and the secret.

    Raises ValueError unless `key_id` is one and `secret` has 32 bytes.
    """
    if not is_id(key_id, "key") or len(secret) != SECRET_BYTES:
        raise ValueError(f"a key is made of its id and {SECRET_BYTES} random bytes")
    return f"{_PREFIX}{key_id.removeprefix('key_')}_{secret.hex()}"


def hand_in_key_id(workflow: str, person: str) -> str:
    """Return the id of the key under which this person hands in by hand in Slack: one for each workflow.

    No key that anybody can send names such an id (`id_in_key`), so it opens nothing over HTTP.
    """
    return id_named(_BY_HAND, workflow, person)


def is_by_hand(key_id: str) -> bool:
    """Say whether what came under this key was handed in by a person in Slack."""
    return key_id.startswith(f"{_BY_HAND}_")


def reaches(key_id: str, workflow: str, output: Output) -> bool:
    """Say whether who holds this key of a workflow may do anything about the output.

    What people hand in by hand is theirs: no AI system's key reaches it.
    """
    if output.workflow != workflow:
        return False
    return not is_by_hand(output.api_key_id) or output.api_key_id == key_id


def id_in_key(key: str) -> str | None:
    """Return the id that a key names, or None for what has not the shape of a key."""
    head, mark, secret = key.removeprefix(_PREFIX).partition("_")
    key_id = f"key_{head}"
    well_formed = key.startswith(_PREFIX) and mark and len(secret) == _SECRET_LENGTH and is_id(key_id, "key")
    return key_id if well_formed else None


def key_sha256(key: str) -> str:
    """Return what is stored of a key. Its 32 random bytes cannot be guessed, so one plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def opens(stored: ApiKey, key: str) -> bool:
    """Say whether this key is the stored one and not revoked; takes the same time however wrong it is."""
    same = hmac.compare_digest(stored.key_sha256, key_sha256(key))
    return same and stored.revoked_at is None


def webhook_secret(installation_secret: str, key_id: str) -> str:
    """Return the `whsec_…` that webhooks for this key are signed with.

    It is derived, so that no secret is stored: whoever reads the database can sign nothing.
    """
    derived = hmac.new(installation_secret.encode(), f"webhook:{key_id}".encode(), hashlib.sha256)
    return "whsec_" + base64.b64encode(derived.digest()).decode()
