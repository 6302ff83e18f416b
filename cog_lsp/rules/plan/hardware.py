"""Plans about the tier a model runs on."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.rules.plan.base import Plan, TitledPlan
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class DeclareHardware(Plan):
    """Write the directive that declares ``sku`` as the tier into cog.yaml (``path``).

    ``fits`` says that the model is known to fit; a tier that is only one of many is offered, and
    never taken without being chosen.
    """

    sku: str
    fits: bool = True


@dataclass(frozen=True, slots=True)
class ReplaceHardware(TitledPlan):
    """Write ``sku`` in place of the SKU at each of ``places`` (files and spans of the SKU alone).

    ``respelled`` says that it is the same tier under its right name, so that nothing else changes.
    """

    sku: str
    places: tuple[tuple[str, Span], ...]
    respelled: bool = False


@dataclass(frozen=True, slots=True)
class NameHardware(TitledPlan):
    """Add the key that names the tier to a configuration of cog-safe-push (``path``).

    ``keys`` is the path of the key: ``("test_hardware",)`` or ``("deployment", "hardware")``.
    """

    keys: tuple[str, ...]
    sku: str


@dataclass(frozen=True, slots=True)
class ShowHardwareCommand(Plan):
    """Show the command and the request that set ``sku`` on Replicate; changes no file."""

    sku: str
