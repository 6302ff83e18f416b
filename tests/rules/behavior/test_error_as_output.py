"""COG420: which outputs are errors."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.error_as_output import check

from .support import mended, predictor, shown

ERRORS = (
    "return f'Error: {e}'",
    "return str(e)",
    "return 'failed: ' + str(e)",
    "return 'Error: %s' % e",
    "return 'Error'",
    "return 'Something went wrong'",
    "return traceback.format_exc()",
    "print(e)\n        return 'An error occurred'",
    "text = f'Error: {e}'\n        print(text)\n        return text",
)
RESULTS = (
    "return x",
    "return ''",
    "return 'unknown'",
    "return {'error': str(e)}",
    "raise",
    "raise ValueError(f'Error: {e}')",
    "return self.retry(x)",
    "text = self.retry(x)\n        return text",
    "text = 'Error'\n        text = self.retry(x)\n        return text",
)


def made_of(line: str) -> str:
    return (
        "def predict(self, x: str) -> str:\n    try:\n        return self.m(x)\n"
        f"    except Exception as e:\n        {line}\n"
        "def retry(self, x):\n    return x"
    )


@pytest.mark.parametrize("line", ERRORS)
def test_errors(line: str) -> None:
    made = predictor(made_of(line), top="import traceback\n")
    assert shown(check, made) == [line.rpartition("\n        ")[2]]
    text = mended(check, made).documents["predict.py"].text
    assert "except Exception as e:\n" in text and "            raise\n" in text


@pytest.mark.parametrize("line", RESULTS)
def test_results(line: str) -> None:
    assert shown(check, predictor(made_of(line))) == []


def test_in_a_helper() -> None:
    body = made_of("return f'Error: {e}'").replace(
        "def predict(self, x: str) -> str", "def go(self, x)"
    )
    made = predictor(f"def predict(self, x: str) -> str:\n    return self.go(x)\n{body}")
    assert shown(check, made) == ["return f'Error: {e}'"]


def test_a_yielded_error() -> None:
    made = predictor(
        "def predict(self, x: str) -> Iterator[str]:\n    try:\n        yield self.m(x)\n"
        "    except Exception as e:\n        yield f'Error: {e}'"
    )
    assert shown(check, made) == ["yield f'Error: {e}'"]


def test_outside_of_a_handler_it_may_be_the_result() -> None:
    made = predictor("def predict(self, x: str) -> str:\n    return 'Error: no such word'")
    assert shown(check, made) == []


FILES = ("Path", "list[Path]")
SENTENCES = ("'No video was found'", "f'There is no {x} in this video'")


@pytest.mark.parametrize("declared", FILES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_in_place_of_a_file(declared: str, sentence: str) -> None:
    body = (
        f"def predict(self, x: str) -> {declared}:\n    for p in self.found(x):\n"
        f"        return p\n    return {sentence}"
    )
    made = predictor(body)
    assert shown(check, made) == [f"return {sentence}"]
    text = mended(check, made).documents["predict.py"].text
    assert f"        raise RuntimeError({sentence})\n" in text


@pytest.mark.parametrize(
    "declared, value",
    [
        ("Path", "'out.png'"),
        ("Path", "f'{x} out.png'"),
        ("Path", "Path('my own file.png')"),
        ("str", "'No video was found'"),
        ("list[str]", "'No video was found'"),
    ],
)
def test_no_sentence_in_place_of_a_file(declared: str, value: str) -> None:
    made = predictor(f"def predict(self, x: str) -> {declared}:\n    return {value}")
    assert shown(check, made) == []
