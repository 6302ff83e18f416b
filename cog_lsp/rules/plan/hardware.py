"""Plans about the tier a model runs on."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.rules.plan.base import Plan


@dataclass(frozen=True, slots=True)
class DeclareHardware(Plan):
    """Write the directive that declares ``sku`` as the tier into cog.yaml (``path``).

    ``fits`` says that the model is known to fit; a tier that is only one of many is offered, and
    never taken without being chosen.
    """

    sku: str
    fits: bool = True


@dataclass(frozen=True, slots=True)
class ShowHardwareCommand(Plan):
    """Show the command and the request that set ``sku`` on Replicate; changes no file."""

    sku: str
