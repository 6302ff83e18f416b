"""Settings: ``[tool.cog-lsp]`` of pyproject.toml, or cog-lsp.toml, and what an editor adds."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from cog_lsp.text import Document, Span

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SETTINGS_FILES = ("cog-lsp.toml", "pyproject.toml")
SchemaFeatures = Literal["auto", "on", "off"]
_SCHEMA_FEATURES: tuple[SchemaFeatures, ...] = ("auto", "on", "off")
_KEYS = (
    "select",
    "ignore",
    "severity",
    "hardware",
    "prediction-seconds",
    "baseline",
    "hf-cache",
    "schema-features",
)


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """Something in a settings file that is not understood: where, and what would be."""

    path: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the author has set.

    ``select`` and ``ignore`` name rules by slug, code or prefix of a code; an empty ``select``
    means all. ``severity`` maps a rule to a severity's name or ``off``. ``hardware`` is a SKU,
    ``prediction_seconds`` how long a prediction takes on it. ``baseline`` is what the model's
    interface is compared with: a git revision, or a file of the project that ends in ``.json``.
    ``hf_cache`` lets sizes be read from the Hugging Face cache of this machine.
    ``schema_features`` says whether to complete and explain what Cog's schema tells any YAML server
    as well, ``yaml_server`` whether the editor has one. ``path`` is the file that they come from,
    empty when there is none.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hardware: str | None = None
    prediction_seconds: float | None = None
    baseline: str = "HEAD"
    hf_cache: bool = True
    schema_features: SchemaFeatures = "auto"
    yaml_server: bool = False
    problems: tuple[SettingProblem, ...] = ()
    path: str = ""

    @property
    def answers_for_schema(self) -> bool:
        """Whether plain completion and hover of cog.yaml are ours to give."""
        return self.schema_features == "on" or (
            self.schema_features == "auto" and not self.yaml_server
        )

    def overlaid(self, values: Mapping[str, Any] | None) -> Settings:
        """These settings with an editor's or a command line's ``values`` over them.

        Keys are spelled as in the file or in camelCase; what is missing, null or of the wrong type
        leaves the setting as it is.
        """
        if not isinstance(values, Mapping):
            return self
        changed: dict[str, Any] = {}
        for key in ("select", "ignore"):
            names = _strings(values.get(key))
            if names:
                changed[key] = names
        severity = values.get("severity")
        if isinstance(severity, Mapping):
            levels = {str(rule): str(level) for rule, level in severity.items()}
            changed["severity"] = MappingProxyType({**self.severity, **levels})
        for key in ("hardware", "baseline"):
            text = values.get(key)
            if isinstance(text, str) and text:
                changed[key] = text
        seconds = values.get("prediction-seconds", values.get("predictionSeconds"))
        if _is_positive(seconds):
            changed["prediction_seconds"] = float(seconds)
        for key in ("hf-cache", "hfCache"):
            if isinstance(values.get(key), bool):
                changed["hf_cache"] = values[key]
        features = values.get("schemaFeatures", values.get("schema-features"))
        if features in _SCHEMA_FEATURES:
            changed["schema_features"] = features
        if isinstance(values.get("yamlServer"), bool):
            changed["yaml_server"] = values["yamlServer"]
        return replace(self, **changed)


def read_settings(document: Document) -> Settings | None:
    """The settings in ``document``; ``None`` when it is a pyproject.toml that has none of ours."""
    try:
        data = tomllib.loads(document.text)
    except tomllib.TOMLDecodeError as error:
        if not document.path.endswith("cog-lsp.toml"):
            return None
        problem = SettingProblem(document.path, document.line_span(0), f"not valid TOML: {error}")
        return Settings(problems=(problem,), path=document.path)
    if document.path.endswith("pyproject.toml"):
        tools = data.get("tool")
        own = tools.get("cog-lsp") if isinstance(tools, Mapping) else None
        if not isinstance(own, Mapping):
            return None
        data = dict(own)
    problems = [_problem(document, key, value) for key, value in data.items()]
    settings = Settings().overlaid(data)
    found = tuple(problem for problem in problems if problem is not None)
    return replace(settings, problems=found, path=document.path)


def _problem(document: Document, key: str, value: object) -> SettingProblem | None:
    if key not in _KEYS:
        message = f"cog-lsp has no setting {key!r}; it has {', '.join(_KEYS)}"
    elif key in ("select", "ignore") and _strings(value) is None:
        message = f"{key!r} takes a list of rules, by name or code"
    elif key == "severity" and not isinstance(value, Mapping):
        message = "'severity' takes a table of rule = level"
    elif key == "hardware" and not isinstance(value, str):
        message = "'hardware' takes the SKU of a tier, such as \"gpu-l40s\""
    elif key == "prediction-seconds" and not _is_positive(value):
        message = "'prediction-seconds' takes the duration of a prediction in seconds, such as 12.5"
    elif key == "baseline" and not isinstance(value, str):
        message = "'baseline' takes a git revision such as \"origin/main\", or an OpenAPI file"
    elif key == "hf-cache" and not isinstance(value, bool):
        message = "'hf-cache' takes true or false"
    elif key == "schema-features" and value not in _SCHEMA_FEATURES:
        message = '\'schema-features\' takes "auto", "on" or "off"'
    else:
        return None
    return SettingProblem(document.path, place_of(document, key) or document.line_span(0), message)


def place_of(document: Document, name: str) -> Span | None:
    """Where ``name`` stands in a settings file: the TOML reader gives no places.

    A key is preferred to the same word elsewhere, and our own table's part of the file to the rest.
    """
    start = max(document.text.find("[tool.cog-lsp"), 0)
    word = rf"(?<![\w-])({re.escape(name)})(?![\w-])"
    for pattern in (rf"^[ \t]*[\"']?{word}[\"']?[ \t]*=", word):
        match = re.compile(pattern, re.MULTILINE).search(document.text, start)
        if match is not None:
            return Span(match.start(1), match.end(1))
    return None


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def _strings(value: object) -> tuple[str, ...] | None:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None
