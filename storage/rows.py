"""Many rows at once, past SQLAlchemy's work for each row, which costs a submit as much as SQLite does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table

# SQLite keeps what a statement with triggers would undo: with a statement for each row, the same pages each time.
# Not without end: every number of rows is another statement to prepare, and to keep.
ROWS_A_STATEMENT = 100


def add_rows(
    conn: Connection,
    table: Table,
    rows: Sequence[Any],
    *,
    columns: tuple[str, ...] | None = None,
    on_conflict: str = "",
) -> None:
    """Add rows in this transaction, some by each statement; none is fine.

    They are mappings with the keys of the first; with `columns`, objects that have these attributes.
    `on_conflict` is SQL that both databases know, and then no two of the rows may conflict with each other.
    Raises KeyError for what is no column, and as `Connection.execute`.
    """
    if rows:
        getter = itemgetter if columns is None else attrgetter
        spelling = _spelling(table, columns or tuple(rows[0]), getter, conn.dialect)
        names, values = spelling.of(rows)
        for some in _in_statements(values):
            sql = _insertion(table, names, conn.dialect, on_conflict, len(some))
            conn.exec_driver_sql(sql, tuple(chain.from_iterable(some)))


def _in_statements(values: list[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    for begin in range(0, len(values), ROWS_A_STATEMENT):
        yield values[begin : begin + ROWS_A_STATEMENT]


@dataclass(frozen=True)
class _Spelling:
    """Which values of a row are taken, how those of special types are spelt, and which may be left out if NULL."""

    names: tuple[str, ...]
    take: Callable[[Any], tuple[object, ...]]
    special: tuple[tuple[int, Callable[[Any], object]], ...]
    optional: frozenset[str]

    def of(self, rows: Sequence[Any]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Return the columns that any of the rows has a value for, and the rows' values in this order."""
        columns: list[Any] = list(zip(*map(self.take, rows), strict=True))
        for place, spelt in self.special:
            columns[place] = tuple(map(spelt, columns[place]))
        told = {
            name: column
            for name, column in zip(self.names, columns, strict=True)
            if name not in self.optional or column.count(None) < len(column)
        }
        return tuple(told), list(zip(*told.values(), strict=True))


@lru_cache(maxsize=256)
def _spelling(
    table: Table, names: tuple[str, ...], getter: Callable[..., Any], dialect: Dialect
) -> _Spelling:
    columns, get = [table.c[name] for name in names], getter(*names)
    spell = (column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns)
    return _Spelling(
        names=names,
        take=get if len(names) > 1 else lambda row: (get(row),),
        special=tuple((place, spelt) for place, spelt in enumerate(spell) if spelt is not None),
        optional=frozenset(
            column.name for column in columns if column.nullable and not column.server_default
        ),
    )


@lru_cache(maxsize=1_024)
def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect, on_conflict: str, rows: int) -> str:
    quote = dialect.identifier_preparer
    named = ", ".join(quote.format_column(table.c[name]) for name in names)
    marks = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(names))
    many = ", ".join([f"({marks})"] * rows)
    end = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    return f"INSERT INTO {quote.format_table(table)} ({named}) VALUES {many}{end}"  # noqa: S608 - our own names
