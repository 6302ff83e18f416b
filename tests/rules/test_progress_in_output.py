"""COG403: what is progress, what is a stream of real items, and what the finding says."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior.progress_in_output import check
from cog_lsp.rules.plan import LogProgress
from tests.projects import project

HEAD = """\
import json
from cog import BasePredictor, ConcatenateIterator, Path
class Predictor(BasePredictor):
    def predict(self, prompt: str, steps: int, image: Path) -> Iterator[str]:
"""


def predictor(body: str, rest: str = "") -> Project:
    text = HEAD + textwrap.indent(textwrap.dedent(body), " " * 8) + textwrap.indent(rest, "    ")
    config = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
    return project({"cog.yaml": config, "predict.py": text})


def found(made: Project) -> list[str]:
    return [made.documents[r.path].slice(r.span) for r in check.check(made)]


PAYLOAD = "yield Path('out.png')\n"
PROGRESS = {
    "k of n": ("for i in range(steps):\n    yield f'step {i + 1} of {steps}'\n", 1),
    "k/n": ("for i, t in enumerate(x):\n    yield f'{i}/{len(x)}'\n", 1),
    "percent": ("for i in range(steps):\n    yield f'{int(100 * i / steps)}%'\n", 1),
    "format": ("for i in range(steps):\n    yield 'Step {}/{}'.format(i, steps)\n", 1),
    "percent sign": ("for i in range(steps):\n    yield 'Step %d of %d' % (i, steps)\n", 1),
    "concatenation": ("for i in range(steps):\n    yield 'step ' + str(i) + '/' + str(steps)\n", 1),
    "by a name": ("for i in range(steps):\n    msg = f'step {i}'\n    yield msg\n", 1),
    "a dict": (
        "for i in range(steps):\n    yield {'progress': i / steps, 'status': 'running'}\n",
        1,
    ),
    "a dict as JSON": (
        "for i in range(steps):\n    yield json.dumps({'step': i, 'total': steps})\n",
        1,
    ),
    "a while loop": (
        "i = 0\nwhile i < steps:\n    yield f'progress: {i}/{steps}'\n    i += 1\n",
        1,
    ),
    "status": ("yield 'Loading model...'\nyield 'Decoding image'\n", 2),
    "done": ("yield 'Done!'\n", 1),
}


@pytest.mark.parametrize("name", PROGRESS)
def test_progress_beside_a_payload_is_found(name: str) -> None:
    body, count = PROGRESS[name]
    assert len(found(predictor(body + PAYLOAD))) == count


@pytest.mark.parametrize("name", PROGRESS)
def test_an_output_that_is_nothing_else_is_left_alone(name: str) -> None:
    assert found(predictor(PROGRESS[name][0])) == []


REAL = {
    "tokens": "for token in self.stream(prompt):\n    yield token\n",
    "tokens as text": "for token in self.stream(prompt):\n    yield f'{token} '\n",
    "items with a label": "for i, line in enumerate(x):\n    yield f'{i}: {line}'\n",
    "steps of an agent": "for i, thought in enumerate(x):\n    yield f'Step {i}: {thought}'\n",
    "files by number": "for i in range(steps):\n    yield Path(f'/tmp/frame_{i}.png')\n",
    "names by number": "for i in range(steps):\n    yield f'out-{i}.png'\n",
    "a dict with the payload": "for i in range(steps):\n    yield {'progress': i, 'image': x[i]}\n",
    "fixed text in a stream": "yield 'Once upon a time'\nfor t in x:\n    yield t\n",
    "a heading in a stream": "yield '# Story\\n'\nfor t in x:\n    yield t\n",
    "a string that ends in ing": "for i in range(steps):\n    yield f'string {i}'\n",
}


@pytest.mark.parametrize("name", REAL)
def test_real_items_are_left_alone(name: str) -> None:
    assert found(predictor(REAL[name] + PAYLOAD)) == []


def test_a_helper_generator_that_is_passed_on_is_part_of_the_output() -> None:
    made = predictor(
        "yield from self.denoise(steps)\nyield Path('o.png')\n",
        "def denoise(self, steps):\n    for i in range(steps):\n        yield f'{i}/{steps}'\n",
    )
    (report,) = check.check(made)
    plan = report.plans[0]
    assert isinstance(plan, LogProgress)
    assert plan.function == "Predictor.denoise"


def test_a_helper_that_is_only_iterated_over_is_not() -> None:
    made = predictor(
        "for note in self.denoise(steps):\n    print(note)\nyield Path('o.png')\n",
        "def denoise(self, steps):\n    for i in range(steps):\n        yield f'{i}/{steps}'\n",
    )
    assert found(made) == []


def test_progress_appended_to_the_returned_list_is_found() -> None:
    made = predictor(
        "outputs = []\nfor i in range(steps):\n    outputs.append(f'step {i}/{steps}')\n"
        "outputs.append(Path('o.png'))\nreturn outputs\n"
    )
    (report,) = check.check(made)
    assert "appended" in report.message
    assert report.related[0].message == "the payload is handed over here"


def test_a_list_that_is_not_returned_is_its_own_affair() -> None:
    made = predictor(
        "notes = []\nfor i in range(steps):\n    notes.append(f'step {i}/{steps}')\n"
        "return Path('o.png')\n"
    )
    assert found(made) == []


def test_one_fix_takes_all_items_of_the_function() -> None:
    made = predictor(
        "yield 'Loading model...'\nfor i in range(steps):\n    yield f'{i}/{steps}'\n" + PAYLOAD
    )
    reports = list(check.check(made))
    assert len(reports) == 2
    assert len({report.plans for report in reports}) == 1
    first, second = reports[0].plans
    assert isinstance(first, LogProgress)
    assert isinstance(second, LogProgress)
    assert (first.style, second.style, len(first.items)) == ("print", "logging", 2)


def test_an_output_object_with_only_its_progress_filled_in_is_found() -> None:
    made = predictor(
        "for i in range(steps):\n    yield Out(name=prompt, progress=i / steps)\n"
        "yield Out(name=prompt, progress=1.0, file=Path('o.png'))\n"
    )
    assert found(made) == ["Out(name=prompt, progress=i / steps)"]
