"""Plans to outcomes: which file of this room carries out which plan.

LibCST takes some 0.4 s to import, so a file is imported when its first plan is asked for, never
when this one is.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from cog_lsp.fixes.comments import lost_comment
from cog_lsp.fixes.result import Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules import plan as plans
from cog_lsp.rules.plan import Plan
from cog_lsp.rules.words import shortened

CARRIERS: dict[type[Plan], str] = {
    plans.AddKeyword: "keyword.add_keyword",
    plans.AddSeedInput: "seed_input.add_seed_input",
    plans.AddSetup: "refactoring.add_setup.add_setup",
    plans.AppendItem: "config.append",
    plans.AppendLine: "plain_text.append_line",
    plans.CommandToPackages: "config.to_packages",
    plans.ConfigureLogging: "configure_logging.configure_logging",
    plans.ConcurrencyToDecorator: "concurrency.concurrency_to_decorator",
    plans.CreateFile: "plain_text.create_file",
    plans.DeclareIterator: "declare_iterator.declare_iterator",
    plans.DeclareHardware: "hardware.declare_hardware",
    plans.Decorate: "decorating.decorate",
    plans.DecoratorToWith: "decorator_to_with.decorator_to_with",
    plans.DeleteEntry: "config.delete_key",
    plans.DeleteItem: "config.delete_from_list",
    plans.DeleteRequirement: "requirements.delete_requirement",
    plans.DeleteText: "plain_text.delete_text",
    plans.EntryToDirective: "config.to_directive",
    plans.InlineRequirements: "requirements.inline_requirements",
    plans.DropImport: "interface.imports.drop_import",
    plans.UseNewBase: "interface.renamed.use_new_base",
    plans.UseCogModel: "interface.models.use_cog_model",
    plans.EnvironmentToCode: "environment.environment_to_code",
    plans.ExtractInput: "refactoring.extract_input.extract_input",
    plans.FileToPath: "interface.converted.file_to_path",
    plans.HoistToSetup: "hoisting.hoist.hoist_to_setup",
    plans.InsertKey: "config.insert",
    plans.KeepFolder: "keep_folder.keep_folder",
    plans.KeepLocal: "keep_local.keep_local",
    plans.KeepOnSelf: "keep_on_self.keep_on_self",
    plans.ListToMapping: "config.from_pairs",
    plans.LogProgress: "python.log_reports",
    plans.MappingToList: "config.to_pairs",
    plans.MethodToRun: "migration.fix.method_to_run",
    plans.MigrateToRun: "migration.migrate_to_run",
    plans.MoveEntry: "config.relocate",
    plans.MendInterface: "interface.mend.mend_interface",
    plans.MoveItem: "config.move_one",
    plans.MoveItems: "config.move_all",
    plans.MoveLines: "plain_text.move_lines",
    plans.MoveToSetup: "python.move_load",
    plans.NameHardware: "hardware.name_hardware",
    plans.ReplaceHardware: "hardware.replace_hardware",
    plans.PackagesToRequirements: "packages.packages_to_requirements",
    plans.PinRequirements: "requirements.pin_requirements",
    plans.QuoteScalar: "config.quote",
    plans.RecordMetrics: "interface.renamed.record_metrics",
    plans.QuoteText: "config.quote_command",
    plans.RenameKey: "config.rename",
    plans.ReplaceRequirement: "requirements.replace_requirement",
    plans.ReplaceText: "plain_text.replace_text",
    plans.RequirementToSdkVersion: "requirements.requirement_to_sdk_version",
    plans.RunOnThread: "awaiting.run_on_thread",
    plans.RewriteCall: "keyword.rewrite_call",
    plans.SetScalar: "config.set_value",
    plans.SetVersions: "requirements.set_versions",
    plans.ShowHardwareCommand: "hardware.hardware_command",
    plans.SplitCommand: "config.split",
    plans.SplitWords: "config.split_names",
    plans.Suppress: "suppress.suppress",
    plans.UnwrapItem: "config.to_value",
    plans.WrapInList: "config.to_list",
    plans.WrapInMapping: "config.to_mapping",
}
"""The function for each plan, as ``module.name`` below ``cog_lsp.fixes``."""


def carry_out(project: Project, plan: Plan) -> Outcome:
    """The fix that ``plan`` asks for in ``project``, or why it cannot be made."""
    carrier = CARRIERS.get(type(plan))
    if carrier is None:
        return Refusal("No fix", f"{type(plan).__name__} is not implemented")
    outcome = find_carrier(carrier)(project, plan)
    lost = lost_comment(project, plan, outcome) if isinstance(outcome, Fix) else None
    if lost is not None:
        reason = f"the comment `{shortened(lost)}` would be lost; move it first"
        return Refusal(outcome.title, reason)
    return outcome


def find_carrier(name: str) -> Callable[[Project, Plan], Outcome]:
    """The function that ``name`` of :data:`CARRIERS` means; its file is imported."""
    module, _, function = name.rpartition(".")
    found = getattr(import_module(f"cog_lsp.fixes.{module}"), function)
    return cast("Callable[[Project, Plan], Outcome]", found)


def warm_up() -> None:
    """Import what the first fix would have to wait for. Meant for a background thread."""
    import cog_lsp.fixes.python  # noqa: F401
