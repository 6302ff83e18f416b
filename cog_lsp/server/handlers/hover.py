"""``textDocument/hover``: the page of a rule, over its name in a suppression comment."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from cog_lsp.project import Project
from cog_lsp.rules.registry import find_rule
from cog_lsp.rules.rule import Rule
from cog_lsp.server.language_server import CogServer
from cog_lsp.syntax.directives import RuleName, Suppression


async def hover(ls: CogServer, params: types.HoverParams) -> types.Hover | None:
    """What the rule under the cursor is about."""
    found = ls.session.find(params.text_document.uri)
    if found is None:
        return None
    live, path = found
    version = live.version(path)
    analysis = await live.task.current()
    if live.version(path) != version:
        raise JsonRpcContentModified("the document changed")
    outward = live.outward(analysis, ls.caps)
    at = outward.span(path, types.Range(params.position, params.position)).start
    name = _name_at(analysis.project, path, at)
    rule = find_rule(name.name) if name is not None else None
    if name is None or rule is None:
        return None
    kind = types.MarkupKind.Markdown if ls.caps.markdown_hover else types.MarkupKind.PlainText
    return types.Hover(
        types.MarkupContent(kind, _page(rule, ls.caps.markdown_hover)),
        outward.range(path, name.span),
    )


def _name_at(project: Project, path: str, offset: int) -> RuleName | None:
    """The rule's name that the cursor touches; in a comment with one name, all of it counts."""
    for comment in _suppressions(project, path):
        if comment.span.start <= offset <= comment.span.end:
            for name in comment.rules:
                if name.span.start <= offset <= name.span.end:
                    return name
            if len(comment.rules) == 1:
                return comment.rules[0]
    return None


def _suppressions(project: Project, path: str) -> tuple[Suppression, ...]:
    if path == project.config.path:
        return project.config.directives.suppressions
    facts = project.python.get(path)
    return facts.directives.suppressions if facts is not None else ()


def _page(rule: Rule, markdown: bool) -> str:
    if markdown:
        return f"**{rule.slug}** ([{rule.code}]({rule.url}))\n\n{rule.page}"
    return f"{rule.slug} ({rule.code})\n\n{rule.page}\n\n{rule.url}"
