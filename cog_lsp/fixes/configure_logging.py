"""Configure logging at the top of a file, so that what it logs at INFO reaches the log."""

from __future__ import annotations

from cog_lsp.fixes.log_progress.items import NoItemError
from cog_lsp.fixes.log_progress.logger import LoggerUse, logger_edits, logging_name
from cog_lsp.fixes.log_progress.report import Sink
from cog_lsp.fixes.log_progress.tree import Tree
from cog_lsp.fixes.python_edit import PythonSource, UnparsableError
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import ConfigureLogging
from cog_lsp.text import TextEdit, apply_edits, edits_between

_TITLE = "Configure logging at INFO"
_CAUTION = "libraries then log their INFO records, too"


def configure_logging(project: Project, plan: ConfigureLogging) -> Outcome:
    """The edits that add ``basicConfig`` behind the imports, its format without a prefix.

    Clients read progress from the beginning of a line only.
    """
    text = project.python[plan.path].document.text
    try:
        tree = Tree(PythonSource(text))
        module = logging_name(tree)
    except (UnparsableError, NoItemError) as error:
        return Refusal(_TITLE, str(error))
    name = module or "logging"
    statement = f'{name}.basicConfig(level={name}.INFO, format="%(message)s")'
    use = LoggerUse(Sink(), name, (statement,), module is None, "")
    edits = logger_edits(tree, use, [])
    if not edits:
        return Refusal(_TITLE, "there is no place for it after the imports")
    newline = project.python[plan.path].document.newline
    result = apply_edits(
        text, [TextEdit(edit.span, edit.content.replace("\n", newline)) for edit in edits]
    )
    return made(plan, _TITLE, FileEdit(plan.path, edits_between(text, result)), caution=_CAUTION)
