"""The one name for what goes over the wire: a decoded JSON object."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
