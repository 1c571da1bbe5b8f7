"""The page on which people see and use the sandbox workspace: one template and static files, no build step."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import Scope

_HERE = Path(__file__).parent
_TEMPLATES = Jinja2Templates(directory=_HERE / "templates")

# Messages may show pictures from anywhere that is https, or from this machine (charts); everything else is our own.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: https: http://127.0.0.1:* http://localhost:*; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def routes() -> list[BaseRoute]:
    """Return the page itself (`/`) and its files (`/_page/static/…`), for any Starlette application."""
    return [
        Route("/", _page, methods=["GET"]),
        Mount("/_page/static", _Files(directory=_HERE / "static"), name="page-static"),
    ]


class _Files(StaticFiles):
    """Static files that a browser asks about each time: a changed checkout shows at once, without version names."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response


async def _page(request: Request) -> Response:
    return _TEMPLATES.TemplateResponse(request, "page.html", headers=_HEADERS)
