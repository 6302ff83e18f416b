"""``cog-lsp check``: check projects, mend them if asked to, and say what is left."""

from __future__ import annotations

import shutil
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Iterable
from typing import TextIO

from cog_lsp.cli.errors import REPORT_URL, ExitCode, UsageError, debugging, tell
from cog_lsp.cli.output.diff import write_diff
from cog_lsp.cli.output.formats import render
from cog_lsp.cli.report import Broken, Made, Report, Reported
from cog_lsp.cli.rule_names import require_rules
from cog_lsp.cli.stdin import StdinFile, print_bytes
from cog_lsp.cli.style import style_for
from cog_lsp.cli.targets import find_targets, shown_path, stdin_target
from cog_lsp.cli.work import Choice, Mended, Work
from cog_lsp.cli.write import write_changes
from cog_lsp.project import Project

_WIDTH_IN_FILES = 140


def check(options: Namespace) -> int:
    """Check, mend or diff what ``options`` name; the exit code."""
    choice = Choice(
        tuple(name for names in options.select for name in names),
        tuple(name for names in options.ignore for name in names),
        options.min_severity,
    )
    require_rules((*choice.select, *choice.ignore))
    if options.diff and options.output_format != "text":
        raise UsageError("--diff prints a diff, so it takes no --output-format but text")
    source: StdinFile | None = None
    if options.stdin_filename is None:
        targets = find_targets(options.paths)
    elif options.paths not in ([], ["-"]):
        raise UsageError("with --stdin-filename, the only PATH that can be given is -")
    else:
        source = StdinFile()
        targets = [stdin_target(options.stdin_filename, source.text)]
    works = [Work(target, choice) for target in targets]
    if options.diff:
        return _show_diff(works, options)
    if source is not None and options.fix:
        return _show_report(works, options, source.print_fixed, sys.stderr)
    return _show_report(works, options, _write, sys.stdout)


def _show_report(
    works: list[Work], options: Namespace, keep: Callable[[Mended], None], output: TextIO
) -> int:
    """Check all projects, with ``--fix`` mend them and ``keep`` that, and say what is left."""
    findings: list[Reported] = []
    silenced = 0
    made: list[Made] = []
    broken: list[Broken] = []
    kept = True
    for work in works:
        project = work.load()
        _mention_unread(work, project)
        if options.fix:
            mended = work.mend(project, options.unsafe_fixes)
            try:
                keep(mended)
            except UsageError as error:
                tell(f"error: {error}")
                kept = False
            else:
                project = mended.project
                made.extend(mended.made)
        shown, hidden = work.check(project, broken)
        findings.extend(shown)
        silenced += hidden
    report = Report(
        len(works), tuple(findings), silenced, tuple(made), broken, options.unsafe_fixes
    )
    if options.output_format != "text":
        for fix in made:
            tell(f"fixed: {fix.line}")
    style = style_for(options.color, output)
    width = shutil.get_terminal_size().columns if output.isatty() else _WIDTH_IN_FILES
    output.write(render(report, options.output_format, style, width))
    _mention_broken(broken, options.verbose)
    if broken:
        return ExitCode.FAULT
    if not kept:
        return ExitCode.USAGE
    failed = any(found.finding.severity >= options.fail_on for found in findings)
    return ExitCode.FINDINGS if failed and not options.exit_zero else ExitCode.CLEAN


def _show_diff(works: Iterable[Work], options: Namespace) -> int:
    """Print what ``--fix`` would change."""
    broken: list[Broken] = []
    made = 0
    style = style_for(options.color, sys.stdout)
    for work in works:
        project = work.load()
        _mention_unread(work, project)
        mended = work.mend(project, options.unsafe_fixes)
        made += len(mended.made)
        work.check(mended.project, broken)
        print_bytes(write_diff(mended.changes, style).encode())
    tell(f"would fix {made} problem{'' if made == 1 else 's'}" if made else "nothing to fix")
    _mention_broken(broken, options.verbose)
    if broken:
        return ExitCode.FAULT
    return ExitCode.FINDINGS if made and not options.exit_zero else ExitCode.CLEAN


def _write(mended: Mended) -> None:
    write_changes(mended.changes)


def _mention_unread(work: Work, project: Project) -> None:
    """Say so when a file was named that cog-lsp has nothing to do with."""
    for path in sorted(work.target.files or ()):
        if path not in project.documents:
            tell(f"{shown_path(work.target.root / path)} is no file that cog-lsp looks at")


def _mention_broken(broken: Iterable[Broken], verbose: bool) -> None:
    for fault in broken:
        what = f"{type(fault.error).__name__}: {fault.error}"
        tell(
            f"internal error: rule {fault.rule} broke down in {shown_path(fault.root)} ({what}). "
            f"All others were checked. Please report it: {REPORT_URL}"
        )
        if debugging(verbose):
            traceback.print_exception(fault.error, file=sys.stderr)
