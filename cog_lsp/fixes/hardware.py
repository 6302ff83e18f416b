"""Declare a tier, or another one where it is declared, and say what sets it on Replicate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cog_lsp.fixes.result import Applicability, Concern, FileEdit, Fix, Outcome, Refusal, made
from cog_lsp.knowledge.hardware import Tier, resolve
from cog_lsp.project import Project
from cog_lsp.rules.plan import (
    DeclareHardware,
    NameHardware,
    ReplaceHardware,
    ShowHardwareCommand,
)
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar, parse_yaml
from cog_lsp.text import Document, Span, TextEdit

_DECISION = "which tier to pay for is the author's decision"
_OWNED = re.compile(r"(?P<owner>[\w-]+)/(?P<name>[\w.-]+)")
# What a key of cog-safe-push is put below: the name of what it is about.
_ANCHORS = ("test_model", "model", "name", "owner")


def declare_hardware(project: Project, plan: DeclareHardware) -> Outcome:
    """The edit that writes ``# cog-lsp: hardware=SKU`` into cog.yaml.

    A directive that is there gets the new SKU; otherwise a comment goes above ``gpu:``, or to the
    top of the file when there is no such key.
    """
    title = f"Declare {_named(plan.sku)}"
    config = project.config
    if config.tree.problem is not None:
        return Refusal(title, "cog.yaml does not parse")
    for setting in config.directives.settings:
        if setting.key == "hardware":
            edit = TextEdit(setting.value_span, plan.sku)
            break
    else:
        document = config.document
        entry = config.entry("build", "gpu")
        start = document.lines.line_start(0)
        indent = ""
        if entry is not None:
            line = document.lines.point(entry.span.start).line
            before = document.text[document.lines.line_start(line) : entry.span.start]
            # In a flow mapping something else stands before the key: there, the line above it.
            start = document.lines.line_start(line)
            indent = before[: len(before) - len(before.lstrip())]
        comment = f"{indent}# cog-lsp: hardware={plan.sku}{document.newline}"
        edit = TextEdit(Span(start, start), comment)
    return Fix(
        title,
        Applicability.UNSAFE if plan.fits else Applicability.SUGGESTION,
        (FileEdit(config.path, (edit,)),),
        _decision((config.path,)),
        Concern.DECISION,
    )


def replace_hardware(project: Project, plan: ReplaceHardware) -> Outcome:
    """The edits that write the new SKU where the old one stands, in every file at once."""
    where = "" if len(plan.places) == 1 else f" in all {len(plan.places)} places"
    title = f"Use {_named(plan.sku)}{where}"
    edits: dict[str, list[TextEdit]] = {}
    for path, span in plan.places:
        document = project.documents.get(path)
        if document is None or not _is_word(document, span):
            # Only an editor's own setting stands in no file that could be changed.
            return Refusal(title, "it is set in the editor's settings: change it there")
        if document.slice(span) != plan.sku:
            edits.setdefault(path, []).append(TextEdit(span, plan.sku))
    files = (FileEdit(path, tuple(new)) for path, new in edits.items())
    return made(plan, title, *files, decision="" if plan.respelled else _decision(edits))


def name_hardware(project: Project, plan: NameHardware) -> Outcome:
    """The edit that adds the missing key, below the model's name and indented like it."""
    key = ".".join(plan.keys)
    title = f"Set {key} to {_named(plan.sku)}"
    document = project.documents.get(plan.path)
    tree = parse_yaml(document.text) if document is not None else None
    node: YamlNode | None = tree.root if tree is not None else None
    for name in plan.keys[:-1]:
        entry = node.get(name) if isinstance(node, YamlMapping) else None
        node = entry.value if entry is not None else None
    if document is None or not isinstance(node, YamlMapping) or not node.entries:
        return Refusal(title, f"there is no block to put {key} in")
    if node.flow:
        return Refusal(title, f"{key} belongs in a mapping in braces; add it by hand")
    anchor = next((found for name in _ANCHORS if (found := node.get(name)) is not None), None)
    if anchor is None or not isinstance(anchor.value, YamlScalar):
        return Refusal(title, f"there is no {' or '.join(_ANCHORS)} to put {key} below")
    lines = document.lines
    line = lines.point(anchor.span.start).line
    indent = document.text[lines.line_start(line) : anchor.span.start]
    if indent.strip() or lines.point(anchor.span.end).line != line:
        return Refusal(title, f"{anchor.name} shares its line with something else")
    # At the end of the line, its comment included: the last line of a file may have no line end.
    end = lines.line_end(line)
    edit = TextEdit(Span(end, end), f"{document.newline}{indent}{plan.keys[-1]}: {plan.sku}")
    return made(plan, title, FileEdit(plan.path, (edit,)), decision=_decision((plan.path,)))


def _is_word(document: Document, span: Span) -> bool:
    """Whether a name stands there alone, and not a line that only stands in for a place."""
    text = document.slice(span)
    return bool(text) and not any(char.isspace() or char in ":#\"'" for char in text)


def _decision(paths: Iterable[str]) -> str:
    """Why the author has to decide, and what comes of a change in these files."""
    if all(path.endswith(("cog.yaml", ".toml")) for path in paths):
        return f"{_DECISION}; this only declares it and changes nothing on Replicate"
    return f"{_DECISION}; it takes effect on Replicate with the next deployment from this file"


def _named(sku: str) -> str:
    tier = resolve(sku)
    return f"{sku} ({describe(tier)})" if tier is not None else sku


def hardware_command(project: Project, plan: ShowHardwareCommand) -> Outcome:
    """What to run or to send so that Replicate uses the tier; no file changes."""
    ways = hardware_commands(project, plan.sku)
    parts = [f"{way.title}:\n  {way.text.replace(chr(10), chr(10) + '  ')}" for way in ways]
    short = [f"{way.title}: {way.text}" for way in ways if "\n" not in way.text]
    title = f"Show how to set {plan.sku} on Replicate"
    return Fix(title, Applicability.SUGGESTION, (), "\n".join(parts), short="\n".join(short))


@dataclass(frozen=True, slots=True)
class Way:
    """One way to set a tier on Replicate: what it sets, and the command, request or address."""

    title: str
    text: str


def hardware_commands(project: Project, sku: str) -> tuple[Way, ...]:
    """The ways to set the tier ``sku`` on Replicate.

    Sources: Replicate's OpenAPI document (``POST /v1/models`` takes ``hardware``, ``PATCH`` does
    not; deployments take it in both) and its page on hardware, which says that an existing model's
    hardware is set on the web only.
    """
    owner, name = _owner_and_name(project)
    headers = (
        '  -H "Authorization: Bearer $REPLICATE_API_TOKEN" -H "Content-Type: application/json" \\'
    )
    api = "https://api.replicate.com/v1"
    model = (
        f'{{"owner": "{owner}", "name": "{name}", "visibility": "private", "hardware": "{sku}"}}'
    )
    return (
        Way(
            "A new model",
            f"replicate model create {owner}/{name} --private --hardware {sku}",
        ),
        Way(
            "A new model, by the API",
            f"curl -X POST {api}/models \\\n{headers}\n  -d '{model}'",
        ),
        Way(
            "An existing model, on the web (there is no API for it), under Hardware",
            f"https://replicate.com/{owner}/{name}/settings",
        ),
        Way(
            "A deployment",
            f"curl -X PATCH {api}/deployments/{owner}/{name} \\\n{headers}\n"
            f'  -d \'{{"hardware": "{sku}"}}\'',
        ),
    )


def describe(tier: Tier) -> str:
    """A tier in a few words: ``2x L40S, 96 GB, $7.02/h``."""
    count = f"{tier.gpu_count}x " if tier.gpu_count > 1 else ""
    words = [f"{count}{tier.gpu}", f"{tier.nominal_gb * tier.gpu_count} GB"]
    if not tier.is_gpu:
        words = ["no GPU"]
    if tier.price_per_second is not None:
        words.append(f"${tier.price_per_second * 3600:.2f}/h")
    return ", ".join(words)


def _owner_and_name(project: Project) -> tuple[str, str]:
    """Owner and name of the model, else words to replace.

    They come from ``image: r8.im/owner/name``, or from the place that declares the tier.
    """
    image = project.config.text("image") or project.config.text("model") or ""
    parts = image.removeprefix("r8.im/").partition("@")[0].split("/")
    if image.startswith("r8.im/") and len(parts) == 2 and all(parts):
        return parts[0], parts[1].partition(":")[0]
    declared = project.chosen_hardware
    named = _OWNED.fullmatch(declared.subject) if declared is not None else None
    return (named["owner"], named["name"]) if named is not None else ("OWNER", "NAME")
