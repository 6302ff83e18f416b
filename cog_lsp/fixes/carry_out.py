"""Plans to outcomes: which file of this room carries out which plan.

LibCST takes some 0.4 s to import, so the files that use it are imported when they are first asked
for, never when this one is.
"""

from __future__ import annotations

from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import (
    DeclareHardware,
    DeleteText,
    LogProgress,
    MoveToSetup,
    Plan,
    ShowHardwareCommand,
    Suppress,
)
from cog_lsp.text import TextEdit


def carry_out(project: Project, plan: Plan) -> Outcome:
    """The fix that ``plan`` asks for in ``project``, or why it cannot be made."""
    match plan:
        case DeleteText():
            safety = Applicability.SAFE if plan.safe else Applicability.UNSAFE
            edit = FileEdit(plan.path, (TextEdit(plan.span, ""),))
            return Fix(plan.title, safety, (edit,))
        case Suppress():
            from cog_lsp.fixes.suppress import suppress

            return suppress(project, plan)
        case DeclareHardware():
            from cog_lsp.fixes.hardware import declare_hardware

            return declare_hardware(project, plan)
        case ShowHardwareCommand():
            from cog_lsp.fixes.hardware import hardware_command

            return hardware_command(project, plan)
        case MoveToSetup():
            from cog_lsp.fixes.python import move_load

            return move_load(project, plan)
        case LogProgress():
            from cog_lsp.fixes.python import log_reports

            return log_reports(project, plan)
        case _:
            return Refusal("No fix", f"{type(plan).__name__} is a plan that nothing carries out")


def warm_up() -> None:
    """Import what the first fix would have to wait for. Meant for a background thread."""
    import cog_lsp.fixes.python  # noqa: F401
