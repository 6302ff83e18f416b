"""What must hold for every fix of every finding, whatever the rule.

``all_cases`` finds the projects by itself: the examples of the repository, the examples in the
rules' docstrings, and the folders of ``tests/fixes/fixtures``; a new rule or fixture is covered
without a change here. Each project is also tried with other line endings and with wide characters
in front, which shift every column.
"""

from __future__ import annotations

import ast
import io
import re
import shutil
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cog_lsp import engine
from cog_lsp.fixes.changes import Changes, touched
from cog_lsp.fixes.result import Applicability, Fix, Outcome
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader, find_projects
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.plan import DeclareHardware, DeleteText, Plan, ReplaceHardware
from cog_lsp.rules.registry import all_rules
from cog_lsp.syntax.yaml_tree import parse_yaml
from cog_lsp.text import Document, normalize_edits

from ..rules.examples import BAD, all_examples

ROOT = Path(__file__).parents[2]
PLAIN, CRLF, WIDE = "lf", "crlf", "wide"
_WIDE_COMMENT = "# \U0001f41f 漢字 é\n"


@dataclass(frozen=True)
class Case:
    """One project in one variant. ``build`` writes it, with line feeds, into a folder.

    ``fixable`` is false where nothing of it is meant to be fixed: what a page shows to follow, and
    what it shows of a rule without a fix.
    """

    name: str
    variant: str
    build: Callable[[Path], Path]
    fixable: bool

    def __str__(self) -> str:
        return f"{self.name}-{self.variant}"

    def write(self, folder: Path) -> Path:
        """The project in ``folder``, which must not be there yet."""
        root = self.build(folder)
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".yaml", ".txt"):
                text = path.read_text(encoding="utf-8")
                if self.variant == WIDE:
                    text = _WIDE_COMMENT + text
                elif self.variant == CRLF:
                    text = text.replace("\n", "\r\n")
                path.write_bytes(text.encode())
        return root


def all_cases() -> list[Case]:
    """Every project there is, in every variant."""
    plain: list[Case] = []
    with_fix = {rule.slug for rule in all_rules() if rule.fix}
    for example in all_examples():
        fixable = example.section == BAD and example.rule in with_fix
        plain.append(Case(str(example), PLAIN, example.write, fixable))
    for folder in (ROOT / "examples", ROOT / "tests" / "fixes" / "fixtures"):
        for source in find_projects(folder):
            name = source.relative_to(ROOT).as_posix()
            plain.append(Case(name, PLAIN, _copier(source), fixable=True))
    return [replace(case, variant=variant) for case in plain for variant in (PLAIN, CRLF, WIDE)]


def _copier(source: Path) -> Callable[[Path], Path]:
    return lambda folder: Path(shutil.copytree(source, folder))


class Laid:
    """A project on disk, with ``files`` over it, and what can be asked of it."""

    def __init__(self, root: Path, files: Mapping[str, str] | None = None) -> None:
        self.root = root
        self._files = {path: Document(path, text) for path, text in (files or {}).items()}
        self._loader = ProjectLoader(root)
        self.project = self._loader.load(self._files)
        self.findings = engine.check(self.project).findings

    def after(self, changes: Changes) -> Project:
        """The project with ``changes`` made."""
        return self._loader.load({**self._files, **changes.overlay()})

    def fixes(self) -> Iterator[tuple[Finding, Plan, Fix]]:
        """Every fix of every finding that edits something, with its plan."""
        for finding in self.findings:
            outcomes: tuple[Outcome, ...] = engine.outcomes(self.project, finding)
            for plan, outcome in zip(finding.plans, outcomes, strict=True):
                if isinstance(outcome, Fix) and outcome.files:
                    yield finding, plan, outcome

    def fix_all(self, unsafe: bool, project: Project | None = None) -> engine.Fixed:
        """What the engine makes of the project, or of ``project``, a later state of it."""

        def rebuild(changed: Mapping[str, Document | None]) -> Project:
            return self._loader.load({**later, **changed})

        later: dict[str, Document | None] = dict(self._files)
        if project is not None:
            later = {**dict.fromkeys(self.project.documents), **project.documents}
        return engine.fix(project or self.project, rebuild, unsafe=unsafe)


def check_fix(laid: Laid, finding: Finding, plan: Plan, fix: Fix) -> None:
    """Assert what holds for each fix, and more for a safe one."""
    after = check_edits(laid, finding, plan, fix)
    if fix.applicability is Applicability.SAFE:
        assert not _errors(after) - _errors(laid.findings), "the fix made an error"


def check_edits(laid: Laid, finding: Finding, plan: Plan, fix: Fix) -> tuple[Finding, ...]:
    """Assert what holds for each fix; the findings after it."""
    assert len(set(touched(fix))) == len(list(touched(fix))), "a file is changed twice"
    changes = engine.apply_fix(laid.project, fix)
    pairs: list[tuple[Document, Document]] = []
    gone: Counter[str] = Counter()
    for file in fix.files:
        # What is made has the line endings of cog.yaml.
        endings = laid.project.config.document.newline if file.created else ""
        document = laid.project.documents.get(file.path) or Document(file.path, endings)
        ordered = normalize_edits(file.edits)
        assert all(edit.span.end <= len(document.text) for edit in ordered), "an edit is outside"
        path = file.renamed_to or file.path
        new = Document(path, changes.texts[path])
        assert (new.path, new.text) != (file.path, document.text), "the fix changes nothing"
        check_form(document, new)
        pairs.append((document, new))
        gone += _meant_to_go(document, plan)
    check_comments(pairs, gone)
    assert fix.title
    assert (fix.note == "") == (fix.applicability is Applicability.SAFE), "safe needs no excuse"
    after = engine.check(laid.after(changes))
    assert not after.faults
    assert _facts(after.findings)[_fact(finding)] < _facts(laid.findings)[_fact(finding)], (
        "the finding is still there"
    )
    return after.findings


def check_form(old: Document, new: Document) -> None:
    """Assert that ``new`` is as well-formed as ``old``."""
    assert _line_endings(new.text) <= (_line_endings(old.text) or {"\n"}), "line endings are mixed"
    if old.path.endswith(".py") and _parses(old.text):
        ast.parse(new.text)
    elif old.path.endswith((".yaml", ".yml")) and parse_yaml(old.text).problem is None:
        assert parse_yaml(new.text).problem is None


def check_comments(pairs: Iterable[tuple[Document, Document]], gone: Counter[str]) -> None:
    """Assert that no comment of the old texts is missing in the new ones, but for those ``gone``.

    A comment may move to another file.
    """
    old: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for before, after in pairs:
        old += comments(before.path, before.text)
        new += comments(after.path, after.text)
    assert not old - new - gone, "a comment is lost"


def comments(path: str, text: str) -> Counter[str]:
    """The comments of a file, each without the blanks around it."""
    if path.endswith(".txt"):
        return Counter(match[1].strip() for match in re.finditer(r"(?m)(?:^|[ \t])(#.*)$", text))
    if path.endswith((".yaml", ".yml")):
        return Counter(comment.text.strip() for comment in parse_yaml(text).comments)
    if not path.endswith(".py") or not _parses(text):
        return Counter()
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return Counter(token.string.strip() for token in tokens if token.type == tokenize.COMMENT)


def _meant_to_go(document: Document, plan: Plan) -> Counter[str]:
    """The comments that the plan itself says it deletes or rewrites, or a part of them."""
    if isinstance(plan, DeclareHardware | ReplaceHardware):
        found = comments(document.path, document.text)
        return Counter({text: count for text, count in found.items() if "hardware=" in text})
    if not isinstance(plan, DeleteText) or plan.path != document.path:
        return Counter()
    lines = document.lines
    first, last = lines.point(plan.span.start).line, lines.point(plan.span.end).line
    rows = (lines.line_text(line) for line in range(first, last + 1))
    return Counter(row[row.index("#") :].strip() for row in rows if "#" in row)


def _line_endings(text: str) -> set[str]:
    return set(re.findall(r"\r\n|\r|\n", text))


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _facts(findings: Iterable[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter(_fact(finding) for finding in findings)


def _errors(findings: Iterable[Finding]) -> Counter[str]:
    """How many errors each rule has, wherever they are: a fix may move what is wrong."""
    return Counter(finding.rule for finding in findings if finding.severity is Severity.ERROR)


def _fact(finding: Finding) -> tuple[str, str, str]:
    """What a finding is about, wherever it stands by now."""
    return (finding.rule, finding.path, finding.key)
