"""COG433 and COG434: outputs of another shape than the type says, and none at all."""

from __future__ import annotations

import re

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior.output_always_empty import check as is_empty
from cog_lsp.rules.behavior.output_not_as_declared import check as is_other

from .support import mended, predictor, shown

TOP = "from typing import Any, AsyncIterator, List, Optional\nfrom cog import BaseModel\n"


def method(returns: str, *lines: str, start: str = "def") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"{start} predict(self, text: str) -> {returns}:\n{body}"


def made_of(source: str) -> Project:
    compile(source, "predict.py", "exec")
    return predictor(source, TOP)


TYPES = {
    "str": "Iterator[str]",
    "Path": "Iterator[Path]",
    "int": "Iterator[int]",
}


@pytest.mark.parametrize("returns, after", TYPES.items())
def test_a_generator_of_one_value(returns: str, after: str) -> None:
    made = made_of(method(returns, "yield self.make(text)"))
    assert shown(is_other, made) == [returns]
    assert f"-> {after}:" in mended(is_other, made).documents["predict.py"].text


def test_an_asynchronous_one_and_a_name_that_is_not_imported() -> None:
    made = made_of(method("str", "yield text", start="async def"))
    assert "-> AsyncIterator[str]:" in mended(is_other, made).documents["predict.py"].text
    bare = predictor(
        method("str", "yield text", start="async def"), TOP.replace("AsyncIterator, ", "")
    )
    after = mended(is_other, bare).documents["predict.py"].text
    assert "-> AsyncIterator[str]:" in after
    assert re.search(r"from typing import .*\bAsyncIterator\b", after)


RESULTS = {
    ("Iterator[str]", "return f'{text}!'"): "yield f'{text}!'",
    ("Iterator[Path]", "return Path('/tmp/o.png')"): "yield Path('/tmp/o.png')",
    ("Iterator[int]", "return 3"): "yield 3",
    ("Iterator[str]", "out = str(text)\n    return out"): "yield out",
    ("Iterator[str]", "if text:\n        return 'a'\n    return self.make(text)"): "",
}


@pytest.mark.parametrize("case, after", RESULTS.items())
def test_a_result_of_another_shape(case: tuple[str, str], after: str) -> None:
    made = made_of(method(case[0], *case[1].split("\n    ")))
    assert len(shown(is_other, made)) == 1
    (finding,) = is_other.run(made)
    assert bool(finding.plans) == bool(after)
    if after:
        assert f"        {after}\n" in mended(is_other, made).documents["predict.py"].text


AS_DECLARED = (
    method("Iterator[str]", "yield text"),
    method("List[str]", "yield text"),
    method("Any", "yield text"),
    method("ConcatenateIterator[str]", "return text.upper()"),
    method("ConcatenateIterator[str]", "return f'{text}'"),
    method("Iterator[str]", "return [text]"),
    method("ConcatenateIterator[str]", "return [text, text]"),
    method("Iterator[str]", "return (x for x in text)"),
    method("Iterator[str]", "return self.make(text)"),
    method("Iterator[str]", "return iter(text)"),
    method("str", "return text"),
    f"@joined\n{method('str', 'yield text')}",
)


@pytest.mark.parametrize("source", AS_DECLARED)
def test_as_declared(source: str) -> None:
    made = made_of(source)
    assert shown(is_other, made) == []
    assert shown(is_empty, made) == []


EMPTY = {
    method("str", "print(text)"): "null",
    method("Iterator[str]", "print(text)"): "null",
    method("str", "if not text:", "    return None", "print(text)"): "null",
    f"@torch.inference_mode()\n{method('Path', 'self.model(text)')}": "null",
    method("Iterator[str]", "return", "yield text"): "[]",
    method("Iterator[str]", "yield from []"): "[]",
    method("Iterator[str]", "for part in ():", "    yield part"): "[]",
    method("Iterator[str]", "if False:", "    yield text"): "[]",
}
NOT_EMPTY = (
    method("str", "raise NotImplementedError"),
    method("str", "pass"),
    method("str", '"""What it does."""', "..."),
    method("str", "while True:", "    if self.done():", "        raise StopIteration"),
    method("Iterator[str]", "if not text:", "    return", "yield text"),
    method("Iterator[str]", "if False:", "    print(text)", "else:", "    yield text"),
    method("Iterator[str]", "for part in text:", "    yield part"),
    f"@wrapped\n{method('str', 'print(text)')}",
)


@pytest.mark.parametrize("source, output", EMPTY.items())
def test_nothing_is_handed_over(source: str, output: str) -> None:
    made = made_of(source)
    (finding,) = is_empty.run(made)
    assert made.documents["predict.py"].slice(finding.span) == "predict"
    assert f"`{output}`" in finding.message


@pytest.mark.parametrize("source", NOT_EMPTY)
def test_something_may_be(source: str) -> None:
    assert shown(is_empty, made_of(source)) == []
