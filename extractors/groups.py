"""Names that turn out to belong together to their groups (union-find)."""

from __future__ import annotations


class Groups:
    """Names in groups, each alone until it is joined: a name leads to the head of its group."""

    def __init__(self) -> None:
        self._next: dict[str, str] = {}

    def head(self, name: str) -> str:
        """The name that all of one group lead to, until it is joined with another group."""
        while (following := self._next.setdefault(name, name)) != name:
            self._next[name] = self._next[following]
            name = following
        return name

    def are_one(self, one: str, other: str) -> bool:
        """Whether two names are in one group."""
        return self.head(one) == self.head(other)

    def join(self, one: str, other: str) -> None:
        """Make one of the groups of two names."""
        self._next[self.head(one)] = self.head(other)

    def all(self) -> dict[str, set[str]]:
        """The names of each group by its head, of all names that were asked for."""
        groups: dict[str, set[str]] = {}
        for name in list(self._next):
            groups.setdefault(self.head(name), set()).add(name)
        return groups
