"""COG403: what is progress, what is a stream of real items, and what the finding says."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.engine import apply_fix
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.behavior.progress_in_output import check
from cog_lsp.rules.plan import LogProgress
from tests.projects import project

HEAD = """\
import json
from cog import BasePredictor, ConcatenateIterator, Path
class Predictor(BasePredictor):
    def predict(self, prompt: str, steps: int, image: Path) -> {returns}:
"""


def predictor(body: str, rest: str = "", returns: str = "Iterator[str]") -> Project:
    text = (
        HEAD.format(returns=returns)
        + textwrap.indent(textwrap.dedent(body), " " * 8)
        + textwrap.indent(rest, "    ")
    )
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
    "join": ("for i in range(steps):\n    yield ' '.join(['step', str(i), 'of', str(steps)])\n", 1),
    "named fields": ("for i in range(steps):\n    yield 'Step {k}/{n}'.format(k=i, n=steps)\n", 1),
    "mapping": ("for i in range(steps):\n    yield 'Step %(k)d/%(n)d' % {'k': i, 'n': steps}\n", 1),
    "a format of percent": ("for i in range(steps):\n    yield f'{i / steps:.0%}'\n", 1),
    "a number with a format": (
        "for i in range(steps):\n    yield f'Step {i}/{steps} - loss {self.run(i):.4f}'\n",
        1,
    ),
    "a drawn bar": ("for i in range(steps):\n    yield f\"[{'#' * i}] {i}/{steps}\"\n", 1),
    "a counter of its own": (
        "k = 0\nwhile self.more():\n    k += 1\n    yield f'{k}/{steps}'\n",
        1,
    ),
    "one of two": ("for i in range(steps):\n    yield f'{i}%' if i else 'Loading...'\n", 1),
    "text of two branches": (
        "for i in range(steps):\n    if i:\n        told = f'step {i}'\n    else:\n"
        "        told = 'Starting...'\n    told += '\\n'\n    yield told\n",
        1,
    ),
    "a total of its own": (
        "total = len(self.parts)\nfor part in range(total):\n"
        "    done = part + 1\n    yield f'{done}/{total}'\n",
        1,
    ),
    "a percentage of its own": (
        "for i in range(steps):\n    p = round(100 * (i + 1) / steps)\n    yield f'{p}%'\n",
        1,
    ),
    "a generator expression": ("yield from (f'{i}/{steps}' for i in range(steps))\n", 1),
    "a list": ("yield from ['Loading...', 'Decoding...']\n", 2),
    "an event": (
        "for i in range(steps):\n    yield f'data: {json.dumps({\"step\": i})}\\n\\n'\n",
        1,
    ),
    "a line of JSON": ("for i in range(steps):\n    yield json.dumps({'step': i}) + '\\n'\n", 1),
    "a dict with words": (
        "for i in range(steps):\n    yield {'progress': i / steps, 'text': f'Denoising {i}'}\n",
        1,
    ),
    "a dict without a payload": (
        "for i in range(steps):\n    yield {'step': i, 'image': None}\n",
        1,
    ),
    "a tagged dict": ("for i in range(steps):\n    yield {'type': 'progress', 'value': i}\n", 1),
}


@pytest.mark.parametrize("name", PROGRESS)
def test_progress_beside_a_payload_is_found(name: str) -> None:
    body, count = PROGRESS[name]
    assert len(found(predictor(body + PAYLOAD))) == count


@pytest.mark.parametrize("name", PROGRESS)
def test_an_output_that_is_nothing_else_is_left_alone(name: str) -> None:
    assert found(predictor(PROGRESS[name][0])) == []


# Certain only where the payload is no text, or of the same form.
BESIDE_A_FILE = {
    "what is worked on": "yield f'Processing {prompt}'\n",
    "a chunk": "for i in range(steps):\n    yield f'Encoding chunk {i + 1} of {prompt}'\n",
    "something loaded": "yield '✅ Model loaded!'\n",
    "all steps": "yield 'All steps complete'\n",
    "an ellipsis": "yield 'Applying ControlNet...'\n",
    "a share": "for i in range(steps):\n    yield (i + 1) / steps\n",
    "a percentage": "for i in range(steps):\n    yield int(100 * i / steps)\n",
    "by its name": "for percent, image in self.run(prompt):\n    yield percent\n",
    "steps that are told": "for step, total in self.run(prompt):\n    yield f'{step}/{total}'\n",
}


@pytest.mark.parametrize("body", BESIDE_A_FILE.values(), ids=BESIDE_A_FILE)
def test_beside_a_file_more_is_certain(body: str) -> None:
    assert len(found(predictor(body + PAYLOAD))) == 1
    text = "for token in self.stream(prompt):\n    yield token\n"
    assert found(predictor(body + text)) == []
    assert found(predictor(body)) == []


OF_ONE_FORM = {
    "an object with nothing": ("Out(progress=i / steps, file=None)", "Out(progress=1, file=image)"),
    "an object with a status": ("Out(status='loading')", "Out(status='done', file=image)"),
    "another field": ("Out(status='loading', step=i)", "Out(file=image)"),
    "a dict with a status": ("{'status': 'processing'}", "{'status': 'done', 'file': image}"),
    "a tagged tuple": ("('progress', i / steps)", "('image', image)"),
    "a tuple with nothing": ("(None, f'{i}/{steps}')", "(image, 'Done')"),
}


@pytest.mark.parametrize("progress, payload", OF_ONE_FORM.values(), ids=OF_ONE_FORM)
def test_what_is_empty_where_the_payload_will_be(progress: str, payload: str) -> None:
    body = f"for i in range(steps):\n    yield {progress}\nyield {payload}\n"
    assert len(found(predictor(body))) == 1
    assert found(predictor(body.replace(payload, progress))) == []


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
    "steps of a recipe": (
        "for i, what in enumerate(x):\n    yield f'Step {i + 1} of {len(x)}: {what}'\n"
    ),
    "marks": "for i in range(steps):\n    mark = int(x[i])\n    yield f'No. {i}: {mark}/10'\n",
    "a dict with text": "for i, t in enumerate(x):\n    yield {'step': i, 'text': t}\n",
    "a dict with an answer": "yield {'status': 'processing', 'result': self.run(prompt)}\n",
    "a label": "yield f'Running time: {self.seconds}'\n",
    "an error": "yield 'Model not loaded'\n",
    "a word that only ends so": "yield 'Spring is coming...'\nyield f'King {prompt}...'\n",
    "one of two is text": "for i in range(steps):\n    yield f'{i}%' if i else self.text(i)\n",
    "a name of several": "t = 'Loading...'\nt = self.run(prompt)\nyield t\n",
    "a tuple with text": "for i, t in enumerate(x):\n    yield i, t\n",
    "a score": "for part in x:\n    yield self.score(part) / steps\n",
    "nothing": "yield ''\nyield None\n",
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


HELPERS = """\
def steps(n: int):
    for i in range(n):
        yield f"step {i}/{n}"


def answer(n: int):
    yield "Loading..."
    yield str(n)
"""


def test_what_another_file_passes_on_stays_a_generator() -> None:
    head = "from cog import BasePredictor, Path\nfrom work import answer, steps\n\n\n"
    made = project(
        {
            "cog.yaml": 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n',
            "predict.py": f"{head}class Predictor(BasePredictor):\n"
            "    def predict(self, n: int) -> Iterator[str]:\n"
            "        yield from steps(n)\n        yield from answer(n)\n",
            "work.py": HELPERS,
        }
    )
    loading, step = check.run(made)
    outcome = carry_out(made, loading.plans[0])
    assert isinstance(outcome, Fix)
    assert "    yield str(n)\n" in apply_fix(made, outcome).texts["work.py"]
    refused = carry_out(made, step.plans[0])
    assert isinstance(refused, Refusal)
    assert "another file passes them on" in refused.reason


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


IN_LISTS = {
    "callback": (
        "out = []\ndef on_step(i, t, x):\n    out.append(f'step {i}')\n"
        "self.pipe(callback=on_step)\n",
        ["f'step {i}'"],
    ),
    "lambda": (
        "out = []\nself.pipe(callback=lambda i, t, x: out.append(f'step {i}/{steps}'))\n",
        ["f'step {i}/{steps}'"],
    ),
    "helper": (
        "out = []\ndef emit(text):\n    out.append(text)\nemit('Loading...')\n"
        "for i in range(steps):\n    emit(f'{i}/{steps}')\n",
        ["text"],
    ),
    "alias": (
        "out = []\nemit = out.append\nfor i in range(steps):\n    emit(f'{i}/{steps}')\n",
        ["f'{i}/{steps}'"],
    ),
    "extend": (
        "out = ['Loading...']\nout.extend([f'step {steps} of {steps}', self.run(prompt)])\n"
        "out.insert(0, 'Starting')\nout += ['Decoding', Path('b.png')]\n",
        ["'Loading...'", "f'step {steps} of {steps}'", "'Starting'", "'Decoding'"],
    ),
    "a helper for more": (
        "out = list()\ndef emit(what):\n    out.append(what)\nemit('Loading...')\nemit(image)\n",
        [],
    ),
    "another list": (
        "out = []\ndef on_step(i, t, x):\n    out = []\n    out.append(f'step {i}')\n",
        [],
    ),
}


@pytest.mark.parametrize("body, sources", IN_LISTS.values(), ids=IN_LISTS)
def test_what_is_put_into_the_returned_list(body: str, sources: list[str]) -> None:
    made = predictor(f"{body}out.append(Path('o.png'))\nreturn out\n", returns="list[Path]")
    assert found(made) == sources
    assert found(predictor(f"{body}return Path('o.png')\n", returns="Path")) == []


def test_a_returned_display_and_a_helper_whose_result_is_returned() -> None:
    assert found(predictor("return ['Done', Path('o.png')]\n", returns="list")) == ["'Done'"]
    helper = (
        "def go(self, n):\n    for i in range(n):\n        yield f'{i}/{n}'\n    yield Path('o')\n"
    )
    assert found(predictor("return self.go(steps)\n", helper)) == ["f'{i}/{n}'"]
    told = "def tell(self, k, n):\n    return f'step {k} of {n}'\n"
    body = "for i in range(steps):\n    yield self.tell(i, steps)\n" + PAYLOAD
    assert found(predictor(body, told)) == ["self.tell(i, steps)"]


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
