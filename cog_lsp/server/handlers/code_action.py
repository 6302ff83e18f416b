"""``textDocument/codeAction`` and ``codeAction/resolve``: the lightbulb."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from cog_lsp.features.actions import findings_at
from cog_lsp.fixes.result import Fix
from cog_lsp.server.analysis import Analysis
from cog_lsp.server.convert import Outward
from cog_lsp.server.handlers.command import SHOW_TEXT
from cog_lsp.server.handlers.lifecycle import FIX_ALL
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.live import LiveProject
from cog_lsp.server.offers import (
    Offer,
    OfferKind,
    Ticket,
    fix_all_offer,
    offers_for,
    redeem,
    refactoring_offers,
)
from cog_lsp.text import EditConflictError

logger = logging.getLogger(__name__)

_REFACTOR = types.CodeActionKind.RefactorRewrite.value
_KINDS = {OfferKind.FIX_ALL: FIX_ALL, OfferKind.REFACTOR: _REFACTOR}

Entry = types.CodeAction | types.Command


async def offer(ls: CogServer, params: types.CodeActionParams) -> list[Entry] | None:
    """What can be done about the findings in a range, or about all of the document."""
    uri = params.text_document.uri
    found = ls.session.find(uri)
    if found is None:
        return None
    live, path = found
    version = live.version(path)
    analysis = await live.task.current()
    if live.version(path) != version:
        raise JsonRpcContentModified("the document changed")
    outward = live.outward(analysis.snapshot, ls.caps)
    given = _given(analysis, outward, path, params.context.diagnostics)
    offers: list[Offer] = []
    obstacle = ls.caps.obstacle
    if _is_wanted(types.CodeActionKind.QuickFix.value, params.context.only):
        span = outward.span(path, params.range)
        findings = findings_at(analysis.checked.findings, path, span.start, span.end)
        # Some clients ask at the cursor and name all that they show of its line.
        others = given.keys() - {finding.id for finding in findings}
        findings += [finding for finding in analysis.checked.findings if finding.id in others]
        offers += await ls.session.checker.run(partial(offers_for, analysis, obstacle, findings))
    if _is_wanted(_REFACTOR, params.context.only):
        span = outward.span(path, params.range)
        offers += await ls.session.checker.run(partial(refactoring_offers, analysis, path, span))
    if _is_wanted(FIX_ALL, params.context.only):
        offers += await ls.session.checker.run(partial(fix_all_offer, analysis, obstacle, path))
    entries = [await _entry(ls, analysis, outward, uri, offer, given) for offer in offers]
    return [entry for entry in entries if entry is not None]


async def resolve(ls: CogServer, action: types.CodeAction) -> types.CodeAction:
    """Fill in the edit, made for the documents as they are now."""
    ticket = _read_ticket(action.data)
    if ticket is None:
        return action
    uri, wanted = ticket
    found = ls.session.find(uri)
    gone = JsonRpcContentModified(
        f"{action.title!r} is about something that is no longer there; nothing was changed"
    )
    if found is None:
        raise gone
    live, _ = found
    analysis = await live.task.current()
    fix = await ls.session.checker.run(lambda _: redeem(analysis, ls.caps.obstacle, wanted))
    if fix is None or not _is_current(live, analysis, fix):
        raise gone
    action.edit = live.outward(analysis.snapshot, ls.caps).workspace_edit(fix)
    return action


def _is_wanted(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether the client asks for ``kind``: without a word from it, not for what mends a file."""
    if not only:
        return kind != FIX_ALL
    names = [str(getattr(asked, "value", asked)) for asked in only]
    return any(not name or kind == name or kind.startswith(f"{name}.") for name in names)


def _given(
    analysis: Analysis, outward: Outward, path: str, diagnostics: Iterable[types.Diagnostic]
) -> dict[str, types.Diagnostic]:
    """The client's own diagnostics by the findings they stand for.

    Some clients drop ``data``; there, rule and range have to do.
    """
    given: dict[str, types.Diagnostic] = {}
    for diagnostic in diagnostics:
        named = diagnostic.data.get("id") if isinstance(diagnostic.data, Mapping) else None
        for finding in analysis.checked.findings:
            if finding.path == path and (
                finding.id == named
                if named is not None
                else finding.rule == diagnostic.code
                and outward.range(path, finding.span) == diagnostic.range
            ):
                given[finding.id] = diagnostic
    return given


async def _entry(
    ls: CogServer,
    analysis: Analysis,
    outward: Outward,
    uri: str,
    offer: Offer,
    given: Mapping[str, types.Diagnostic],
) -> Entry | None:
    """``offer`` in the form that the client takes, or ``None`` when it takes none."""
    caps, kind, title = ls.caps, offer.ticket.kind, offer.ticket.title
    command = None
    if kind is OfferKind.SUGGESTION:
        command = types.Command(title, SHOW_TEXT, arguments=[offer.text])
    if not caps.action_literals:
        return command
    action = types.CodeAction(
        title=title,
        kind=_KINDS.get(kind, types.CodeActionKind.QuickFix),
        diagnostics=[
            given.get(finding.id) or outward.diagnostic(finding)
            for finding in offer.findings
            if finding.path == offer.ticket.path
        ]
        or None,
        is_preferred=True if offer.preferred and caps.preferred_actions else None,
        command=command,
    )
    if kind is OfferKind.REFUSED:
        action.disabled = types.CodeActionDisabled(offer.text)
        return action if caps.disabled_actions else None
    if command is not None:
        return action
    if caps.resolves_edits:
        action.data = _write_ticket(uri, offer.ticket)
        return action
    fix = offer.fix or await ls.session.checker.run(
        lambda _: redeem(analysis, caps.obstacle, offer.ticket)
    )
    if fix is None:
        return None
    try:
        action.edit = outward.workspace_edit(fix)
    except EditConflictError as error:
        logger.error("%s: %s", title, error)
        return None
    return action


def _is_current(live: LiveProject, analysis: Analysis, fix: Fix) -> bool:
    """Whether the documents that ``fix`` edits are still those it was made for."""
    documents = analysis.snapshot.documents
    return all(
        file.path not in documents or documents[file.path].version == live.version(file.path)
        for file in fix.files
    )


def _write_ticket(uri: str, ticket: Ticket) -> dict[str, Any]:
    return {**asdict(ticket), "kind": ticket.kind.value, "uri": uri}


def _read_ticket(data: object) -> tuple[str, Ticket] | None:
    """The ticket in ``data``, or ``None`` when it is none of ours."""
    if not isinstance(data, Mapping):
        return None
    try:
        fields = {**data, "kind": OfferKind(data["kind"]), "plan": int(data["plan"])}
        return str(fields.pop("uri")), Ticket(**fields)
    except (KeyError, TypeError, ValueError):
        return None
