"""cog.yaml: its text, its tree, and what Cog's decoder makes of it. Nothing here judges."""

from __future__ import annotations

from cog_lsp.project.config.config import CogConfig, TargetKey, TargetRef, scalar_line
from cog_lsp.project.config.values import (
    Build,
    Concurrency,
    ConfigValues,
    DecodeProblem,
    Expected,
    Mount,
    RunItem,
    UnknownKey,
    Value,
    Weight,
    WeightSource,
)

__all__ = [
    "Build",
    "CogConfig",
    "Concurrency",
    "ConfigValues",
    "DecodeProblem",
    "Expected",
    "Mount",
    "RunItem",
    "TargetKey",
    "TargetRef",
    "UnknownKey",
    "Value",
    "Weight",
    "WeightSource",
    "scalar_line",
]
