"""The memory report, the choice of a tier, and what sets the tier on Replicate."""

from __future__ import annotations

from collections.abc import Sequence

from cog_lsp.features.commands.outcome import (
    Apply,
    Choose,
    Command,
    CopyText,
    Option,
    Outcome,
    ShowDocument,
    ShowMessage,
)
from cog_lsp.features.memory_data import memory_data
from cog_lsp.features.memory_pages import fit_words, memory_page, price_text, summary_line
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.hardware import hardware_commands
from cog_lsp.fixes.result import Fix
from cog_lsp.knowledge.hardware import Tier, proposable, tier
from cog_lsp.memory import Fit, fit, tier_text
from cog_lsp.memory.report import MemoryReport, memory_report
from cog_lsp.project import Project
from cog_lsp.rules.plan import DeclareHardware, Plan, ReplaceHardware

_ORDER = (Fit.FITS, Fit.UNKNOWN, Fit.TIGHT, Fit.TOO_SMALL)


def show_memory(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """What is loaded, how large it is, and which tiers hold it, as a document."""
    report = memory_report(project)
    message = f"{summary_line(report)}. `cog-lsp memory` prints the full report."
    data = memory_data(project, report)
    return ShowDocument("memory.md", "markdown", memory_page(report), message, data)


def choose_hardware(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """The tiers to choose from: those that hold the model first, the cheapest of them first."""
    report = memory_report(project)
    options = [_option(report, found) for found in ranked(report)]
    prompt = f"Which tier should the model run on? {summary_line(report)}"
    return Choose(prompt, tuple(options))


def declare_hardware(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """Write the tier that was chosen (the first argument) where the project declares it."""
    found = tier(arguments[0]) if arguments and isinstance(arguments[0], str) else None
    if found is None:
        return ShowMessage("There is no such tier; `cog-lsp hardware` lists all tiers.")
    declared = project.chosen_hardware
    if declared is not None and declared.tier is found:
        return ShowMessage(f"{found.sku} is already declared by {declared.place}.")
    plan: Plan = DeclareHardware(project.config.path, found.sku)
    if declared is not None and declared.source != "directive":
        plan = ReplaceHardware(declared.path, found.sku, ((declared.path, declared.span),))
    outcome = carry_out(project, plan)
    if isinstance(outcome, Fix):
        return Apply(outcome)
    return ShowMessage(f"{outcome.title}: {outcome.reason}.")


def copy_hardware_command(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """The command or request that sets a tier on Replicate, for the clipboard.

    The arguments are a SKU and the number of the way to set it; what is missing is asked for.
    """
    report = memory_report(project)
    name = "cog-lsp.copyHardwareCommand"
    given = arguments[0] if arguments else None
    chosen = tier(given) if isinstance(given, str) else None
    if chosen is None and report.declared_line is not None:
        chosen = report.declared_line.tier
    if chosen is None:
        options = (
            Option(Command(_title(report, found), name, (found.sku,))) for found in ranked(report)
        )
        return Choose("Which tier do you want to set on Replicate?", tuple(options))
    ways = hardware_commands(project, chosen.sku)
    way = arguments[1] if len(arguments) > 1 else None
    if isinstance(way, int) and 0 <= way < len(ways):
        return CopyText(ways[way].text, f"{ways[way].title}:\n{ways[way].text}")
    numbered = (
        Option(Command(one.title, name, (chosen.sku, number)), one.text)
        for number, one in enumerate(ways)
    )
    return Choose(f"What should run on {chosen.sku}?", tuple(numbered))


def ranked(report: MemoryReport) -> list[Tier]:
    """The tiers that anyone can have now: as well as they hold the model, then by price."""
    return sorted(
        (
            found
            for found in proposable()
            if found.gpu_count == 1 or report.estimate.spreads or report.estimate.gpus > 1
        ),
        key=lambda found: _ORDER.index(fit(report.estimate, found)),
    )


def _option(report: MemoryReport, found: Tier) -> Option:
    detail = " · ".join(filter(None, (price_text(found), found.note.rstrip("."))))
    return Option(Command(_title(report, found), "cog-lsp.declareHardware", (found.sku,)), detail)


def _title(report: MemoryReport, found: Tier) -> str:
    words = fit_words(report, found)
    return f"{tier_text(found)}{': ' if words else ''}{words}"
