"""What can be done about findings, and doing it: offers, and the tickets to redeem them with.

This runs in the worker thread. An offer is made for one analysis; its ticket finds the same thing
again in a later one, so that an edit is never made for a text that has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from cog_lsp import engine
from cog_lsp.engine import CancelledError
from cog_lsp.features.actions import Action, ActionKind
from cog_lsp.features.refactorings import refactorings
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Refusal, gravest
from cog_lsp.rules.finding import Finding
from cog_lsp.server.analysis import Analysis
from cog_lsp.server.scheduler import Cancelled
from cog_lsp.text import Span


class OfferKind(Enum):
    """What an offer would do; the value is its name in a ticket."""

    FIX = "fix"
    SUGGESTION = "suggestion"
    SUPPRESS = "suppress"
    REFUSED = "refused"
    FIX_RULE = "fix-rule"
    FIX_ALL = "fix-all"
    REFACTOR = "refactor"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What it takes to find an offer again in a later analysis.

    ``finding`` is the finding's id, or the rule's name when it is about all of its findings; of a
    refactoring its key.
    """

    kind: OfferKind
    path: str
    title: str
    finding: str = ""
    plan: int = 0
    unsafe: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done about ``findings``.

    ``fix`` is there when it was computed already; ``text`` is a suggestion's text or the reason of
    a refusal.
    """

    ticket: Ticket
    findings: tuple[Finding, ...]
    fix: Fix | None = None
    text: str = ""
    preferred: bool = False


# Why the client cannot make a fix, in words for its user; empty if it can.
Obstacle = Callable[[Fix], str]


def offers_for(
    analysis: Analysis, obstacle: Obstacle, findings: Iterable[Finding], cancelled: Cancelled
) -> list[Offer]:
    """What can be done about ``findings``: single fixes, fixes of a whole rule, ignore comments."""
    chosen = tuple(findings)
    single: list[Offer] = []
    comments: list[Offer] = []
    for finding in chosen:
        _give_up_if(cancelled)
        for plan, action in enumerate(analysis.actions(finding)):
            offer = _single(finding, plan, action, obstacle)
            (comments if action.kind is ActionKind.SUPPRESS else single).append(offer)
    first_of_rule = {finding.rule: finding for finding in reversed(chosen)}
    whole = (
        _whole_rule(analysis, obstacle, finding, cancelled) for finding in first_of_rule.values()
    )
    offers = single + [offer for offer in whole if offer is not None] + comments
    # Two findings of one rule in one line would offer the same comment twice.
    return list(
        {(offer.ticket.title, offer.fix or offer.ticket): offer for offer in offers}.values()
    )


def _single(finding: Finding, plan: int, action: Action, obstacle: Obstacle) -> Offer:
    outcome = action.outcome
    reason = outcome.reason if isinstance(outcome, Refusal) else obstacle(outcome)
    kind = OfferKind.REFUSED if reason else OfferKind(action.kind.value)
    ticket = Ticket(kind, finding.path, action.title, finding.id, plan)
    if isinstance(outcome, Refusal) or reason:
        return Offer(ticket, (finding,), text=reason)
    return Offer(ticket, (finding,), outcome, outcome.note, action.preferred)


def _whole_rule(
    analysis: Analysis, obstacle: Obstacle, finding: Finding, cancelled: Cancelled
) -> Offer | None:
    """The offer to fix all of a rule: where it has two fixes or more, all equally far to trust."""
    fixable: list[Finding] = []
    fixes: list[Fix] = []
    for other in analysis.checked.findings:
        if other.rule != finding.rule:
            continue
        _give_up_if(cancelled)
        fix = _preferred(analysis, obstacle, other)
        if fix is not None:
            fixable.append(other)
            fixes.append(fix)
    levels = {fix.applicability for fix in fixes}
    if finding not in fixable or len(fixable) < 2 or len(levels) > 1:
        return None
    unsafe = levels == {Applicability.UNSAFE}
    note = f" ({gravest(fixes).value})" if unsafe else ""
    title = f"cog: Fix all {len(fixable)} {finding.rule} problems in the project{note}"
    ticket = Ticket(OfferKind.FIX_RULE, finding.path, title, finding.rule, unsafe=unsafe)
    return Offer(ticket, tuple(fixable))


def fix_all_offer(
    analysis: Analysis, obstacle: Obstacle, path: str, cancelled: Cancelled
) -> list[Offer]:
    """The offer to make all safe fixes of the file at ``path``, if there is one to make.

    An editor may make it on every save, so it makes and renames no file.
    """
    obstacle = _in_place(obstacle)
    fixable: list[Finding] = []
    for finding in analysis.checked.findings:
        _give_up_if(cancelled)
        fix = _preferred(analysis, obstacle, finding) if finding.path == path else None
        if fix is not None and fix.applicability is Applicability.SAFE:
            fixable.append(finding)
    if not fixable:
        return []
    ticket = Ticket(OfferKind.FIX_ALL, path, "cog: Fix all problems that have a safe fix")
    return [Offer(ticket, tuple(fixable))]


def _in_place(obstacle: Obstacle) -> Obstacle:
    """``obstacle``, which also speaks of a fix that makes or renames a file."""

    def speaks(fix: Fix) -> str:
        return obstacle(fix) or (
            "it creates or renames a file" if fix.creates or fix.renames else ""
        )

    return speaks


def refactoring_offers(
    analysis: Analysis, path: str, span: Span, cancelled: Cancelled
) -> list[Offer]:
    """The refactorings of ``path`` around ``span``; what they would do is found out later."""
    found = refactorings(analysis.snapshot.of(path), path)
    return [
        Offer(Ticket(OfferKind.REFACTOR, path, f"cog: {each.title}", each.key), ())
        for each in found.items
        if each.span.contains(span)
    ]


def _refactor(analysis: Analysis, ticket: Ticket) -> Fix | None:
    project = analysis.snapshot.of(ticket.path)
    if ticket.path not in project.documents:
        return None
    for each in refactorings(project, ticket.path).items:
        if each.key == ticket.finding:
            outcome = carry_out(project, each.plan)
            return outcome if isinstance(outcome, Fix) else None
    return None


def _preferred(analysis: Analysis, obstacle: Obstacle, finding: Finding) -> Fix | None:
    for action in analysis.actions(finding):
        outcome = action.outcome
        if action.kind is ActionKind.FIX and isinstance(outcome, Fix) and not obstacle(outcome):
            return outcome
    return None


def redeem(analysis: Analysis, obstacle: Obstacle, ticket: Ticket) -> Fix | None:
    """The fix that ``ticket`` stands for in ``analysis``, or ``None`` when it is gone."""
    if ticket.kind is OfferKind.FIX_ALL:
        path, what, in_place = ticket.path, "all safely fixable problems", _in_place(obstacle)
        return _fix_many(analysis, in_place, path, lambda found: found.path == path, what)
    if ticket.kind is OfferKind.FIX_RULE:
        rule = ticket.finding
        what = f"all {rule} problems"
        return _fix_many(
            analysis, obstacle, ticket.path, lambda found: found.rule == rule, what, ticket.unsafe
        )
    if ticket.kind is OfferKind.REFACTOR:
        return _refactor(analysis, ticket)
    finding = analysis.finding(ticket.finding)
    actions = analysis.actions(finding) if finding is not None else ()
    if not 0 <= ticket.plan < len(actions):
        return None
    action = actions[ticket.plan]
    # The same plan may have come to mean another thing: another tier, another name.
    if (action.kind.value, action.title) != (ticket.kind.value, ticket.title):
        return None
    return action.outcome if isinstance(action.outcome, Fix) and action.outcome.files else None


def fix_all_of_project(analysis: Analysis, obstacle: Obstacle, path: str) -> Fix | None:
    """All safe fixes of the project, asked for in the file at ``path``; ``None`` without any."""
    what = "all safely fixable problems in the project"
    return _fix_many(analysis, obstacle, path, lambda finding: True, what)


def _fix_many(
    analysis: Analysis,
    obstacle: Obstacle,
    path: str,
    wanted: Callable[[Finding], bool],
    what: str,
    unsafe: bool = False,
) -> Fix | None:
    """One small edit for each file, from what it is to what mending everything makes of it."""
    project = analysis.snapshot.of(path)
    fixed = engine.fix(
        project,
        analysis.rebuild,
        unsafe=unsafe,
        wanted=wanted,
        possible=lambda fix: not obstacle(fix),
    )
    files = tuple(fixed.changes.edits(project))
    if not files and fixed.faults:
        raise fixed.faults[0].error
    level = Applicability.UNSAFE if unsafe else Applicability.SAFE
    concern = gravest(fix for _, fix in fixed.applied)
    fix = Fix(f"Fix {what}", level, files, concern=concern)
    return fix if files and analysis.may_edit(path, fix) else None


def _give_up_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError
