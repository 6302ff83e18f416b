"""The commands: things an editor runs by name, on the project of a file.

The table names functions instead of importing them: the names are told to the client at start, long
before the first of them is run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from cog_lsp.features.commands.outcome import (
    Apply,
    Choose,
    Command,
    CopyText,
    Option,
    Outcome,
    ShowDocument,
    ShowMessage,
    TellFacts,
)

if TYPE_CHECKING:
    from cog_lsp.project import Project

__all__ = [
    "Apply",
    "Choose",
    "Command",
    "CopyText",
    "Option",
    "Outcome",
    "ShowDocument",
    "ShowMessage",
    "TellFacts",
    "run_command",
]

Runner = Callable[["Project", str, Sequence[object]], Outcome]

# The command's name, and its function as "module.function" of this folder.
COMMANDS: Mapping[str, str] = {
    "cog-lsp.chooseHardware": "memory.choose_hardware",
    "cog-lsp.copyHardwareCommand": "memory.copy_hardware_command",
    "cog-lsp.declareHardware": "memory.declare_hardware",
    "cog-lsp.describeProject": "describe_project.describe_project",
    "cog-lsp.explainRule": "explain_rule.explain_rule",
    "cog-lsp.showMemory": "memory.show_memory",
    "cog-lsp.showSchema": "show_schema.show_schema",
}


def run_command(name: str, project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """Run the command ``name`` for the file ``path``; ``arguments`` are what else it was given.

    They come from a client and may be anything. Raises ``KeyError`` when there is no such command.
    """
    module, _, function = COMMANDS[name].rpartition(".")
    runner: Runner = getattr(import_module(f"{__package__}.{module}"), function)
    return runner(project, path, arguments)
