"""An estimate in words, the same wherever it is told. GB are units of 10**9 bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory.amount import Amount, gigabytes
from cog_lsp.memory.estimate import Component, Estimate
from cog_lsp.memory.fit import Fit, candidates, fit
from cog_lsp.text import Span

_SHOWN = 3


def describe(estimate: Estimate) -> str:
    """One sentence without its full stop: what the weights need, and how that was told."""
    weights = estimate.weights
    if weights is None:
        if estimate.unknown:
            return f"The size of {_list(part.label for part in estimate.unknown)} is unknown"
        if estimate.components:
            return "The weights are in CPU memory, or are moved there between uses"
        return "No code that loads weights was found"
    text = f"The weights need {amount_text(weights)} ({_how(estimate.known)})"
    if estimate.unknown:
        text += f", and {_list(part.label for part in estimate.unknown)} of unknown size"
    return text


def in_short(estimate: Estimate) -> str:
    """As :func:`describe`, without what can be read at each load (see :func:`places`)."""
    weights, more = estimate.weights, len(estimate.unknown)
    if weights is None:
        if not more:
            return describe(estimate)
        names = [part.label for part in estimate.unknown]
        return f"The size of {_list(names, shown=1)} is unknown"
    text = f"The weights need {amount_text(weights)}"
    if not more:
        return text
    return f"{text}, and {more} more {'load is' if more == 1 else 'loads are'} of unknown size"


def amount_text(amount: Amount) -> str:
    """``about 26.0 GB``, ``26.0 to 52.0 GB``, or ``at least …`` when there is more."""
    low, high = gigabytes(amount.low), gigabytes(amount.high)
    if low != high:
        return f"{low.removesuffix(high[-3:])} to {high}" + (
            " or more" if amount.most is None else ""
        )
    return f"at least {low}" if amount.most is None else f"about {low}"


def component_text(part: Component) -> str:
    """What one load needs: ``about 26.0 GB (13B parameters x 2 bytes, read from the name …)``."""
    if part.size is None:
        return "unknown size"
    return f"{amount_text(part.size.amount)} ({part.size.how})"


def tier_text(tier: Tier) -> str:
    """A tier with its nominal memory and price: ``gpu-l40s (48 GB, $3.51/h)``."""
    memory = f"{tier.nominal_gb * tier.gpu_count} GB"
    if tier.price_per_second is None:
        return f"{tier.sku} ({memory})"
    return f"{tier.sku} ({memory}, ${tier.price_per_second * 3600:.2f}/h)"


def proposal(estimate: Estimate) -> str:
    """One sentence without its full stop: which tiers to take, the cheapest first."""
    found = candidates(estimate)
    if not found:
        where = "" if estimate.spreads else " on one GPU"
        return f"No available tier holds them{where}"
    tiers = tiers_text(found)
    if estimate.weights is None:
        return f"Available tiers: {tiers}"
    hold = "holds" if len(found) == 1 else "hold"
    match fit(estimate, found[0]):
        case Fit.FITS:
            return f"{tiers} {hold} them"
        case Fit.UNKNOWN:
            return f"{tiers} {hold} those of known size"
        case _:
            return f"{tiers} may just hold them"


def cheapest(estimate: Estimate) -> str:
    """As :func:`proposal`, of the cheapest of these tiers alone."""
    found = candidates(estimate)
    if not found:
        return proposal(estimate)
    if estimate.weights is None:
        return f"Available tiers: {_list([tier.sku for tier in found], shown=len(found))}"
    tier, only = tier_text(found[0]), len(found) == 1
    match fit(estimate, found[0]):
        case Fit.FITS:
            what = "holds them"
        case Fit.UNKNOWN:
            what = "holds those of known size"
        case _:
            return f"{tier} may just hold them"
    return f"{tier} {what}" if only else f"{tier} is the cheapest that {what}"


def places(estimate: Estimate) -> Iterator[tuple[str, Span, str]]:
    """Each load onto the GPU: the file and place of its call, and what it needs."""
    for part in estimate.on_gpu:
        event = part.load.event
        yield event.frame.path, event.node.span, f"{part.label}: {component_text(part)}"


def tiers_text(tiers: Sequence[Tier]) -> str:
    """Several tiers in a row: ``gpu-l40s (48 GB, $3.51/h) and gpu-h100 (80 GB, $5.49/h)``."""
    return _list([tier_text(tier) for tier in tiers], shown=len(tiers))


def _how(parts: Sequence[Component]) -> str:
    """How the size of one component was told, or what each of several needs."""
    if len(parts) == 1 and parts[0].size is not None:
        return parts[0].size.how
    sizes = [
        f"{part.label} {amount_text(part.size.amount).removeprefix('about ')}"
        for part in parts
        if part.size is not None
    ]
    return _list(sizes)


def _list(texts: Iterable[str], shown: int = _SHOWN) -> str:
    """``a, b and 2 x c``; beyond ``shown`` only how many more."""
    listed = [text if count == 1 else f"{count} x {text}" for text, count in Counter(texts).items()]
    if len(listed) > shown:
        listed[shown:] = [f"{len(listed) - shown} more"]
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
