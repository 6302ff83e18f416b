"""``textDocument/completion`` and ``completionItem/resolve``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from lsprotocol import types

from cog_lsp.features.completion import Completion, CompletionKind, completions
from cog_lsp.server.handlers.scene import Scene, markup, typed_scene
from cog_lsp.server.language_server import CogServer

_KINDS = {
    CompletionKind.KEY: types.CompletionItemKind.Property,
    CompletionKind.VALUE: types.CompletionItemKind.Value,
    CompletionKind.KEYWORD: types.CompletionItemKind.Keyword,
    CompletionKind.FILE: types.CompletionItemKind.File,
    CompletionKind.FOLDER: types.CompletionItemKind.Folder,
    CompletionKind.CLASS: types.CompletionItemKind.Class,
    CompletionKind.FUNCTION: types.CompletionItemKind.Function,
    CompletionKind.VARIABLE: types.CompletionItemKind.Variable,
    CompletionKind.RULE: types.CompletionItemKind.EnumMember,
    CompletionKind.SNIPPET: types.CompletionItemKind.Snippet,
}


async def complete(ls: CogServer, params: types.CompletionParams) -> types.CompletionList | None:
    """What may be typed at a place.

    Answered for the text as it was when asked, even if it has changed: an editor narrows the list
    by what was typed meanwhile.
    """
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    items = await scene.ask(
        ls.session.reader, partial(completions, scene.snapshot.typed, scene.path, offset)
    )
    number = ls.session.keep_list(items)
    return types.CompletionList(
        is_incomplete=False,
        items=[_item(scene, item, number, index) for index, item in enumerate(items)],
    )


async def resolve(ls: CogServer, item: types.CompletionItem) -> types.CompletionItem:
    """Fill in the documentation, if the entry is of the list that was given last."""
    data = item.data if isinstance(item.data, Mapping) else {}
    found = ls.session.listed(data.get("list"), data.get("item"))
    if found is not None and found.documentation:
        item.documentation = markup(found.documentation, ls.caps.markdown_completion)
    return item


def _item(scene: Scene, item: Completion, number: int, index: int) -> types.CompletionItem:
    caps = scene.ls.caps
    as_snippet = caps.snippets and bool(item.snippet)
    text = item.snippet if as_snippet else item.insert or item.label
    made = types.CompletionItem(
        label=item.label,
        kind=_KINDS[item.kind],
        sort_text=f"{index:04}",
        # Some clients take an edit as a sign that the list was narrowed already.
        filter_text=item.filter or item.label,
        text_edit=types.TextEdit(scene.outward.range(scene.path, item.replace), text),
        insert_text_format=types.InsertTextFormat.Snippet if as_snippet else None,
        insert_text_mode=types.InsertTextMode.AsIs if caps.inserts_as_is else None,
        preselect=True if item.preselect else None,
        data={"list": number, "item": index},
    )
    if item.detail and caps.label_details:
        made.label_details = types.CompletionItemLabelDetails(description=item.detail)
    elif item.detail:
        made.detail = item.detail
    if item.deprecated and caps.deprecated_completion:
        made.tags = [types.CompletionItemTag.Deprecated]
    if item.reopen and caps.reopen_command:
        made.command = types.Command("Complete", caps.reopen_command)
    return made
