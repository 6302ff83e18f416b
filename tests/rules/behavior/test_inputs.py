"""COG444 and COG445: what a prediction does with a default list, and with a seed."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior import default_list_changed, seed_ignored

from .support import mended, predictor, shown


def body(lines: str, signature: str) -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return (
        "def setup(self):\n    self.pipe = pipeline('text-generation', MODEL)\n"
        f"def predict(self, x: str, {signature}) -> str:\n{indented}    return x"
    )


TAGS = "tags: list[str] = Input(default=['a'])"
CHANGED = {
    "append": ("tags.append(x)", "tags.append(x)"),
    "sort": ("for t in x:\n    tags.sort()", "tags.sort()"),
    "an item": ("tags[0] = x", "tags[0] = x"),
    "a slice": ("tags[:1] = [x]", "tags[:1] = [x]"),
    "deleted": ("del tags[0]", "del tags[0]"),
    "grown": ("tags += [x]", "tags += [x]"),
    "in a with": ("with open(x):\n    tags.pop()", "tags.pop()"),
    "in a try": ("try:\n    tags.pop()\nfinally:\n    pass", "tags.pop()"),
}
KEPT = {
    "read": "print(tags[0], len(tags))",
    "a copy": "tags = list(tags)\ntags.append(x)",
    "another list": "found = tags + [x]\nfound.append(x)",
    "sorted": "print(sorted(tags))",
    "of another name": "self.tags.append(x)",
    "given another value": "tags = tags + [x]\ntags.sort()",
}


@pytest.mark.parametrize(("lines", "place"), CHANGED.values(), ids=CHANGED.keys())
@pytest.mark.parametrize("signature", [TAGS, "tags: list[str] = ['a']"])
def test_a_default_that_is_changed(lines: str, place: str, signature: str) -> None:
    made = predictor(body(lines, signature))
    assert shown(default_list_changed.check, made) == [place]


@pytest.mark.parametrize("lines", KEPT.values(), ids=KEPT.keys())
def test_a_default_that_is_not(lines: str) -> None:
    assert shown(default_list_changed.check, predictor(body(lines, TAGS))) == []


def test_without_a_default_there_is_a_new_list_each_time() -> None:
    made = predictor(body("tags.append(x)", "tags: list[str]"))
    assert shown(default_list_changed.check, made) == []


@pytest.mark.parametrize("first", ["tags.append(x)", "'''What it does.'''\ntags.append(x)  # why"])
def test_the_method_begins_with_a_copy(first: str) -> None:
    made = mended(default_list_changed.check, predictor(body(first, TAGS)))
    lines = [line.strip() for line in made.documents["predict.py"].text.splitlines()]
    at = lines.index("tags = list(tags)")
    assert lines[at + 1].startswith("tags.append(x)")


def test_no_edit_where_there_is_no_line_for_it() -> None:
    made = predictor("def predict(self, tags: list[str] = ['a']) -> str: return tags.pop()")
    (finding,) = default_list_changed.check.run(made)
    assert finding.plans == ()


SEED = "seed: int = Input(default=None)"
IGNORED = {
    "never mentioned": ("self.pipe(x)", SEED),
    "printed": ("print(f'seed {seed}')", SEED),
    "made up and printed": (
        "if seed is None:\n    seed = int.from_bytes(os.urandom(2), 'big')\nprint(seed)", SEED
    ),
    "optional": ("self.pipe(x)", "seed: int | None = None"),
    "converted": ("seed = int(seed)", SEED),
    "checked": ("if seed < 0:\n    raise ValueError(seed)", SEED),
    "of another name": ("self.pipe(x)", "noise_seed: int = 0"),
}  # fmt: skip
USED = {
    "handed on": ("torch.manual_seed(seed)", SEED),
    "by keyword": ("self.pipe(x, seed=seed)", SEED),
    "through another name": ("s = seed\nprint(s)", SEED),
    "through itself": ("seed = self.fix(seed)", SEED),
    "in a dictionary": ("self.pipe(x, **{'seed': seed})", SEED),
    "kept": ("self.seed = seed", SEED),
    "seen": ("self.pipe(**locals())", SEED),
    "in a nested function": ("def go():\n    return seed\nself.pipe(go)", SEED),
    "in a method": ("if seed:\n    seed_all(seed)", SEED),
    "a flag": ("if randomize_seed:\n    x = ''", "randomize_seed: bool = True"),
}


@pytest.mark.parametrize(("lines", "signature"), IGNORED.values(), ids=IGNORED.keys())
def test_a_seed_that_is_none(lines: str, signature: str) -> None:
    assert len(shown(seed_ignored.check, predictor(body(lines, signature)))) == 1


@pytest.mark.parametrize(("lines", "signature"), USED.values(), ids=USED.keys())
def test_a_seed_that_is_used(lines: str, signature: str) -> None:
    assert shown(seed_ignored.check, predictor(body(lines, signature))) == []
