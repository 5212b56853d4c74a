"""The facts of one run by type, and by key where somebody follows keys to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from checker.facts import Fact, ReadFact, Scalar


class Index:
    """Grows while a run derives facts. Of types whose keys are followed, all come before the first look at a key."""

    __slots__ = ("_by_key", "_by_type")

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_type: dict[str, list[Fact]] = {}
        self._by_key: dict[str, dict[Scalar | None, Fact]] = {}
        self.add(facts)

    def add(self, facts: Iterable[Fact]) -> Mapping[str, Sequence[Fact]]:
        """Take facts in, and return them by type."""
        added: dict[str, list[Fact]] = {}
        for fact in facts:
            alike = added.get(fact.type)
            if alike is None:
                added[fact.type] = [fact]
            else:
                alike.append(fact)
        for fact_type, new in added.items():
            self._by_type.setdefault(fact_type, []).extend(new)
        return added

    def of_type(self, fact_type: str) -> Sequence[Fact]:
        """Return the facts of a type."""
        return self._by_type.get(fact_type, ())

    def by_key(self, fact_type: str) -> Mapping[Scalar | None, Fact]:
        """Return the facts of a type, whose keys are unique, by key."""
        known = self._by_key.get(fact_type)
        if known is None:
            facts = self.of_type(fact_type)
            known = {fact.key if isinstance(fact, ReadFact) else fact.get("key"): fact for fact in facts}
            self._by_key[fact_type] = known
        return known
