"""The usual shape of such a service, for comparison: FastAPI, pydantic, an async ORM session for each request.

It stores the same: an output with its text, a review, a line of evidence, a wish to post; one commit, synced.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Header
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ForeignKey, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Output(Base):
    __tablename__ = "outputs"
    id: Mapped[str] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str]
    state: Mapped[str]
    submitted_at: Mapped[datetime]


class Text(Base):
    __tablename__ = "texts"
    output_id: Mapped[str] = mapped_column(ForeignKey("outputs.id"), primary_key=True)
    body: Mapped[str]


class Review(Base):
    __tablename__ = "reviews"
    output_id: Mapped[str] = mapped_column(ForeignKey("outputs.id"), primary_key=True)
    assignee: Mapped[str | None]


class Evidence(Base):
    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    output_id: Mapped[str]
    action: Mapped[str]


class Wish(Base):
    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    output_id: Mapped[str]


class Submission(BaseModel):
    model_config = ConfigDict(extra="forbid")
    workflow: str
    content: Annotated[str, Field(min_length=1, max_length=40_000)]
    title: str | None = None
    requested_by: str | None = None


class Answer(BaseModel):
    id: str
    state: str
    content_sha256: str


engine = create_async_engine(f"sqlite+aiosqlite:///{sys.argv[2] if len(sys.argv) > 2 else ':memory:'}")
sessions = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def durable(connection: object, _: object) -> None:
    """The same durability as ours."""
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DB-API connection
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.close()


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


@asynccontextmanager
async def tables_made(_: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as conn:
        await conn.run_sync(Base.metadata.create_all)
    yield


app = FastAPI(lifespan=tables_made)


@app.post("/v1/outputs", status_code=201)
async def submit(
    body: Submission,
    db: Annotated[AsyncSession, Depends(session)],
    idempotency_key: Annotated[str, Header()],
) -> Answer:
    known = await db.scalar(select(Output).where(Output.idempotency_key == idempotency_key))
    if known is not None:
        return Answer(id=known.id, state=known.state, content_sha256=known.sha256)
    output = Output(
        id=str(uuid.uuid4()),
        workflow=body.workflow,
        idempotency_key=idempotency_key,
        sha256=hashlib.sha256(body.content.encode()).hexdigest(),
        state="in_review",
        submitted_at=datetime.now(UTC),
    )
    db.add(output)
    await db.flush()
    db.add(Text(output_id=output.id, body=body.content))
    db.add(Review(output_id=output.id, assignee=None))
    db.add(Evidence(output_id=output.id, action="output.handed_in"))
    db.add(Wish(kind="card", output_id=output.id))
    await db.commit()
    return Answer(id=output.id, state=output.state, content_sha256=output.sha256)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="error")
