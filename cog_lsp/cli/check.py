"""``cog-lsp check``: check projects, mend them if asked to, and say what is left."""

from __future__ import annotations

import shutil
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TextIO

from cog_lsp.cli.errors import REPORT_URL, ExitCode, UsageError, debugging, tell
from cog_lsp.cli.output.diff import write_diff
from cog_lsp.cli.output.formats import render
from cog_lsp.cli.report import Broken, Made, Report, Reported
from cog_lsp.cli.rule_names import require_rules
from cog_lsp.cli.stdin import StdinFile, print_bytes
from cog_lsp.cli.style import style_for
from cog_lsp.cli.targets import Target, find_targets, shown_path, stdin_target
from cog_lsp.cli.work import Choice, Work
from cog_lsp.cli.write import Change, write_changes
from cog_lsp.project import Project

_WIDTH_IN_FILES = 140

Keep = Callable[[Sequence[Change]], None]


def check(options: Namespace) -> int:
    """Check, mend or diff what ``options`` name; the exit code."""
    choice = Choice(
        tuple(name for names in options.select for name in names),
        tuple(name for names in options.ignore for name in names),
        options.min_severity,
    )
    require_rules((*choice.select, *choice.ignore))
    if options.diff and options.output_format != "text":
        raise UsageError("--diff prints a diff, so the only --output-format it accepts is text")
    source: StdinFile | None = None
    if options.stdin_filename is not None:
        if options.paths not in ([], ["-"]):
            raise UsageError("with --stdin-filename, the only accepted PATH is -")
        source = StdinFile()
        targets = [stdin_target(options.stdin_filename, source.text)]
    elif "-" in options.paths:
        raise UsageError("to read stdin, name the file with --stdin-filename")
    else:
        targets = find_targets(options.paths)
    run = _Run(options, choice)
    if options.diff:
        changes: list[Change] = []
        run.each(targets, changes.extend)
        return run.show_diff(changes)
    if not options.fix:
        run.each(targets)
    elif source is None:
        run.each(targets, write_changes)
    else:
        run.each(targets, source.print_fixed)
        return run.show_report(sys.stderr)
    return run.show_report(sys.stdout)


class _Run:
    """One run of the command: what has been found, fixed and gone wrong, project by project."""

    def __init__(self, options: Namespace, choice: Choice) -> None:
        self._options = options
        self._choice = choice
        self._projects = 0
        self._silenced = 0
        self._findings: list[Reported] = []
        self._made: list[Made] = []
        self._broken: list[Broken] = []
        self._refused = False

    def each(self, targets: Sequence[Target], keep: Keep | None = None) -> None:
        """Check every project, after mending it if there is a ``keep`` that takes the new texts.

        What goes wrong in one project is told, and keeps no other from being checked.
        """
        for target in targets:
            try:
                self._one(target, keep)
            except BrokenPipeError:
                raise
            except UsageError as error:
                if len(targets) == 1:
                    raise
                self._refuse(error)
            except Exception as error:
                self._broken.append(Broken(target.root, "", error))

    def _one(self, target: Target, keep: Keep | None) -> None:
        work = Work(target, self._choice)
        project = work.load()
        self._projects += 1
        _mention_unread(target, project)
        if keep is not None:
            project = self._mend(work, project, keep)
        shown, silenced = work.check(project, self._broken)
        self._findings += shown
        self._silenced += silenced

    def _mend(self, work: Work, project: Project, keep: Keep) -> Project:
        """The project after fixing; as it was if the new texts cannot be kept."""
        mended = work.mend(project, self._options.unsafe_fixes, self._broken)
        try:
            keep(mended.changes)
        except UsageError as error:
            self._refuse(error)
            return project
        self._made += mended.made
        return mended.project

    def _refuse(self, error: UsageError) -> None:
        tell(f"error: {error}")
        self._refused = True

    def show_diff(self, changes: Sequence[Change]) -> int:
        """Print ``changes``; the exit code."""
        style = style_for(self._options.color, sys.stdout)
        print_bytes(write_diff(changes, style).encode())
        for made in self._made:
            if made.fix.warning:
                tell(f"would make: {made.line}")
        count = len(self._made)
        tell(f"would make {count} fix{'' if count == 1 else 'es'}" if count else "nothing to fix")
        return self._code(failed=bool(count))

    def show_report(self, output: TextIO) -> int:
        """Write the report to ``output``; the exit code."""
        options = self._options
        report = Report(
            self._projects,
            tuple(self._findings),
            self._silenced,
            tuple(self._made),
            self._broken,
            options.unsafe_fixes,
        )
        if options.output_format != "text":
            for made in report.made:
                tell(f"fixed: {made.line}")
        style = style_for(options.color, output)
        width = shutil.get_terminal_size().columns if output.isatty() else _WIDTH_IN_FILES
        output.write(render(report, options.output_format, style, width))
        severities = (found.finding.severity for found in report.findings)
        return self._code(failed=any(severity >= options.fail_on for severity in severities))

    def _code(self, failed: bool) -> int:
        """The exit code, once all that broke down has been told."""
        # One that broke down when it was made may have done so again when it was shown.
        for fault in {fault.line: fault for fault in self._broken}.values():
            tell(f"internal error: {fault.line}. Please report it: {REPORT_URL}")
            if debugging(self._options.verbose):
                traceback.print_exception(fault.error, file=sys.stderr)
        if self._broken:
            return ExitCode.FAULT
        if self._refused:
            return ExitCode.USAGE
        return ExitCode.FINDINGS if failed and not self._options.exit_zero else ExitCode.CLEAN


def _mention_unread(target: Target, project: Project) -> None:
    """Say so when a file was named that cog-lsp has nothing to do with."""
    for path in sorted(target.files or ()):
        if path not in project.documents:
            tell(f"{shown_path(target.root / path)} is not a file that cog-lsp checks")
