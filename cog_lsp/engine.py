"""The engine: a project in, findings out; a finding in, edits out. No I/O, no clock, no LSP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.changes import Changes, touched
from cog_lsp.fixes.result import Applicability, Fix, Outcome
from cog_lsp.project import Project
from cog_lsp.project.settings import Settings
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.house.unused_suppression import unused_suppressions
from cog_lsp.rules.registry import all_rules
from cog_lsp.rules.rule import Rule
from cog_lsp.suppress import Suppressions
from cog_lsp.text import Document, EditConflictError

_MAX_ROUNDS = 100
_MAX_RETURNS = 3

# What a finding is about, whichever of several equal ones it is.
Fact = tuple[str, str, str]
# A project with documents in place of its files; None where there is to be none.
Rebuild = Callable[[Mapping[str, Document | None]], Project]


def _any_fix(fix: Fix) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that broke down, which is our own fault and not the author's."""

    rule: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: findings in order of file and place, those silenced, and our faults."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()


class CancelledError(Exception):
    """The check was given up because its result is no longer wanted."""


def check(project: Project, cancelled: Callable[[], bool] = lambda: False) -> Checked:
    """All findings of ``project`` under its settings.

    ``cancelled`` is asked between rules; once it is true, :class:`CancelledError` is raised.
    """
    active = active_rules(project.settings)
    found: list[Finding] = []
    faults: list[Fault] = []
    for rule in active:
        if cancelled():
            raise CancelledError
        try:
            found.extend(rule.run(project))
        except Exception as error:
            # One broken rule must not take the others' findings with it.
            faults.append(Fault(rule.slug, error))
    suppressions = Suppressions(project)
    kept, silenced = suppressions.split(found)
    kept += unused_suppressions(project, suppressions, active)
    levels = _severities(project.settings)
    findings = [_with_severity(finding, levels) for finding in kept]
    return Checked(_ordered(findings), _ordered(silenced), tuple(faults))


def active_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that the settings leave on."""
    off = [name for name, level in settings.severity.items() if level.lower() == "off"]
    ignored = (*settings.ignore, *off)
    return tuple(
        rule
        for rule in all_rules()
        if (not settings.select or any(rule.answers_to(name) for name in settings.select))
        and not any(rule.answers_to(name) for name in ignored)
    )


def outcomes(project: Project, finding: Finding) -> tuple[Outcome, ...]:
    """What comes of each plan of ``finding``, the one to prefer first."""
    return tuple(carry_out(project, plan) for plan in finding.plans)


def preferred_fix(
    project: Project,
    finding: Finding,
    allowed: Iterable[Applicability],
    possible: Callable[[Fix], bool] = _any_fix,
) -> Fix | None:
    """The first fix of ``finding`` that is ``allowed`` and ``possible`` and changes something."""
    accepted = frozenset(allowed)
    for plan in finding.plans:
        found = carry_out(project, plan)
        if (
            isinstance(found, Fix)
            and found.applicability in accepted
            and found.files
            and possible(found)
        ):
            return found
    return None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A project after fixing: what changed, what was mended, and what is left.

    ``faults`` are fixes that broke down, by the rule whose finding they were to mend.
    """

    changes: Changes
    applied: tuple[tuple[Finding, Fix], ...]
    project: Project
    faults: tuple[Fault, ...] = ()

    @property
    def changed(self) -> Mapping[str, str]:
        """The new texts, by the paths that the files have now."""
        return self.changes.texts


def fix(
    project: Project,
    rebuild: Rebuild,
    *,
    unsafe: bool = False,
    wanted: Callable[[Finding], bool] = lambda finding: True,
    possible: Callable[[Fix], bool] = _any_fix,
) -> Fixed:
    """Mend every finding that is ``wanted`` and has a ``possible`` fix, until nothing is left.

    The project is checked anew after each round, in which no file is changed twice: two fixes may
    touch the same lines. ``rebuild`` makes a project from changed documents. Safe fixes only,
    unless ``unsafe``.
    """
    allowed = {Applicability.SAFE} | ({Applicability.UNSAFE} if unsafe else set())
    changes = Changes()
    applied: list[tuple[Finding, Fix]] = []
    faults: dict[str, Fault] = {}
    hopeless: set[tuple[str, str]] = set()
    counts: dict[Fact, int] = {}
    returns: Counter[Fact] = Counter()
    for _ in range(_MAX_ROUNDS):
        this_round = changes
        busy: set[str] = set()
        findings = check(project).findings
        now = Counter(map(_fact, findings))
        for fact in counts.keys() - now.keys():
            # It was mended for good, and comes back only if another fix brings it back.
            if returns[fact] < _MAX_RETURNS:
                returns[fact] += 1
                del counts[fact]
        for finding in findings:
            fact, attempt = _fact(finding), (finding.id, _digest(project, finding.path))
            # A fix that did not make its findings fewer would be made for ever.
            stuck = now[fact] >= counts.get(fact, now[fact] + 1)
            if finding.path in busy or stuck or attempt in hopeless or not wanted(finding):
                continue
            try:
                found = preferred_fix(project, finding, allowed, possible)
                if found is not None and busy.isdisjoint(touched(found)):
                    this_round = this_round.then(project, found)
                    busy.update(touched(found))
                    counts[fact] = now[fact]
                    applied.append((finding, found))
            except EditConflictError:
                found = None
            except Exception as error:
                faults[finding.rule] = Fault(finding.rule, error)
                found = None
            if found is None:
                hopeless.add(attempt)
        if not busy:
            break
        changes = this_round
        project = rebuild(changes.overlay())
    return Fixed(changes, tuple(applied), project, tuple(faults.values()))


def _fact(finding: Finding) -> Fact:
    return finding.rule, finding.path, finding.key


def _digest(project: Project, path: str) -> str:
    document = project.documents.get(path)
    return document.digest if document is not None else ""


def apply_fix(project: Project, found: Fix) -> Changes:
    """What becomes of the project's files by ``found``. Raises as :meth:`Changes.then` does."""
    return Changes().then(project, found)


def _severities(settings: Settings) -> tuple[tuple[str, Severity], ...]:
    levels: list[tuple[str, Severity]] = []
    for name, level in settings.severity.items():
        try:
            levels.append((name, Severity.parse(level)))
        except ValueError:
            continue
    return tuple(levels)


def _with_severity(finding: Finding, levels: tuple[tuple[str, Severity], ...]) -> Finding:
    for name, severity in levels:
        if name.lower() in (finding.rule, finding.code.lower()):
            return replace(finding, severity=severity)
    return finding


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order of file and place, those about the same fact numbered so that ids differ."""
    ordered = sorted(
        findings, key=lambda found: (found.path, found.span, found.code, found.message)
    )
    seen: Counter[tuple[str, str, str]] = Counter()
    numbered: list[Finding] = []
    for finding in ordered:
        fact = (finding.rule, finding.path, finding.key)
        numbered.append(finding.numbered(seen[fact]))
        seen[fact] += 1
    return tuple(numbered)
