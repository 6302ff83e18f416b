"""The examples in the rules' docstrings as projects on disk.

A block of code whose fence names a file (``title=predict.py``) is that file. The blocks of a
section make one project; where a file's name comes again, another project begins. What a section
leaves out is filled in by ``DEFAULTS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cog_lsp.rules.registry import all_rules
from cog_lsp.rules.rule import Rule

DEFAULTS = {
    "cog.yaml": """\
build:
  gpu: false
  python_version: "3.12"
predict: predict.py:Predictor
""",
    "predict.py": """\
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        return prompt
""",
}
BAD, GOOD = "Example", "Use instead"
_FENCE = re.compile(r"(?P<fence>`{3,})\w*(?:[ \t]+title=(?P<file>\S+))?[ \t]*$")


@dataclass(frozen=True)
class Example:
    """One project out of the docstring of ``rule``: its own files, without the defaults."""

    rule: str
    section: str
    number: int
    files: dict[str, str]

    def __str__(self) -> str:
        return f"{self.rule}-{'bad' if self.section == BAD else 'good'}-{self.number}"

    def write(self, folder: Path) -> Path:
        """The project in ``folder``, which is made."""
        for name, text in {**DEFAULTS, **self.files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return folder


def all_examples() -> list[Example]:
    """The examples of every rule, those to avoid and those to follow."""
    return [example for rule in all_rules() for example in examples_of(rule)]


def examples_of(rule: Rule) -> Iterator[Example]:
    """The examples in the page of ``rule``."""
    for section in (BAD, GOOD):
        for number, files in enumerate(_projects(section, rule.page), start=1):
            yield Example(rule.slug, section, number, files)


def _projects(section: str, page: str) -> Iterator[dict[str, str]]:
    files: dict[str, str] = {}
    for name, text in _blocks(section, page):
        if name in files:
            yield files
            files = {}
        files[name] = text
    if files:
        yield files


def _blocks(section: str, page: str) -> Iterator[tuple[str, str]]:
    """The named blocks of ``section``: file name and text."""
    fence: re.Match[str] | None = None
    heading = ""
    block: list[str] = []
    for line in page.splitlines():
        if fence is not None:
            if line.strip() == fence["fence"]:
                if heading == section and fence["file"]:
                    yield fence["file"], "".join(f"{text}\n" for text in block)
                fence = None
            else:
                block.append(line)
        elif line.startswith("## "):
            heading = line[3:].strip()
        else:
            fence, block = _FENCE.match(line), []
