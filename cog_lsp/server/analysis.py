"""What the worker thread does: read, check, list the ways to mend, mend.

Functions here run outside of the event loop. They take frozen values, return frozen values, and
know nothing of the protocol; the engine is imported here and nowhere nearer to the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from cog_lsp import engine
from cog_lsp.engine import CancelledError, Checked
from cog_lsp.features.actions import Action, ActionKind, actions_for
from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Refusal
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding
from cog_lsp.text import Document, edits_between

Cancelled = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class Analysis:
    """A project at one moment and all that was found in it.

    ``rebuild`` makes the project anew with some documents changed; like the memory of actions, only
    the worker thread may use it.
    """

    project: Project
    checked: Checked
    rebuild: Callable[[Mapping[str, Document]], Project]
    _actions: dict[Finding, tuple[Action, ...]] = field(default_factory=dict, repr=False)

    def finding(self, finding_id: str) -> Finding | None:
        """The finding with this id, if it is still there."""
        return next((found for found in self.checked.findings if found.id == finding_id), None)

    def actions(self, finding: Finding) -> tuple[Action, ...]:
        """The entries for ``finding``: one for each of its plans in order, then the comment."""
        if finding not in self._actions:
            self._actions[finding] = tuple(actions_for(self.project, (finding,)))
        return self._actions[finding]


def analyse(
    loader: ProjectLoader,
    overlay: Mapping[str, Document],
    settings: Mapping[str, object],
    cancelled: Cancelled,
) -> Analysis:
    """Read the project with ``overlay`` over its files, and check it."""
    project = loader.load(overlay, settings)

    def rebuild(changed: Mapping[str, Document]) -> Project:
        return loader.load({**overlay, **changed}, settings)

    return Analysis(project, engine.check(project, cancelled), rebuild)


class OfferKind(Enum):
    """What an offer would do; the value is its name in a ticket."""

    FIX = "fix"
    SUGGESTION = "suggestion"
    SUPPRESS = "suppress"
    REFUSED = "refused"
    FIX_RULE = "fix-rule"
    FIX_ALL = "fix-all"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What it takes to find an offer again in a later analysis."""

    kind: OfferKind
    path: str
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
    title: str
    findings: tuple[Finding, ...]
    fix: Fix | None = None
    text: str = ""
    preferred: bool = False


def offers_for(
    analysis: Analysis, findings: Iterable[Finding], cancelled: Cancelled
) -> list[Offer]:
    """What can be done about ``findings``: single fixes, fixes of a whole rule, ignore comments."""
    chosen = tuple(findings)
    single: list[Offer] = []
    comments: list[Offer] = []
    for finding in chosen:
        _give_up_if(cancelled)
        for plan, action in enumerate(analysis.actions(finding)):
            offer = _single(finding, plan, action)
            (comments if action.kind is ActionKind.SUPPRESS else single).append(offer)
    first_of_rule = {finding.rule: finding for finding in reversed(chosen)}
    whole = (_whole_rule(analysis, finding, cancelled) for finding in first_of_rule.values())
    offers = single + [offer for offer in whole if offer is not None] + comments
    # Two findings of one rule in one line would offer the same comment twice.
    return list({(offer.title, offer.fix or offer.ticket): offer for offer in offers}.values())


def _single(finding: Finding, plan: int, action: Action) -> Offer:
    kind = OfferKind(action.kind.value)
    ticket = Ticket(kind, finding.path, finding.id, plan)
    outcome = action.outcome
    if isinstance(outcome, Refusal):
        return Offer(ticket, action.title, (finding,), text=outcome.reason)
    return Offer(ticket, action.title, (finding,), outcome, outcome.note, action.preferred)


def _whole_rule(analysis: Analysis, finding: Finding, cancelled: Cancelled) -> Offer | None:
    """The offer to fix all of a rule: where it has two fixes or more, all equally far to trust."""
    fixable: list[Finding] = []
    levels: set[Applicability] = set()
    for other in analysis.checked.findings:
        if other.rule != finding.rule:
            continue
        _give_up_if(cancelled)
        fix = _preferred(analysis, other)
        if fix is not None:
            fixable.append(other)
            levels.add(fix.applicability)
    if finding not in fixable or len(fixable) < 2 or len(levels) > 1:
        return None
    unsafe = levels == {Applicability.UNSAFE}
    note = " (may change behavior)" if unsafe else ""
    title = f"cog: Fix all {len(fixable)} {finding.rule} problems in the project{note}"
    ticket = Ticket(OfferKind.FIX_RULE, finding.path, finding.rule, unsafe=unsafe)
    return Offer(ticket, title, tuple(fixable))


def _preferred(analysis: Analysis, finding: Finding) -> Fix | None:
    for action in analysis.actions(finding):
        if action.kind is ActionKind.FIX and isinstance(action.outcome, Fix):
            return action.outcome
    return None


def redeem(analysis: Analysis, ticket: Ticket) -> Fix | None:
    """The fix that ``ticket`` stands for in ``analysis``; ``None`` when there is none any longer."""
    if ticket.kind is OfferKind.FIX_ALL:
        return _fix_many(analysis, lambda found: found.path == ticket.path, "all safe problems")
    if ticket.kind is OfferKind.FIX_RULE:
        rule = ticket.finding
        wanted = f"all {rule} problems"
        return _fix_many(analysis, lambda found: found.rule == rule, wanted, ticket.unsafe)
    finding = analysis.finding(ticket.finding)
    actions = analysis.actions(finding) if finding is not None else ()
    if not 0 <= ticket.plan < len(actions):
        return None
    action = actions[ticket.plan]
    if action.kind.value != ticket.kind.value or not isinstance(action.outcome, Fix):
        return None
    return action.outcome if action.outcome.files else None


def _fix_many(
    analysis: Analysis, wanted: Callable[[Finding], bool], what: str, unsafe: bool = False
) -> Fix | None:
    """One small edit for each file, from what it is to what mending everything makes of it."""
    fixed = engine.fix(analysis.project, analysis.rebuild, unsafe=unsafe, wanted=wanted)
    files = tuple(_edited(analysis.project, fixed.changed))
    level = Applicability.UNSAFE if unsafe else Applicability.SAFE
    return Fix(f"Fix {what}", level, files) if files else None


def _edited(project: Project, changed: Mapping[str, str]) -> Iterator[FileEdit]:
    for path, text in sorted(changed.items()):
        document = project.documents.get(path)
        edits = edits_between(document.text if document is not None else "", text)
        if edits:
            yield FileEdit(path, edits)


def _give_up_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError
