"""What these rules say of the places that declare a tier, and offer to change there."""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.project.hardware import HardwareDeclaration
from cog_lsp.rules.finding import Related
from cog_lsp.rules.plan import ReplaceHardware

_WORDS = {
    "directive": "the comment in {path}",
    "settings": "the setting in {path}",
    "cog-safe-push deployment": "`deployment.hardware` in {path}",
    "cog-safe-push test_hardware": "`test_hardware` in {path}",
    "cog-safe-push destination_hardware": "`train.destination_hardware` in {path}",
    "Terraform deployment": "the deployment in {path}",
    "CI --hardware": "`--hardware` in {path}",
    "CI --test-hardware": "`--test-hardware` in {path}",
}


def place_words(declaration: HardwareDeclaration) -> str:
    """The place in words: ``the comment in cog.yaml``, ``test_hardware in cog-safe-push.yaml``."""
    return _WORDS[declaration.source].format(path=declaration.path)


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


def as_related(declarations: Iterable[HardwareDeclaration]) -> tuple[Related, ...]:
    """Each place with the tier that it names."""
    return tuple(
        Related(found.path, found.span, f"{place_words(found)} says {found.sku}")
        for found in declarations
    )
