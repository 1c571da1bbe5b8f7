"""The real API on a real socket, with the company in a real database behind it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import uvicorn

from domain.api_keys import Scope, key_sha256, spell_key
from domain.clock import Clock
from domain.outputs import Output
from domain.policy import Policy
from handlers.fresh import fresh_id
from handlers.http.app import Api, build_api
from storage.database import Database
from tests.builders import MONDAY, SLUG, Company, user_id
from usecases.create_key import CreateKey, create_key


class CompanyClock(Clock):
    """Stands where the company's clock stands."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def now(self) -> datetime:
        return self._company.now


@dataclass
class Served:
    """A company whose API is being served. `key` may do everything."""

    company: Company
    api: Api
    client: httpx.AsyncClient
    key: str
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def db(self) -> Database:
        return self.company.db

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.key}",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

    async def submit(
        self, content: str = "Dear Mr Weber, …", *, key: str | None = None, **fields: Any
    ) -> httpx.Response:
        """Hand in one output; `key` is the Idempotency-Key, by default a new one."""
        body = {"workflow": SLUG, "content": content, **fields}
        return await self.client.post(
            "/v1/outputs",
            json=body,
            headers=self.headers(Idempotency_Key=key or f"try-{next(self._count)}"),
        )

    async def raw(
        self, body: bytes, *, key: str = "raw", content_type: str = "application/json"
    ) -> httpx.Response:
        """Hand in whatever bytes."""
        headers = self.headers(Idempotency_Key=key, Content_Type=content_type)
        return await self.client.post("/v1/outputs", content=body, headers=headers)

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(path, params=params, headers=self.headers())

    async def post(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.post(path, headers=self.headers(**headers))

    async def answer(self, output: Output, answer: str, **fields: Any) -> httpx.Response:
        """Answer what was asked about an output."""
        body = {"answer": answer, **fields}
        return await self.client.post(f"/v1/outputs/{output.id}/answer", json=body, headers=self.headers())

    async def bulk(self, *lines: dict[str, Any] | bytes) -> list[dict[str, Any]]:
        """Hand in lines; return the answers."""
        body = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        headers = self.headers(Content_Type="application/x-ndjson")
        answer = await self.client.post("/v1/outputs/bulk", content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]


async def until(condition: Callable[[], bool], *, within_s: float = 10) -> None:
    """Return as soon as the condition holds. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - what is watched knows nothing of tests
            await asyncio.sleep(0.005)


async def quiet(db: Database) -> None:
    """Return once nobody has asked the database anything for a while."""
    asked = -1
    while asked != db.statements:
        asked = db.statements
        await asyncio.sleep(0.3)


def a_key(
    company: Company,
    *scopes: Scope,
    workflow: str = SLUG,
    owner: str = "cleo",
    callback_url: str | None = None,
) -> str:
    """Make a key of the workflow that belongs to one of the cast; return it."""
    key_id = fresh_id("key")
    key = spell_key(key_id, bytes(32))
    command = CreateKey(
        key_id, key_sha256(key), workflow, user_id(owner), scopes or ("submit", "read"), MONDAY, callback_url
    )
    company.db.write_now(create_key, command)
    return key


@contextlib.asynccontextmanager
async def served(
    database_url: str, policy: Policy | None = None, *, settled: bool = False, **options: Any
) -> AsyncIterator[Served]:
    """Serve the company's API; `settled`: the company is in the database already."""
    db = Database(database_url)
    company = Company(db)
    if not settled:
        company.settle_in(policy)
    await db.start()
    api = build_api(db, CompanyClock(company), **options)
    try:
        async with (
            listening(api) as address,
            httpx.AsyncClient(
                base_url=address, trust_env=False, timeout=30, limits=httpx.Limits(max_connections=None)
            ) as client,
        ):
            yield Served(company, api, client, a_key(company, "submit", "read", "feedback", owner="ruth"))
    finally:
        await db.stop()


@contextlib.asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI application as the bot does; give its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, http="httptools", log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # the signals are pytest's
    task = asyncio.create_task(server._serve(sockets=None))
    while not server.started:
        await asyncio.sleep(0.005)
        if task.done():
            task.result()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        if isinstance(app, Api):
            app.waiters.close()
        server.should_exit = True
        await task
