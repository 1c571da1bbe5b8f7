"""`/docs`: the description for people. One page of our own that fetches nothing and runs no script."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "docs.css").read_text()
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
_PAGE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string((_FOLDER / "docs.html.j2").read_text())


def docs_page(described: dict[str, Any]) -> HTMLResponse:
    """Return the page for an OpenAPI description."""
    page = _PAGE.render(
        info=described["info"],
        style=_STYLE,
        operations=[
            (method.upper(), path, operation)
            for path, operations in described["paths"].items()
            for method, operation in operations.items()
        ],
        schemas=described["components"]["schemas"],
        kind=_kind,
        about=_about,
        coded=_coded,
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


def _kind(schema: dict[str, Any]) -> str:
    """Return a schema in a few words: "text, at most 150 characters, or null"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}{_bounds(schema)}"
    return f"{schema.get('format', schema.get('type', 'anything'))}{_bounds(schema)}"


def _about(schema: dict[str, Any]) -> str:
    """Return what is said of a field, "" if nothing is."""
    said = (part.get("description") for part in (schema, *schema.get("anyOf", [])))
    return next((f". {words}" for words in said if words), "")


def _coded(words: str) -> Markup:
    """Return words as HTML, what stands in backticks as code."""
    parts = enumerate(words.split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in parts
    )


def _bounds(schema: dict[str, Any]) -> str:
    named = {
        "minLength": "≥ {} characters",
        "maxLength": "≤ {} characters",
        "maxItems": "≤ {} entries",
        "minimum": "≥ {}",
        "maximum": "≤ {}",
    }
    told = [words.format(f"{schema[name]:,}") for name, words in named.items() if name in schema]
    return f" ({', '.join(told)})" if told else ""
