"""Statements spelled once per run, as a process that serves for days spells them once.

SQLAlchemy keeps the SQL it has made of a statement by engine. Each test has engines of its own, which would make
the same SQL of the same statements again: a third of all that the tests on a database take.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import pytest
from sqlalchemy import Engine

from storage import engines


class Spelled(MutableMapping[Any, Any]):
    """What SQLAlchemy made of statements, whichever engine of this kind of database it was for."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}

    # A key is the engine's dialect, then what tells the statement from others.
    def __getitem__(self, key: Any) -> Any:
        return self._kept[key[1:]]

    def __setitem__(self, key: Any, compiled: Any) -> None:
        self._kept[key[1:]] = compiled

    def __delitem__(self, key: Any) -> None:
        del self._kept[key[1:]]

    def get(self, key: Any, default: Any = None) -> Any:
        return self._kept.get(key[1:], default)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def share_spelled() -> Callable[..., Engine]:
    """Let all engines of one kind of database, from now on, share what statements were made into.

    Returns how engines were made until now.
    """
    shared: dict[str, Spelled] = defaultdict(Spelled)
    types: dict[str, Any] = {}
    make = engines.create_engine

    def create_engine(*args: Any, **options: Any) -> Engine:
        engine = make(*args, **options)
        engine.update_execution_options(compiled_cache=shared[engine.dialect.driver])
        engine.dialect._type_memos = types.setdefault(engine.dialect.driver, engine.dialect._type_memos)
        return engine

    engines.create_engine = create_engine
    return make


@pytest.fixture(scope="session", autouse=True)
def spelled_once() -> Iterator[None]:
    """Share it among all tests of the run."""
    before = share_spelled()
    yield
    engines.create_engine = before
