"""The tiers, wherever one may be named: those that hold the model come first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from cog_lsp.features.completion.item import Completion, CompletionKind
from cog_lsp.features.hardware_pages import tier_line, tier_page
from cog_lsp.features.memory_pages import fit_words
from cog_lsp.knowledge.hardware import tiers
from cog_lsp.memory import Fit, fit_as_used
from cog_lsp.memory.report import memory_report
from cog_lsp.project import Project
from cog_lsp.project.hardware import is_safe_push
from cog_lsp.project.settings import SETTINGS_FILES
from cog_lsp.text import Span

_SAFE_PUSH = re.compile(
    r"[ \t]*(?:test_hardware|hardware|destination_hardware)[ \t]*:[ \t]*[\"']?(?P<word>[\w-]*)$"
)
_ASSIGNED = re.compile(r"[ \t]*hardware[ \t]*=[ \t]*\"(?P<word>[\w-]*)$")
_FLAG = re.compile(r".*--(?:test-)?hardware(?:=|[ \t]+)[\"']?(?P<word>[\w-]*)$")
_WORD = re.compile(r"[\w-]*")
_RANKS = {Fit.FITS: 0, Fit.UNKNOWN: 1, Fit.TIGHT: 2, Fit.TOO_SMALL: 3}
_BY_CONTRACT = 4


def hardware_items(project: Project, path: str, offset: int) -> Iterator[Completion]:
    """The tiers, in a file beside cog.yaml that names one at ``offset``."""
    pattern = _pattern(path)
    if pattern is None:
        return
    document = project.documents[path]
    line = document.line_span(offset)
    typed = pattern.match(document.text, line.start, offset)
    if typed is not None:
        behind = _WORD.match(document.text, offset, line.end)
        end = behind.end() if behind is not None else offset
        yield from sku_items(project, Span(typed.start("word"), end))


def sku_items(project: Project, word: Span) -> Iterator[Completion]:
    """The tiers that can be had, in place of ``word``, each with how the model goes with it.

    Those that hold it stand first, the cheapest of them at the top.
    """
    report = memory_report(project)
    for tier in sorted(tiers(), key=lambda tier: tier.price_per_second or math.inf):
        if tier.status not in ("current", "contract"):
            continue
        rank = _RANKS[fit_as_used(report.estimate, tier)] if tier.is_gpu else _RANKS[Fit.TOO_SMALL]
        yield Completion(
            label=tier.sku,
            kind=CompletionKind.VALUE,
            replace=word,
            detail=" · ".join(filter(None, (tier_line(tier), _words(fit_words(report, tier))))),
            documentation=tier_page(tier),
            rank=rank if tier.status == "current" else _BY_CONTRACT,
        )


def _words(fit: str) -> str:
    return "" if fit == "no GPU" else fit


def _pattern(path: str) -> re.Pattern[str] | None:
    """What stands before a tier's name in a file of that kind."""
    if is_safe_push(path):
        return _SAFE_PUSH
    if path.endswith(".tf") or path in SETTINGS_FILES:
        return _ASSIGNED
    return _FLAG if ".github/workflows/" in path else None
