"""Predictors of a few lines, and what is noted in them."""

from __future__ import annotations

from collections.abc import Mapping

from cog_lsp.interface import Interface, Stage, interfaces_of
from tests.projects import project

IMPORTS = """\
from typing import Any, Annotated, Iterator, List, Optional, TypedDict, Union
from cog import BaseModel, BasePredictor, BaseRunner, ConcatenateIterator, File, Input, Opaque
from cog import Path, Secret, concurrent, streaming
"""


def runner(params: str = "x: str", returns: str = "str", before: str = "", **more: str) -> str:
    """A file with one runner, ``Predictor``, whose ``run`` has ``params``.

    ``decorator`` and ``prefix`` (``async ``) of ``more`` go before ``def``.
    """
    decorator = f"    {more['decorator']}\n" if "decorator" in more else ""
    arrow = f" -> {returns}" if returns else ""
    method = f"    {more.get('prefix', '')}def run(self, {params}){arrow}:\n        ...\n"
    return f"{IMPORTS}{before}\n\nclass Predictor(BaseRunner):\n{decorator}{method}"


def read(
    source: str,
    files: Mapping[str, str] | None = None,
    ref: str = "predict.py:Predictor",
    mode: str = "run",
) -> Interface:
    """The interface of ``ref`` in a project of ``source`` as predict.py, and ``files``."""
    texts = {"cog.yaml": f"{mode}: {ref}\n", "predict.py": source, **(files or {})}
    return interfaces_of(project(texts))[0]


def noted(interface: Interface, source: str, *stages: Stage) -> list[tuple[str, str]]:
    """The problems of ``stages`` (of all, if none is named) with the source at their places."""
    return [
        (problem.cause.id, problem.span.text(source))
        for problem in interface.problems
        if not stages or problem.cause.stage in stages
    ]
