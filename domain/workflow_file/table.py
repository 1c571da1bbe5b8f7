"""A table of the file: gives out typed values, notes what is wrong, and knows what nobody asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from domain.workflow_file.problem import Problem, Wrong
from domain.workflow_file.values import Reader, alternatives, nearest, shown

T = TypeVar("T")


class Table:
    """One table. All tables of a file share the list of problems, so that all are told at once.

    A value that is wrong is noted and replaced by its default: the result is used only if nothing was noted.
    """

    def __init__(self, file: str, path: str, values: Mapping[str, object], problems: list[Problem]) -> None:
        self._file = file
        self._path = path
        self._values = values
        self._problems = problems
        self._asked: dict[str, Table | None] = {}

    def take(self, key: str, read: Reader[T], default: T) -> T:
        """Return the key's value, or the default where it is absent or wrong."""
        self._asked[key] = None
        return self._read(key, self._values[key], read, default) if key in self._values else default

    def need(self, key: str, read: Reader[T], example: str, stand_in: T) -> T:
        """Return the key's value; noted if absent, with an example of what to write."""
        if key not in self._values:
            self.note(key, "it is missing", f"write {key} = {example}")
        return self.take(key, read, stand_in)

    def each(self, key: str, read: Reader[T], *, most: int, default: tuple[T, ...] = ()) -> tuple[T, ...]:
        """Return the values of a list, in order; one that is twice there is noted."""
        found: dict[T, None] = {}
        entries = self._list(key, most)
        for index, value in enumerate(entries or ()):
            before = len(self._problems)
            one = self._read(f"{key}[{index}]", value, read, None)
            if one is None or len(self._problems) > before:
                continue
            if one in found:
                self.note(f"{key}[{index}]", f"{shown(value)} is there twice", "leave one of them out")
            found[one] = None
        return default if entries is None else tuple(found)

    def table(self, key: str) -> Table:
        """Return the table under this key, an empty one where it is absent."""
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            self.note(
                key, f"{shown(value)} is not a table", f"write [{self._path_to(key)}] and its keys below"
            )
            value = {}
        inner = Table(self._file, self._path_to(key), value, self._problems)
        self._asked[key] = inner
        return inner

    def tables(self, key: str, *, most: int) -> list[Table] | None:
        """Return the tables of a list; None where the key is absent."""
        entries = self._list(key, most)
        if entries is None:
            return None
        found = []
        for index, value in enumerate(entries):
            if isinstance(value, dict):
                found.append(Table(self._file, self._path_to(f"{key}[{index}]"), value, self._problems))
            else:
                self.note(f"{key}[{index}]", f"{shown(value)} is not a table", "write it like { … }")
        return found

    def says(self, key: str) -> bool:
        """Say whether the file has this key."""
        return key in self._values

    def is_empty(self, key: str) -> bool:
        """Say whether the file has this key, as a list of nothing."""
        return self._values.get(key) == []

    @property
    def written(self) -> list[str]:
        """The keys that the file has here, in its order."""
        return list(self._values)

    def note(self, key: str, wrong: str, right: str) -> None:
        """Note that something is wrong with a key of this table."""
        self._problems.append(Problem(self._file, self._path_to(key), wrong, right))

    def close(self) -> None:
        """Note every key that nobody asked for, with the one that was probably meant."""
        for key in self._values:
            if key not in self._asked:
                self.note(key, "there is no such key here", self._meant(key))

    def _meant(self, key: str) -> str:
        if near := nearest(key, list(self._asked)):
            return f'did you mean "{near}"?'
        for inner in self._asked.values():
            if inner is not None and key in inner._asked:
                return f"it belongs under [{inner._path}]"
        return f"write {alternatives(list(self._asked))}"

    def _read(self, key: str, value: object, read: Reader[T], default: T) -> T:
        try:
            return read(value)
        except Wrong as wrong:
            self.note(key, wrong.wrong, wrong.right)
            return default

    def _list(self, key: str, most: int) -> list[object] | None:
        self._asked[key] = None
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.note(key, f"{shown(value)} is not a list", "write it like [ … ]")
            return []
        if len(value) > most:
            self.note(key, f"{len(value)} are too many", f"write at most {most}")
        return value

    def _path_to(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key
