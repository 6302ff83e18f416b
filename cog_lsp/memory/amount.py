"""Amounts of memory in bytes, as far as they are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Amount:
    """So many bytes.

    ``low`` to ``high`` is the figure as it was read: one number twice, or a range where something
    that scales it (the precision) is not known. ``least`` and ``most`` are the bounds that it
    cannot be beyond, which also allow for how roughly a name speaks; ``most`` is ``None`` when
    there is more than what could be counted.
    """

    least: int = 0
    low: int = 0
    high: int = 0
    most: int | None = 0

    @classmethod
    def sum(cls, amounts: Iterable[Amount]) -> Amount:
        """All of ``amounts`` at once."""
        listed = tuple(amounts)
        mosts = [amount.most for amount in listed if amount.most is not None]
        return cls(
            sum(amount.least for amount in listed),
            sum(amount.low for amount in listed),
            sum(amount.high for amount in listed),
            sum(mosts) if len(mosts) == len(listed) else None,
        )

    @classmethod
    def largest(cls, amounts: Iterable[Amount]) -> Amount:
        """What is needed when each of ``amounts`` is there at some time, never two at once."""
        listed = tuple(amounts)
        mosts = [amount.most for amount in listed if amount.most is not None]
        return cls(
            max((amount.least for amount in listed), default=0),
            max((amount.low for amount in listed), default=0),
            max((amount.high for amount in listed), default=0),
            max(mosts, default=0) if len(mosts) == len(listed) else None,
        )

    @classmethod
    def any_of(cls, amounts: Iterable[Amount]) -> Amount:
        """What is needed when one of ``amounts`` is there for good, and nobody knows which."""
        listed = tuple(amounts)
        widest = cls.largest(listed)
        return cls(
            min((amount.least for amount in listed), default=0),
            min((amount.low for amount in listed), default=0),
            widest.high,
            widest.most,
        )


_LEAST_TOLD, _SMALL = 0.5e6, 50e6


def gigabytes(count: float) -> str:
    """``count`` bytes in units of 10**9, as people and makers of GPUs write it: ``26.0 GB``.

    What would be next to nothing in that unit is told in units of 10**6: ``10 MB``.
    """
    if _LEAST_TOLD <= count < _SMALL:
        return f"{count / 1e6:.0f} MB"
    return f"{count / 1e9:.1f} GB"
