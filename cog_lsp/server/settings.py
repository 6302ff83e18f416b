"""What an editor has set, however it says so and however wrongly.

It may come as initialization options, as the answer to ``workspace/configuration``, or with
``workspace/didChangeConfiguration``; each may be missing, null, or of any type.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cog_lsp.project.settings import SchemaFeatures

SECTION = "cogLsp"


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """The settings of the section ``cogLsp``. What is empty leaves the project's own settings.

    ``schema_features`` says who answers for plain cog.yaml keys: ``auto`` leaves them to a YAML
    server where there is one, and ``yaml_server`` is how the client says that.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hardware: str = ""
    prediction_seconds: float | None = None
    baseline: str = ""
    hf_cache: bool | None = None
    schema_features: SchemaFeatures | None = None
    yaml_server: bool = False

    def overrides(self) -> dict[str, object]:
        """The values that go over a project's own settings."""
        return {
            "select": self.select,
            "ignore": self.ignore,
            "severity": self.severity,
            "hardware": self.hardware,
            "predictionSeconds": self.prediction_seconds,
            "baseline": self.baseline,
            "hfCache": self.hf_cache,
            "schemaFeatures": self.schema_features,
            "yamlServer": self.yaml_server,
        }


def own_section(raw: object) -> Mapping[str, Any] | None:
    """Our section in ``raw``, which may be the section itself or hold it under its name.

    ``None`` when there is nothing of ours in it, so that what was set before stays.
    """
    if not isinstance(raw, Mapping):
        return None
    for name in ("settings", SECTION):
        inner = raw.get(name)
        if isinstance(inner, Mapping):
            return own_section(inner) if name == "settings" else inner
    return raw if raw.keys() & _READERS.keys() else None


def parse_settings(raw: object) -> tuple[EditorSettings, tuple[str, ...]]:
    """The settings in ``raw``, and a sentence for each value that is of no use.

    A null is as good as a missing value. Keys of others (the extension keeps its own in the same
    section) are nobody's mistake.
    """
    section = own_section(raw)
    if section is None:
        wrong = raw is not None and not isinstance(raw, Mapping)
        return EditorSettings(), (f"{SECTION} takes an object, not {raw!r:.80}",) if wrong else ()
    settings = EditorSettings()
    problems: list[str] = []
    for key, reader in _READERS.items():
        value = section.get(key)
        if value is None:
            continue
        changed = reader(value)
        if changed is None:
            problems.append(f"{SECTION}.{key} takes {_ACCEPTED[key]}, not {value!r:.80}")
        else:
            settings = replace(settings, **changed)
    return settings, tuple(problems)


_ACCEPTED = {
    "select": "a list of rules, by name or code",
    "ignore": "a list of rules, by name or code",
    "severity": "an object with rule: level",
    "hardware": "the SKU of a tier, such as 'gpu-l40s'",
    "predictionSeconds": "the duration of a prediction in seconds, such as 12.5",
    "baseline": "a git revision such as 'origin/main', or an OpenAPI file",
    "hfCache": "true or false",
    "schemaFeatures": "'auto', 'on' or 'off'",
    "yamlServer": "true or false",
}


def _names(key: str, value: object) -> dict[str, Any] | None:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return {key: tuple(value)}
    return None


def _text(key: str, value: object) -> dict[str, Any] | None:
    return {key: value} if isinstance(value, str) else None


def _switch(key: str, value: object) -> dict[str, Any] | None:
    return {key: value} if isinstance(value, bool) else None


def _seconds(value: object) -> dict[str, Any] | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf:
        return {"prediction_seconds": float(value)}
    return None


def _levels(value: object) -> dict[str, Any] | None:
    if isinstance(value, Mapping) and all(isinstance(level, str) for level in value.values()):
        return {"severity": MappingProxyType({str(rule): level for rule, level in value.items()})}
    return None


def _schema_features(value: object) -> dict[str, Any] | None:
    if value in ("auto", "on", "off"):
        return {"schema_features": value}
    return None


_READERS: Mapping[str, Callable[[object], dict[str, Any] | None]] = {
    "select": lambda value: _names("select", value),
    "ignore": lambda value: _names("ignore", value),
    "severity": _levels,
    "hardware": lambda value: _text("hardware", value),
    "predictionSeconds": _seconds,
    "baseline": lambda value: _text("baseline", value),
    "hfCache": lambda value: _switch("hf_cache", value),
    "schemaFeatures": _schema_features,
    "yamlServer": lambda value: _switch("yaml_server", value),
}
