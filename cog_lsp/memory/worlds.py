"""Adding up loads of which not all happen, or not at once.

A load behind a condition happens in some worlds only. What a request, or the state of the
container, decides comes true for some request: the worst case counts. What is fixed when the
container starts but unknown to us (an environment variable) leaves a range.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cog_lsp.memory.amount import Amount
from cog_lsp.project.behavior import Guard, Origin
from cog_lsp.syntax import python_tree as py

_MAX_TESTS = 8
_ELSEWHERE = -1  # no case of a match

Test = py.Expr | py.Match


@dataclass(frozen=True, slots=True)
class Item:
    """One load: how much, under which conditions, and in which place it stays.

    Of the items of one ``slot`` (an attribute) only one is there at a time, except those that were
    put there together (``store``). An item that is not ``kept`` may be gone when another comes.
    """

    amount: Amount
    guards: tuple[Guard, ...] = ()
    slot: Hashable = None
    store: Hashable = None
    kept: bool = True


def total(items: Sequence[Item]) -> Amount:
    """What ``items`` need at once, as a range over all worlds."""
    branches: dict[Test, set[int]] = {}
    decided: dict[Test, bool] = {}
    for item in items:
        for guard in item.guards:
            if guard.test is not None:
                known = {_ELSEWHERE} if isinstance(guard.test, py.Match) else {0, 1}
                branches.setdefault(guard.test, known).add(guard.branch)
                decided[guard.test] = bool(guard.origin & (Origin.INPUT | Origin.STATE))
    if len(branches) > _MAX_TESTS:
        sure = [item for item in items if not item.guards]
        return Amount.any_of((_at_once(sure), _at_once(items)))
    return _settle(tuple(branches), branches, decided, {}, items)


def _settle(
    tests: tuple[Test, ...],
    branches: Mapping[Test, set[int]],
    decided: Mapping[Test, bool],
    world: Mapping[Test, int],
    items: Sequence[Item],
) -> Amount:
    if not tests:
        return _at_once([item for item in items if _happens(item, world)])
    test, rest = tests[0], tests[1:]
    outcomes = [
        _settle(rest, branches, decided, {**world, test: branch}, items)
        for branch in sorted(branches[test])
    ]
    return Amount.largest(outcomes) if decided[test] else Amount.any_of(outcomes)


def _happens(item: Item, world: Mapping[Test, int]) -> bool:
    return all(guard.test is None or world[guard.test] == guard.branch for guard in item.guards)


def _at_once(items: Iterable[Item]) -> Amount:
    """What items of one world need; the least of it counts of those not kept only the largest."""
    loose: list[Item] = []
    slots: dict[Hashable, dict[Hashable, list[Amount]]] = {}
    for item in items:
        if item.slot is None:
            loose.append(item)
        else:
            slots.setdefault(item.slot, {}).setdefault(item.store, []).append(item.amount)
    held = [
        Amount.largest(Amount.sum(together) for together in stores.values())
        for stores in slots.values()
    ]
    kept = [item.amount for item in loose if item.kept]
    passing = [item.amount for item in loose if not item.kept]
    whole = Amount.sum((*held, *kept, *passing))
    least = Amount.sum((*held, *kept)).least + Amount.largest(passing).least
    return Amount(least, whole.low, whole.high, whole.most)
