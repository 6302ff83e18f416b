"""What these rules say of the places that declare a tier, and offer to change there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.knowledge.hardware import Tier, proposable
from cog_lsp.memory import Estimate, Fit, estimate_of, fit, places
from cog_lsp.project import Project
from cog_lsp.project.hardware import HardwareDeclaration
from cog_lsp.rules.finding import Related
from cog_lsp.rules.plan import ReplaceHardware
from cog_lsp.text import Span


def deploys(declaration: HardwareDeclaration) -> bool:
    """Whether Replicate is asked for what stands there, and not only cog-lsp told."""
    return declaration.source not in ("directive", "settings")


def replacing(
    declarations: Iterable[HardwareDeclaration],
    sku: str,
    *,
    respelled: bool = False,
    choice: bool = False,
) -> ReplaceHardware:
    """The plan that writes ``sku`` at each of ``declarations``; it begins in the first's file."""
    places = tuple((found.path, found.span) for found in declarations)
    return ReplaceHardware(places[0][0], sku, places, respelled, choice=choice)


def other_tiers(
    project: Project, declared: HardwareDeclaration, does: Callable[[Tier], bool]
) -> tuple[ReplaceHardware, ...]:
    """Plans that write another tier there, to choose from: those that ``does`` takes.

    They hold the model as far as is known, and have no more GPUs than it takes; cheapest first.
    """
    estimate = estimate_of(project)
    able = [
        tier for tier in proposable() if does(tier) and fit(estimate, tier) is not Fit.TOO_SMALL
    ]
    fewest = min((tier.gpu_count for tier in able), default=0)
    return tuple(
        replacing([declared], tier.sku, choice=True) for tier in able if tier.gpu_count == fewest
    )


def told_at(path: str, span: Span, estimate: Estimate) -> tuple[Related, ...]:
    """What stands beside a finding about ``estimate`` at ``span``: running, and each load."""
    # The CUDA context, which every model needs, is no news.
    running = estimate.running.text if len(estimate.running.needs) > 1 else ""
    note = (Related(path, span, running),) if running else ()
    return (*note, *(Related(*place) for place in places(estimate)))


def as_related(declarations: Iterable[HardwareDeclaration]) -> tuple[Related, ...]:
    """Each place with the tier that it names."""
    return tuple(
        Related(found.path, found.span, f"{found.place} says {found.sku}") for found in declarations
    )
