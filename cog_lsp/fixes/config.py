"""The plans that change cog.yaml: each finds its place in the tree and leaves the rest alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.fixes.yaml_edit import (
    CannotEditError,
    NewScalar,
    YamlSource,
    append_item,
    delete_entry,
    delete_item,
    insert_key,
    list_to_mapping,
    mapping_to_list,
    move_entry,
    move_item,
    move_items,
    quote_scalar,
    quote_text,
    rename_key,
    replace_entry,
    set_scalar,
    split_command,
    split_words,
    unwrap_item,
    wrap_in_list,
    wrap_in_mapping,
)
from cog_lsp.project import Project
from cog_lsp.rules import plan as plans
from cog_lsp.rules.plan import TitledPlan
from cog_lsp.text import EditConflictError, Span, TextEdit, edits_between, normalize_edits

Edit = Callable[[YamlSource], list[TextEdit]]


def quote(project: Project, plan: plans.QuoteScalar) -> Outcome:
    """Put a scalar in quotes."""
    title = f"Quote `{_text(project, plan, plan.span)}`"
    return edit_yaml(project, plan, title, lambda source: quote_scalar(source, plan.span))


def quote_command(project: Project, plan: plans.QuoteText) -> Outcome:
    """Put what was meant for a text in quotes."""
    return edit_yaml(project, plan, "Quote it", lambda source: quote_text(source, plan.span))


def set_value(project: Project, plan: plans.SetScalar) -> Outcome:
    """Write another value."""
    title = f"Write `{plan.value}`"
    return edit_yaml(
        project, plan, title, lambda source: set_scalar(source, plan.span, plan.value, plan.text)
    )


def rename(project: Project, plan: plans.RenameKey) -> Outcome:
    """Give a key another name."""
    title = f"Rename `{_text(project, plan, plan.key)}` to `{plan.name}`"
    return edit_yaml(project, plan, title, lambda source: rename_key(source, plan.key, plan.name))


def delete_key(project: Project, plan: plans.DeleteEntry) -> Outcome:
    """Delete a key with its value."""
    title = f"Delete `{_text(project, plan, plan.key)}`"
    return edit_yaml(project, plan, title, lambda source: delete_entry(source, plan.key))


def to_directive(project: Project, plan: plans.EntryToDirective) -> Outcome:
    """Say in a comment to cog-lsp what a key said to nobody."""
    comment = f"# cog-lsp: {plan.directive}"
    title = f"Replace it with the comment `{comment}`"
    return edit_yaml(project, plan, title, lambda source: replace_entry(source, plan.key, comment))


def delete_from_list(project: Project, plan: plans.DeleteItem) -> Outcome:
    """Delete an item of a list."""
    title = f"Delete `{_text(project, plan, plan.item)}`"
    return edit_yaml(project, plan, title, lambda source: delete_item(source, plan.item))


def insert(project: Project, plan: plans.InsertKey) -> Outcome:
    """Write a key that is not there."""
    title = f"Add `{plan.keys[-1]}: {plan.value}`"
    value = NewScalar(plan.value, plan.text)
    return edit_yaml(project, plan, title, lambda source: insert_key(source, plan.keys, value))


def append(project: Project, plan: plans.AppendItem) -> Outcome:
    """Add an item to a list."""
    title = f"Add `{plan.value}` to `{plan.keys[-1]}`"
    value = NewScalar(plan.value, plan.text)
    return edit_yaml(project, plan, title, lambda source: append_item(source, plan.keys, value))


def to_list(project: Project, plan: plans.WrapInList) -> Outcome:
    """Make a value the one item of a list."""
    title = "Turn it into a list with one item"
    return edit_yaml(project, plan, title, lambda source: wrap_in_list(source, plan.span))


def to_value(project: Project, plan: plans.UnwrapItem) -> Outcome:
    """Take the list away around its one item."""
    title = "Take it out of the list"
    return edit_yaml(project, plan, title, lambda source: unwrap_item(source, plan.span))


def to_mapping(project: Project, plan: plans.WrapInMapping) -> Outcome:
    """Make a value the value of a key."""
    title = f"Turn it into the value of `{plan.key}`"
    return edit_yaml(
        project, plan, title, lambda source: wrap_in_mapping(source, plan.span, plan.key)
    )


def to_pairs(project: Project, plan: plans.MappingToList) -> Outcome:
    """Write a mapping as a list of ``K=v``."""
    title = "Write it as a list of `NAME=value`"
    return edit_yaml(project, plan, title, lambda source: mapping_to_list(source, plan.span))


def from_pairs(project: Project, plan: plans.ListToMapping) -> Outcome:
    """Write a list as a mapping."""
    title = "Write it as a mapping"
    return edit_yaml(project, plan, title, lambda source: list_to_mapping(source, plan.span))


def relocate(project: Project, plan: plans.MoveEntry) -> Outcome:
    """Move a key to the mapping where Cog reads it."""
    where = f"`{'.'.join(plan.target)}`" if plan.target else "the top level"
    title = f"Move `{_text(project, plan, plan.key)}` to {where}"
    return edit_yaml(project, plan, title, lambda source: move_entry(source, plan.key, plan.target))


def move_all(project: Project, plan: plans.MoveItems) -> Outcome:
    """Move the items of a list to another one."""
    title = f"Move `{plan.keys[-1]}` to the end of `{plan.target[-1]}`"
    return edit_yaml(
        project, plan, title, lambda source: move_items(source, plan.keys, plan.target)
    )


def move_one(project: Project, plan: plans.MoveItem) -> Outcome:
    """Move an item of a list to another one beside it."""
    title = f"Move it to `{plan.target}`, as `{plan.value}`"
    return edit_yaml(
        project, plan, title, lambda source: move_item(source, plan.item, plan.target, plan.value)
    )


def split(project: Project, plan: plans.SplitCommand) -> Outcome:
    """Take a command of several lines apart, or make it one line."""
    title = "Join its lines with `&&`" if plan.joined else "Turn each line into an item"
    return edit_yaml(
        project, plan, title, lambda source: split_command(source, plan.span, plan.joined)
    )


def split_names(project: Project, plan: plans.SplitWords) -> Outcome:
    """Take an item with several names in it apart."""
    title = "Turn each name into an item"
    return edit_yaml(project, plan, title, lambda source: split_words(source, plan.span))


def to_packages(project: Project, plan: plans.CommandToPackages) -> Outcome:
    """List for apt what a command installs, and delete the command."""
    title = f"Move {', '.join(plan.packages)} to `system_packages`"
    keys = ("build", "system_packages")

    def edit(source: YamlSource) -> list[TextEdit]:
        after = source.edited(delete_item(source, plan.item))
        there = {scalar.value for scalar in project.config.strings(*keys)}
        for package in plan.packages:
            if package not in there:
                after = after.edited(append_item(after, keys, NewScalar(package)))
        return list(edits_between(source.text, after.text))

    return edit_yaml(project, plan, title, edit)


def edit_yaml(
    project: Project, plan: TitledPlan, title: str, edit: Edit, caution: str = ""
) -> Outcome:
    """The fix that ``edit`` comes to; a refusal where it cannot be made without a loss."""
    try:
        source = yaml_source(project, plan.path)
        edits = list(normalize_edits(edit(source)))
        require_kept(source, edits)
    except CannotEditError as error:
        return Refusal(plan.title or title, str(error))
    except EditConflictError:
        return Refusal(plan.title or title, "the edits would overlap")
    return made(plan, title, FileEdit(plan.path, tuple(edits)), caution=caution)


def yaml_source(project: Project, path: str) -> YamlSource:
    """The file at ``path``, ready to be edited; :class:`CannotEditError` if it cannot be."""
    if path == project.config.path:
        return YamlSource(project.config.document, project.config.tree)
    document = project.documents.get(path)
    if document is None:
        raise CannotEditError(f"{path} cannot be read")
    return YamlSource(document)


def require_kept(
    source: YamlSource, edits: Iterable[TextEdit], moved: Mapping[str, int] | None = None
) -> None:
    """The last line of defense: what comes of ``edits`` is YAML, and has all comments.

    ``moved`` are those that go to another file.
    """
    after = source.edited(list(edits))
    before = Counter(comment.text.strip() for comment in source.tree.comments)
    before.subtract(comment.text.strip() for comment in after.tree.comments)
    before.subtract(moved or {})
    if any(count > 0 for count in before.values()):
        raise CannotEditError("a comment would be lost")


def _text(project: Project, plan: TitledPlan, span: Span) -> str:
    """What stands at ``span``, short enough for a title."""
    document = project.documents.get(plan.path) or project.config.document
    first, *more = document.slice(span).splitlines() or [""]
    return f"{first} …" if more else first
