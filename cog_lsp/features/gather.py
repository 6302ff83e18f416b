"""Asking all providers of a feature, so that one that breaks down takes nothing from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Gathered(Generic[T]):
    """What the providers gave, in their order, and the errors of those that broke down."""

    items: tuple[T, ...]
    faults: tuple[Exception, ...] = ()


def gather(
    providers: Iterable[Callable[P, Iterable[T]]], *args: P.args, **kwargs: P.kwargs
) -> Gathered[T]:
    """Everything that ``providers`` give for these arguments."""
    items: list[T] = []
    faults: list[Exception] = []
    for provider in providers:
        try:
            items.extend(provider(*args, **kwargs))
        except Exception as error:
            faults.append(error)
    return Gathered(tuple(items), tuple(faults))
