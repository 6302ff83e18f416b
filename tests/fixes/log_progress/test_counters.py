"""Which step of how many is reported: by running what the fix wrote, for many forms of loops."""

from __future__ import annotations

import textwrap

import pytest

from .support import CLIENT_PATTERN, execute, fixed, steps, unmarked

SOURCE = """\
import json
from typing import Iterator

STEPS = 4


def tqdm(items, total=None):
    return items


class Predictor:
    timesteps = [9, 6, 3]
    num_steps = 3

    def predict(self, n: int) -> Iterator[str]:
        names = ["a", "b", "c"]
        batch = 3
{body}
        yield "payload"
"""

UP_TO_4 = [(1, 4), (2, 4), (3, 4), (4, 4)]
UP_TO_3 = [(1, 3), (2, 3), (3, 3)]


def source(loop: str, value: str) -> str:
    body = textwrap.dedent(loop).strip("\n").replace("PROGRESS", f"yield «{value}»")
    return SOURCE.format(body=textwrap.indent(body, " " * 8))


def one(header: str) -> str:
    return f"{header}\n    PROGRESS\n"


LOOPS = [
    (one("for i in range(n):"), 'f"step {i + 1} of {n}"', UP_TO_4),
    (one("for i in range(n):"), 'f"step {i} of {n}"', UP_TO_4),
    (one("for i in range(n):"), 'f"{i}/{n}"', UP_TO_4),
    (one("for i in range(n):"), 'f"[{i+1}/{n}] denoising"', UP_TO_4),
    (one("for i in range(n):"), 'f"{i}/{n - 1}"', UP_TO_4),
    (one("for i in range(n):"), 'f"{i + 1} out of {n}"', UP_TO_4),
    (one("for i in range(n):"), 'f"frame {i}"', UP_TO_4),
    (one("for i in range(n):"), '"working"', UP_TO_4),
    (one("for i in range(n):"), 'f"{int(100*i/n)}%"', UP_TO_4),
    (one("for i in range(n):"), 'f"{(i + 1) / n:.0%} done"', UP_TO_4),
    (one("for i in range(n):"), 'f"{round(i / n * 100, 1)} % "', UP_TO_4),
    (one("for i in range(n):"), 'f"Progress: {100.0 * (i + 1) / n:5.1f}%\\n"', UP_TO_4),
    (one("for i in range(n):"), '"step %d of %d" % (i, n)', UP_TO_4),
    (one("for i in range(n):"), '"%d%% done" % (100 * (i + 1) // n)', UP_TO_4),
    (one("for i in range(n):"), '"Step {}/{}".format(i + 1, n)', UP_TO_4),
    (one("for i in range(n):"), '"Step {k}/{0}".format(n, k=i)', UP_TO_4),
    (one("for i in range(n):"), '"Step " + str(i) + "/" + str(n)', UP_TO_4),
    (one("for i in range(n):"), '{"progress": i / n}', UP_TO_4),
    (one("for i in range(n):"), '{"step": i, "total": n}', UP_TO_4),
    (one("for i in range(n):"), '{"status": "denoising", "progress": int(100 * i / n)}', UP_TO_4),
    (one("for i in range(n):"), 'json.dumps({"type": "progress", "value": i})', UP_TO_4),
    (one("for i in range(n):"), 'json.dumps({"step": i + 1, "of": n}) + "\\n"', UP_TO_4),
    (one("for i in range(n):"), 'dict(step=i, total=n, status="x")', UP_TO_4),
    (one("for i in range(n):"), '("progress", i / n)', UP_TO_4),
    (one("for i in range(n):"), 'f"Progress: {20 * (i + 1)}%"', UP_TO_4),
    (one("for i in range(n + 1):"), 'f"{i}/{n}"', [(0, 4), *UP_TO_4]),
    (one("for i in range(1, n + 1):"), 'f"{i}/{n}"', UP_TO_4),
    (one("for i in range(1, n + 1):"), 'f"step {i}"', UP_TO_4),
    (one("for i in range(1, n):"), 'f"step {i}"', UP_TO_3),
    (one("for i in range(2, n):"), 'f"step {i}"', [(1, 2), (2, 2)]),
    (one("for i in range(batch, n):"), 'f"step {i}"', [(1, 1)]),
    (one("for i in range(0, n):"), 'f"{i}/{n}"', UP_TO_4),
    (one("for i in range(0, n, batch):"), 'f"{i}/{n}"', [(3, 4), (4, 4)]),
    (one("for i in range(0, n, 2):"), 'f"{i + 2}/{n}"', [(2, 4), (4, 4)]),
    (one("for i in range(0, n, 2):"), 'f"batch {i}"', [(1, 2), (2, 2)]),
    (one("for t in reversed(range(n)):"), 'f"t={t}"', UP_TO_4),
    (one("for t in range(n - 1, -1, -1):"), 'f"noise level {t}"', UP_TO_4),
    (one("for t in range(n, 0, -1):"), 'f"{t}/{n}"', UP_TO_4),
    (one("for i in range(4):"), 'f"{i}/4"', UP_TO_4),
    (one("for i in range(STEPS):"), 'f"{i}/{STEPS}"', UP_TO_4),
    (one("for i, name in enumerate(names):"), 'f"image {name}"', UP_TO_3),
    (one("for i, name in enumerate(names):"), 'f"{i} of {len(names)}"', UP_TO_3),
    (one("for i, name in enumerate(names, 1):"), 'f"{i} of {len(names)}"', UP_TO_3),
    (one("for i, name in enumerate(names, start=1):"), 'f"image {i}"', UP_TO_3),
    (one("for i, t in enumerate(self.timesteps):"), 'f"step {i}"', UP_TO_3),
    (one("for i, t in enumerate(self.timesteps):"), 'f"{i}/{self.num_steps}"', UP_TO_3),
    (one("for i, t in enumerate(reversed(self.timesteps)):"), 'f"step {i}"', UP_TO_3),
    (one("for i, n in enumerate(iter(names)):"), 'f"{i}/{len(names)}"', UP_TO_3),
    (one("for i, t in enumerate(tqdm(self.timesteps)):"), 'f"step {i}"', UP_TO_3),
    (one("for i, t in tqdm(enumerate(iter(names)), total=3):"), 'f"step {i}"', UP_TO_3),
    (one("for i in tqdm(range(n)):"), 'f"step {i}"', UP_TO_4),
    (
        "done = 0\nfor name in names:\n    done += 1\n    PROGRESS\n",
        'f"{done}/{len(names)}"',
        UP_TO_3,
    ),
    (
        "done = 0\nfor name in names:\n    PROGRESS\n    done += 1\n",
        'f"{done}/{len(names)}"',
        UP_TO_3,
    ),
    ("step = 0\nwhile step < n:\n    PROGRESS\n    step += 1\n", 'f"{step}/{n}"', UP_TO_4),
    ("step = 1\nwhile step <= n:\n    PROGRESS\n    step += 1\n", 'f"{step}/{n}"', UP_TO_4),
    ("for i in range(n):\n    k = i + 1\n    PROGRESS\n", 'f"{k}/{n}"', UP_TO_4),
    ("for i in range(n):\n    k = i\n    PROGRESS\n", 'f"{k}/{n}"', UP_TO_4),
    ("total = len(names)\nfor i in range(total):\n    PROGRESS\n", 'f"{i}/{total}"', UP_TO_3),
    ("for i in range(n):\n    p = 100 * (i + 1) / n\n    PROGRESS\n", 'f"{p:.1f}%"', UP_TO_4),
    ("for i in range(n):\n    p = (i + 1) / n\n    PROGRESS\n", 'f"progress: {p}"', UP_TO_4),
    ('for i in range(n):\n    text = f"{i} of {n}"\n    PROGRESS\n', "text", UP_TO_4),
    (
        "for name in names:\n    for i in range(n):\n        PROGRESS\n",
        'f"{name}: {i}/{n}"',
        UP_TO_4 * 3,
    ),
    ("for i in range(n):\n    if i % 2:\n        PROGRESS\n", 'f"{i}/{n}"', [(2, 4), (4, 4)]),
    ("for i in range(n):\n    if i % 2: PROGRESS\n", 'f"{i}/{n}"', [(2, 4), (4, 4)]),
]


@pytest.mark.parametrize(("loop", "value", "expected"), LOOPS)
def test_every_step_is_read_by_the_clients(
    loop: str, value: str, expected: list[tuple[int, int]]
) -> None:
    marked = source(loop, value)
    before, _ = execute(unmarked(marked)[0], 4)
    after, lines = execute(fixed(marked).text, 4)
    assert steps(lines) == expected
    assert len(lines) == len(before) - 1, "one line for each step that was yielded"
    assert after == "payload"


@pytest.mark.parametrize(("loop", "value", "expected"), LOOPS)
def test_the_percentage_fits_the_step(
    loop: str, value: str, expected: list[tuple[int, int]]
) -> None:
    _, lines = execute(fixed(source(loop, value)).text, 4)
    read = [match for line in lines if (match := CLIENT_PATTERN.match(line))]
    assert [int(match[1]) for match in read] == [100 * k // n for k, n in expected]


PLAIN = [
    ("for name in names:\n    PROGRESS\n", 'f"Image {name}"'),
    ("for i, c in enumerate(c for c in names):\n    PROGRESS\n", 'f"chunk {i}"'),
    ("chunks = iter(names)\nfor i, c in enumerate(chunks):\n    PROGRESS\n", 'f"chunk {i}"'),
    ("folder, file = names[:2]\nPROGRESS\n", 'f"{folder}/{file}"'),
    ("for i, c in enumerate(iter(names)):\n    PROGRESS\n", 'f"Saved {i}/{c}"'),
    ("for step in iter(names):\n    PROGRESS\n", 'f"{step}/{n}"'),
    ("for _ in range(n):\n    PROGRESS\n", '"working"'),
    ("for attempt in range(n):\n    PROGRESS\n", '"Waiting for the model"'),
    (
        "current_time, total_time = n / 3, n / 2\nPROGRESS\n",
        'f"{current_time}/{total_time}"',
    ),
    ("seconds = 1.5\nPROGRESS\n", 'f"{seconds}/{n}"'),
    ("seconds, total = 1.5, 2.5\nPROGRESS\n", 'f"{seconds:.1f}/{total:.1f} s"'),
    ("PROGRESS\n", '"Loading…"'),
    ("PROGRESS\n", 'f"Using {batch} of type 1/2"'),
    ("PROGRESS\n", '"precision 16/32 bit"'),
    ("PROGRESS\n", 'json.dumps({"status": "loading", "progress": n / 7.5})'),
    (
        "for i in range(n):\n    yield «'encoding'»\n    PROGRESS\n",
        '"decoding"',
    ),
]


@pytest.mark.parametrize(("loop", "value"), PLAIN)
def test_what_has_no_sure_count_is_printed_as_it_is(loop: str, value: str) -> None:
    marked = source(loop, value)
    before, _ = execute(unmarked(marked)[0], 4)
    after, lines = execute(fixed(marked).text, 4)
    assert lines == [str(item) for item in before[:-1]]
    assert after == before[-1]


@pytest.mark.parametrize(
    ("loop", "value", "line"),
    [
        ("PROGRESS\n", '"Step 1/3: encoding"', " 33%|###       | 1/3 Step 1/3: encoding"),
        ("PROGRESS\n", '"[2 of 4]"', " 50%|#####     | 2/4"),
        ("PROGRESS\n", '"50%"', " 50%|#####     | 50/100"),
        ("PROGRESS\n", '"Loading {0}, 0%"', "  0%|          | 0/100 Loading {0}, 0%"),
        ("PROGRESS\n", '{"progress": 0.25}', " 25%|##        | 25/100"),
        ("PROGRESS\n", 'f"0/{n}"', "  0%|          | 0/4"),
        ("done = 7\nPROGRESS\n", 'f"{done}/{n * 0}"', "700%|" + "#" * 70 + "| 7/0"),
        ("p = n / 8.0\nPROGRESS\n", 'f"{p:.0%} loaded"', " 50%|#####     | 50/100 50% loaded"),
        ("p = n * 2.5\nPROGRESS\n", 'f"{p:.1f}%"', " 10%|#         | 10/100"),
        ("p = n * 2\nPROGRESS\n", 'f"{p}% loaded"', "  8%|          | 8/100 8% loaded"),
    ],
)
def test_a_step_outside_a_loop(loop: str, value: str, line: str) -> None:
    _, lines = execute(fixed(source(loop, value)).text, 4)
    assert lines == [line]
    assert CLIENT_PATTERN.match(line)


def test_a_spelled_out_step_does_not_compete_with_a_counting_loop() -> None:
    marked = source('yield «"Step 1/2: denoise"»\nfor i in range(n):\n    PROGRESS\n', 'f"{i}/{n}"')
    _, lines = execute(fixed(marked).text, 4)
    assert lines[0] == "Step 1/2: denoise"
    assert steps(lines) == UP_TO_4


def test_an_empty_loop_divides_by_nothing() -> None:
    marked = source('yield «f"0/{n}"»\nfor i in range(n):\n    PROGRESS\n', 'f"{i}/{n}"')
    _, lines = execute(fixed(marked).text, 0)
    assert steps(lines) == [(0, 0)]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 10, 99, 100, 101, 1000])
def test_the_form_fits_every_number_of_steps(count: int) -> None:
    _, lines = execute(fixed(source(one("for i in range(n):"), 'f"{i}/{n}"')).text, count)
    assert steps(lines) == [(k, count) for k in range(1, count + 1)]
    assert lines[-1].startswith("100%|##########| ")
    assert all(len(line.partition("|")[2].partition("|")[0]) == 10 for line in lines)
