"""A list as one parameter: SQLAlchemy's own IN spells out every item again each time it is asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Column, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Texts(TypeDecorator[Collection[str]]):
    """Some texts: an array where there are arrays, else JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else msgspec.json.encode(texts).decode()


def one_of(column: Column[str], name: str) -> ColumnElement[bool]:
    """Return the condition that a text column is in the list that the statement is given as `name`."""
    return column.op("IN", is_comparison=True)(_Listed(bindparam(name, type_=_Texts())))


class _Listed(FunctionElement[str]):
    """The items of a list, as rows."""

    inherit_cache = True
    type = Text()


@compiles(_Listed, "sqlite")
def _from_json(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **options)}))"  # noqa: S608 - our own SQL


@compiles(_Listed, "postgresql")
def _from_array(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}))"
