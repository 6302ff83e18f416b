"""What a tier costs, and what another would save. US dollars, as in Replicate's price table."""

from __future__ import annotations

from cog_lsp.knowledge.hardware import Tier

_HOUR = 3600


def hourly(tier: Tier) -> float | None:
    """The price of an hour of ``tier``; ``None`` if no source gives one."""
    return None if tier.price_per_second is None else tier.price_per_second * _HOUR


def thousand(tier: Tier, seconds: float) -> float | None:
    """The price of 1,000 predictions of ``seconds`` each, without idle time and setup."""
    return None if tier.price_per_second is None else tier.price_per_second * seconds * 1000


def saving_text(now: Tier, instead: Tier, seconds: float | None = None) -> str | None:
    """What ``instead`` saves against ``now``, in words; ``None`` if it saves nothing that is known.

    With ``seconds``, the duration of a prediction, also for 1,000 predictions, if they take as long
    on the other tier.
    """
    before, after = hourly(now), hourly(instead)
    if before is None or after is None or after >= before:
        return None
    text = f"${before - after:.2f} an hour ({(before - after) / before:.0%})"
    if seconds is not None:
        thousand = (before - after) / _HOUR * seconds * 1000
        text += f", ${thousand:.2f} for 1,000 predictions of {seconds:g} s"
    return text
