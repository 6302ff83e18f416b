"""Which tier the author declared, and where.

Cog refuses or ignores every hardware key in cog.yaml, so the tier is read from the places where the
ecosystem keeps it; the first of them in this order counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cog_lsp.project.config import CogConfig
from cog_lsp.project.settings import Settings
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar, parse_yaml, walk_yaml
from cog_lsp.text import Document, Span

_FLAG = re.compile(r"--(?P<flag>test-hardware|hardware)(?:=|\s+)[\"']?(?P<sku>[a-z0-9][a-z0-9-]*)")
_RESOURCE = re.compile(r'resource\s+"replicate_deployment"\s+"[^"]*"\s*\{')
_HARDWARE = re.compile(r'^\s*hardware\s*=\s*"(?P<sku>[^"]*)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class HardwareDeclaration:
    """A tier named somewhere: its text, the file and place, and what kind of place that is."""

    sku: str
    path: str
    span: Span
    source: str


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
        place = config.document.line_span(0)
        found.append(HardwareDeclaration(settings.hardware, config.path, place, "settings"))
    return tuple(found)


def is_safe_push(path: str) -> bool:
    """Whether ``path`` is a configuration of cog-safe-push."""
    name = path.rpartition("/")[2]
    return name in ("cog-safe-push.yaml", "cog-safe-push.yml") or (
        path.startswith("cog-safe-push-configs/") and name.endswith((".yaml", ".yml"))
    )


def _safe_push(documents: Mapping[str, Document]) -> Iterator[HardwareDeclaration]:
    trees = [
        (path, parse_yaml(documents[path].text).root)
        for path in sorted(documents)
        if is_safe_push(path)
    ]
    for path, root in trees:
        deployment = _value(root, "deployment")
        yield from _scalar(_value(deployment, "hardware"), path, "cog-safe-push deployment")
    for path, root in trees:
        yield from _scalar(_value(root, "test_hardware"), path, "cog-safe-push test_hardware")


def _value(node: YamlNode | None, key: str) -> YamlNode | None:
    entry = node.get(key) if isinstance(node, YamlMapping) else None
    return entry.value if entry is not None else None


def _scalar(node: YamlNode | None, path: str, source: str) -> Iterator[HardwareDeclaration]:
    if isinstance(node, YamlScalar) and not node.is_null and node.value:
        yield HardwareDeclaration(node.value, path, node.span, source)


def _terraform(document: Document) -> Iterator[HardwareDeclaration]:
    for resource in _RESOURCE.finditer(document.text):
        end = _closing_brace(document.text, resource.end())
        match = _HARDWARE.search(document.text, resource.end(), end)
        if match is not None:
            span = Span(match.start("sku"), match.end("sku"))
            yield HardwareDeclaration(match["sku"], document.path, span, "Terraform deployment")


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
            span = Span(node.span.start + match.start("sku"), node.span.start + match.end("sku"))
            yield HardwareDeclaration(match["sku"], document.path, span, f"CI --{match['flag']}")
