"""Which tier the author declared, and where.

Cog refuses or ignores every hardware key in cog.yaml, so the tier is read from the places where the
ecosystem keeps it; the first of them in this order counts (:func:`that_counts`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cog_lsp.knowledge.hardware import Tier, resolve
from cog_lsp.project.config import CogConfig
from cog_lsp.project.settings import Settings, place_of
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar, parse_yaml, walk_yaml
from cog_lsp.text import Document, Span

_FLAG = re.compile(r"--(?P<flag>test-hardware|hardware)(?:=|\s+)[\"']?(?P<sku>[a-z0-9][a-z0-9-]*)")
# Where several configurations of cog-safe-push stand: its README's name, and Replicate's own use.
SAFE_PUSH_FOLDERS = ("cog-safe-push-configs", "safe-push-configs")
# Other tools have a flag of that name too: ours stands beside one of these words, or names a SKU.
_TOOLS = re.compile(r"replicate|cog-safe-push|\bcog\b")
_MODEL = re.compile(r"(?<![\w./-])(?:r8\.im/)?(?P<model>[\w.-]+/[\w.-]+)(?![\w./-])")
_RESOURCE = re.compile(r'resource\s+"replicate_deployment"\s+"(?P<name>[^"]*)"\s*\{')
_HARDWARE = re.compile(r'^\s*hardware\s*=\s*"(?P<sku>[^"$]+)"', re.MULTILINE)
_TERRAFORM_MODEL = re.compile(r'^\s*model\s*=\s*"(?P<model>[^"$]+)"', re.MULTILINE)

_PLACES = {
    "directive": "the comment in {path}",
    "settings": "the setting in {path}",
    "cog-safe-push deployment": "`deployment.hardware` in {path}",
    "cog-safe-push test_hardware": "`test_hardware` in {path}",
    "cog-safe-push destination_hardware": "`train.destination_hardware` in {path}",
    "Terraform deployment": "the deployment in {path}",
    "CI --hardware": "`--hardware` in {path}",
    "CI --test-hardware": "`--test-hardware` in {path}",
}

Role = Literal["serve", "test", "train"]


@dataclass(frozen=True, slots=True)
class HardwareDeclaration:
    """A tier named somewhere: its text, the file and place, and what kind of place that is.

    ``role`` is what runs there: the model itself, the copy of it that cog-safe-push tests, or a
    training. ``subject`` is the model that the place speaks of, empty when it speaks of the whole
    project: one repository may make several models.
    """

    sku: str
    path: str
    span: Span
    source: str
    role: Role = "serve"
    subject: str = ""

    @property
    def tier(self) -> Tier | None:
        """The tier that it means, under whatever spelling; ``None`` if there is no such tier."""
        return resolve(self.sku)

    @property
    def is_editors(self) -> bool:
        """Whether an editor set it, for whatever project is open: it stands in no file."""
        return self.source == "settings" and not self.path.endswith(".toml")

    @property
    def place(self) -> str:
        """The place in words: ``the comment in cog.yaml``."""
        if self.is_editors:
            return "the setting of the editor"
        return _PLACES[self.source].format(path=self.path)


def declared_hardware(
    config: CogConfig, documents: Mapping[str, Document], settings: Settings
) -> tuple[HardwareDeclaration, ...]:
    """Every declaration, in the order in which they count."""
    found = [
        HardwareDeclaration(setting.value, config.path, setting.value_span, "directive")
        for setting in config.directives.settings
        if setting.key == "hardware" and setting.value
    ]
    found += _safe_push(documents)
    for path in sorted(documents):
        if path.endswith(".tf"):
            found += _terraform(documents[path])
    for path in sorted(documents):
        if ".github/workflows/" in path:
            found += _workflow(documents[path])
    if settings.hardware:
        path, span = _settings_place(config, documents, settings, settings.hardware)
        found.append(HardwareDeclaration(settings.hardware, path, span, "settings"))
    return tuple(found)


def that_counts(declarations: tuple[HardwareDeclaration, ...]) -> HardwareDeclaration | None:
    """The declaration that says what the model runs on: the first, trainings left out.

    ``None`` when there is none, or when places of that kind give different models different tiers,
    so that nobody can say which of them this code is.
    """
    serving = [found for found in declarations if found.role != "train"]
    if not serving:
        return None
    first = serving[0]
    alike = [found for found in serving if found.source == first.source]
    if len({found.subject for found in alike}) > 1 and len({found.sku for found in alike}) > 1:
        return None
    return first


def seconds_in(text: str) -> float | None:
    """The duration that ``prediction-seconds=12.5`` gives, in seconds; ``None`` if it is none."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds < math.inf else None


def is_safe_push(path: str) -> bool:
    """Whether ``path`` is a configuration of cog-safe-push."""
    name = path.rpartition("/")[2]
    return name in ("cog-safe-push.yaml", "cog-safe-push.yml") or (
        path.rpartition("/")[0] in SAFE_PUSH_FOLDERS and name.endswith((".yaml", ".yml"))
    )


def _safe_push(documents: Mapping[str, Document]) -> Iterator[HardwareDeclaration]:
    trees = [
        (documents[path], parse_yaml(documents[path].text).root)
        for path in sorted(documents)
        if is_safe_push(path)
    ]
    places: tuple[tuple[tuple[str, ...], Role], ...] = (
        (("deployment", "hardware"), "serve"),
        (("test_hardware",), "test"),
        (("train", "destination_hardware"), "train"),
    )
    for keys, role in places:
        for document, root in trees:
            model = _value(root, "model")
            subject = model.value if isinstance(model, YamlScalar) else document.path
            node = root
            for key in keys:
                node = _value(node, key)
            if isinstance(node, YamlScalar) and not node.is_null and node.value:
                span = _inside_quotes(document, node)
                source = f"cog-safe-push {keys[0] if role != 'train' else keys[1]}"
                yield HardwareDeclaration(node.value, document.path, span, source, role, subject)


def _value(node: YamlNode | None, key: str) -> YamlNode | None:
    entry = node.get(key) if isinstance(node, YamlMapping) else None
    return entry.value if entry is not None else None


def _inside_quotes(document: Document, node: YamlScalar) -> Span:
    """The place of a scalar's text, without its quotes."""
    inner = Span(node.span.start + 1, max(node.span.end - 1, node.span.start + 1))
    return inner if document.slice(inner) == node.value else node.span


def _terraform(document: Document) -> Iterator[HardwareDeclaration]:
    for resource in _RESOURCE.finditer(document.text):
        end = _closing_brace(document.text, resource.end())
        match = _HARDWARE.search(document.text, resource.end(), end)
        if match is not None:
            span = Span(match.start("sku"), match.end("sku"))
            model = _TERRAFORM_MODEL.search(document.text, resource.end(), end)
            subject = (
                model["model"] if model is not None else f"{document.path}: {resource['name']}"
            )
            yield HardwareDeclaration(
                match["sku"], document.path, span, "Terraform deployment", "serve", subject
            )


def _closing_brace(text: str, start: int) -> int:
    depth = 1
    for at in range(start, len(text)):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
    return len(text)


def _workflow(document: Document) -> Iterator[HardwareDeclaration]:
    for node in walk_yaml(parse_yaml(document.text).root):
        if not isinstance(node, YamlScalar):
            continue
        source = node.span.text(document.text)
        for match in _FLAG.finditer(source):
            before, after = source.rfind("\n", 0, match.start()), source.find("\n", match.end())
            # A command goes on in the next line behind a backslash.
            while before > 0 and source[:before].rstrip("\r").endswith("\\"):
                before = source.rfind("\n", 0, before)
            command = source[before + 1 : after if after >= 0 else None]
            if not match["sku"].startswith(("gpu-", "cpu")) and not _TOOLS.search(command):
                continue
            span = Span(node.span.start + match.start("sku"), node.span.start + match.end("sku"))
            model = _MODEL.search(command)
            yield HardwareDeclaration(
                match["sku"],
                document.path,
                span,
                f"CI --{match['flag']}",
                "test" if match["flag"] == "test-hardware" else "serve",
                model["model"] if model is not None else document.path,
            )


def _settings_place(
    config: CogConfig, documents: Mapping[str, Document], settings: Settings, sku: str
) -> tuple[str, Span]:
    """The file and place of the setting; an editor's has none, so the first line of cog.yaml."""
    document = documents.get(settings.path)
    key = place_of(document, "hardware") if document is not None else None
    if document is not None and key is not None:
        at = document.text.find(sku, key.end)
        if 0 <= at < document.lines.line_end(document.lines.point(key.end).line):
            return document.path, Span(at, at + len(sku))
    return config.path, config.document.line_span(0)
