"""Each edit of YAML text, in the layouts that people write."""

from __future__ import annotations

import pytest

from cog_lsp.fixes import yaml_edit as edit
from cog_lsp.fixes.yaml_edit import CannotEditError, NewScalar

from .support import Operation, edited


def writes(value: str, text: bool = True) -> Operation:
    return lambda source, span: edit.set_scalar(source, span, value, text)


def inserts(path: str, value: str, text: bool = True) -> Operation:
    keys = tuple(path.split("."))
    return lambda source, span: edit.insert_key(source, keys, NewScalar(value, text))


def appends(path: str, value: str) -> Operation:
    keys = tuple(path.split("."))
    return lambda source, span: edit.append_item(source, keys, NewScalar(value))


def renames(name: str) -> Operation:
    return lambda source, span: edit.rename_key(source, span, name)


def moves(path: str, target: str) -> Operation:
    return lambda source, span: edit.move_items(
        source, tuple(path.split(".")), tuple(target.split("."))
    )


def moves_one(target: str, value: str) -> Operation:
    return lambda source, span: edit.move_item(source, span, target, value)


def comments_out(comment: str) -> Operation:
    return lambda source, span: edit.replace_entry(source, span, comment)


def relocates(*target: str) -> Operation:
    return lambda source, span: edit.move_entry(source, span, target)


def splits(joined: bool = False) -> Operation:
    return lambda source, span: edit.split_command(source, span, joined)


def maps(key: str) -> Operation:
    return lambda source, span: edit.wrap_in_mapping(source, span, key)


CASES: dict[str, list[tuple[Operation, str, str]]] = {
    "quote": [
        (edit.quote_scalar, "v: «3.10»  # c\n", 'v: "3.10"  # c\n'),
        (edit.quote_scalar, "v: «3.10»\nw: 'x'\n", "v: '3.10'\nw: 'x'\n"),
        (edit.quote_scalar, "{v: «3.10», w: 1}\n", '{v: "3.10", w: 1}\n'),
        (edit.quote_scalar, "- «true»\r\n- b\r\n", '- "true"\r\n- b\r\n'),
        (edit.quote_scalar, "v: «!!str 3.10»\n", 'v: !!str "3.10"\n'),
        (edit.quote_scalar, "v: «a\\b»\n", 'v: "a\\\\b"\n'),
    ],
    "set": [
        (writes("3.12"), "v: «3.8»\n", 'v: "3.12"\n'),
        (writes("3.12"), "v: «'3.8'»  # c\n", "v: '3.12'  # c\n"),
        (writes("it's"), "v: «'a'»\n", "v: 'it''s'\n"),
        (writes("a\nb"), "v: «'a'»\n", 'v: "a\\nb"\n'),
        (writes("true", False), 'gpu: «"true"»\n', "gpu: true\n"),
        (writes("x"), "v:«»\nw: 1\n", "v: x\nw: 1\n"),
        (writes("x"), "v:«»  # c\n", "v: x  # c\n"),
        (writes("x"), "v:\n  -«»\n  - b\n", "v:\n  - x\n  - b\n"),
        (writes("x"), "v: «~»\n", "v: x\n"),
        (writes("a: b"), "- «x»\n", '- "a: b"\n'),
        (writes("a, b"), "[«x», y]\n", '["a, b", y]\n'),
        (writes("a, b"), "- «x»\n", "- a, b\n"),
        (writes("x # y"), "- «x»\n", '- "x # y"\n'),
        (writes("ein Ä 🐟"), "- «x»\n", "- ein Ä 🐟\n"),
        (writes("one"), "v: «|  # c\n  a\n  b»\nw: 1\n", "v: one  # c\nw: 1\n"),
        (writes("x"), "v: «&a 1»\n", "v: &a x\n"),
    ],
    "rename": [
        (renames("run"), "«predict»: x\n", "run: x\n"),
        (renames("run"), '{"«x»": 1}\n'.replace('"«x»"', '«"x"»'), '{"run": 1}\n'),
        (renames("gpu"), "build:\n  «gpus»:  true  # c\n", "build:\n  gpu:  true  # c\n"),
    ],
    "delete an entry": [
        (edit.delete_entry, "a: 1\n«b»: 2\nc: 3\n", "a: 1\nc: 3\n"),
        (edit.delete_entry, "a: 1\n«b»: 2", "a: 1"),
        (edit.delete_entry, "a: 1\r\n«b»: 2  # why\r\nc: 3\r\n", "a: 1\r\n# why\r\nc: 3\r\n"),
        (
            edit.delete_entry,
            "b:\n  # above\n  «x»:  # one\n    # two\n    - 1  # three\n  # below\n  y: 1\n",
            "b:\n  # above\n  # one\n  # two\n  # three\n  # below\n  y: 1\n",
        ),
        (edit.delete_entry, "build:\n  «fast»: true\nrun: x\n", "run: x\n"),
        (edit.delete_entry, "«fast»: true\n", ""),
        (edit.delete_entry, "# top\n«fast»: true  # c", "# top\n# c"),
        (edit.delete_entry, "{a: 1, «b»: 2, c: 3}\n", "{a: 1, c: 3}\n"),
        (edit.delete_entry, "{a: 1, «b»: 2}\n", "{a: 1}\n"),
        (edit.delete_entry, "{«a»: 1, b: 2}\n", "{b: 2}\n"),
        (edit.delete_entry, "b: {«a»: 1}\nc: 2\n", "c: 2\n"),
        (
            edit.delete_entry,
            "w:\n  - «name»: x  # c\n    target: y\n  - name: z\n",
            "w:\n  # c\n  - target: y\n  - name: z\n",
        ),
        (
            edit.delete_entry,
            "w:\n  - name: x\n    «target»: y\n  - name: z\n",
            "w:\n  - name: x\n  - name: z\n",
        ),
        (edit.delete_entry, "w:\n  - «name»: x\n  - name: z\n", "w:\n  - name: z\n"),
        (
            edit.delete_entry,
            "a: 1\n«t»: |  # head\n  # no comment\n  x\nb: 2\n",
            "a: 1\n# head\nb: 2\n",
        ),
        (edit.delete_entry, "a: 1\r«b»: 2\rc: 3\r", "a: 1\rc: 3\r"),
    ],
    "replace an entry": [
        (
            comments_out("# cog-lsp: x"),
            "a: 1\n«b»:  # one\n  - 2  # two\nc: 3\n",
            "a: 1\n# cog-lsp: x\n# one\n# two\nc: 3\n",
        ),
        (comments_out("# x"), "b:\n    «a»: 1", "b:\n    # x"),
        (comments_out("# x"), "  {a: 1, «b»: 2}\n", "  # x\n  {a: 1}\n"),
        (comments_out("# x"), "- «a»: 1\n  b: 2\n", "# x\n- b: 2\n"),
    ],
    "delete an item": [
        (edit.delete_item, "p:\n  - a\n  - «b»  # why\n  - c\n", "p:\n  - a\n  # why\n  - c\n"),
        (edit.delete_item, "p:\n- a\n- «b»\n- c\n", "p:\n- a\n- c\n"),
        (edit.delete_item, "p:\n- «a»\nq: 1\n", "q: 1\n"),
        (edit.delete_item, "p:\n- a\n- «b»", "p:\n- a"),
        (edit.delete_item, "p: [a, «b», c]\n", "p: [a, c]\n"),
        (edit.delete_item, "p: [a, «b»]  # c\n", "p: [a]  # c\n"),
        (edit.delete_item, "p: [«a»]  # c\nq: 1\n", "# c\nq: 1\n"),
        (
            edit.delete_item,
            "p: [\n  a,  # one\n  «b»,  # two\n  c,\n]\n",
            "p: [\n  a,  # one\n  # two\n  c,\n]\n",
        ),
        (edit.delete_item, "p: [\n  a,\n  «b»  # two\n]\n", "p: [\n  a\n  # two\n]\n"),
        (edit.delete_item, "p: [\n  a, «b»,  # two\n  c\n]\n", "p: [\n  a,  # two\n  c\n]\n"),
        (edit.delete_item, "p:\n  - a\n  -«»\n  - c\n", "p:\n  - a\n  - c\n"),
        (
            edit.delete_item,
            "p:\n  -\n    # in\n    «x: 1»\n  - c\n",
            "p:\n  # in\n  - c\n",
        ),
    ],
    "insert": [
        (
            inserts("build.python_version", "3.13"),
            "build:\n  gpu: true  # yes\n  cuda: '12'\nrun: x\n",
            "build:\n  gpu: true  # yes\n  python_version: '3.13'\n  cuda: '12'\nrun: x\n",
        ),
        (
            inserts("build.python_version", "3.13"),
            "build:\n    gpu: true",
            'build:\n    gpu: true\n    python_version: "3.13"',
        ),
        (
            inserts("build.python_version", "3.13"),
            "build:  # c\nrun: x\n",
            'build:  # c\n  python_version: "3.13"\nrun: x\n',
        ),
        (
            inserts("build.python_version", "3.13"),
            "build: null  # c\nrun: x\n",
            'build:  # c\n  python_version: "3.13"\nrun: x\n',
        ),
        (
            inserts("build.python_version", "3.13"),
            "run: x\r\n",
            'run: x\r\nbuild:\r\n  python_version: "3.13"\r\n',
        ),
        (inserts("build.gpu", "true", False), "build: {}\n", "build: {gpu: true}\n"),
        (inserts("build.gpu", "true", False), "", "build:\n  gpu: true\n"),
        (inserts("build.gpu", "true", False), "# c\n", "# c\nbuild:\n  gpu: true\n"),
        (
            inserts("build.gpu", "true", False),
            "build: {python_version: '3.12'}\n",
            "build: {python_version: '3.12', gpu: true}\n",
        ),
        (
            inserts("build.gpu", "true", False),
            '{"build": {"cuda": "12.1"}}\n',
            '{"build": {"cuda": "12.1", "gpu": true}}\n',
        ),
        (
            inserts("build.gpu", "true", False),
            '{"run": "x"}',
            '{"run": "x", "build": {"gpu": true}}',
        ),
        (
            inserts("build.cuda", "12.1"),
            "build:\n  run:\n    - |+\n      a\n\n\nrun: x\n",
            'build:\n  run:\n    - |+\n      a\n\n\n  cuda: "12.1"\nrun: x\n',
        ),
        (
            inserts("image", "r8.im/a/b"),
            "build:\n  gpu: true\n\nrun: x\n",
            "build:\n  gpu: true\nimage: r8.im/a/b\n\nrun: x\n",
        ),
    ],
    "append": [
        (
            appends("build.system_packages", "git"),
            "build:\n  system_packages:\n    - ffmpeg  # c\n    # more\n  gpu: true\n",
            "build:\n  system_packages:\n    - ffmpeg  # c\n    - git\n    # more\n  gpu: true\n",
        ),
        (
            appends("build.system_packages", "git"),
            'build:\n  system_packages:\n  - "ffmpeg"\n  - "wget"',
            'build:\n  system_packages:\n  - "ffmpeg"\n  - "wget"\n  - "git"',
        ),
        (
            appends("build.system_packages", "git"),
            "build:\n  system_packages: ['ffmpeg']\n",
            "build:\n  system_packages: ['ffmpeg', 'git']\n",
        ),
        (
            appends("build.system_packages", "git"),
            "build:\n  gpu: true\n",
            "build:\n  gpu: true\n  system_packages:\n    - git\n",
        ),
        (
            appends("build.system_packages", "git"),
            "build:\n    run:\n    - make\n",
            "build:\n    run:\n    - make\n    system_packages:\n    - git\n",
        ),
        (
            appends("build.system_packages", "git"),
            "build:\n  system_packages:\n  gpu: true\n",
            "build:\n  system_packages:\n    - git\n  gpu: true\n",
        ),
        (
            appends("build.system_packages", "git"),
            "{build: {system_packages: [], gpu: true}}\n",
            "{build: {system_packages: [git], gpu: true}}\n",
        ),
        (
            appends("build.system_packages", "git"),
            "{build: {system_packages: , gpu: true}}\n",
            "{build: {system_packages: [git] , gpu: true}}\n",
        ),
    ],
    "wrap in a list": [
        (
            edit.wrap_in_list,
            "b:\n  p: «ffmpeg»  # c\n",
            "b:\n  p:\n    - ffmpeg  # c\n",
        ),
        (edit.wrap_in_list, "b:\n- x\np: «'a'»\n", "b:\n- x\np:\n- 'a'\n"),
        (edit.wrap_in_list, "{p: «a», q: b}\n", "{p: [a], q: b}\n"),
        (
            edit.wrap_in_list,
            "run:\n  «command: x  # c\n  mounts:\n    - type: secret»\nz: 1\n",
            "run:\n  - command: x  # c\n    mounts:\n      - type: secret\nz: 1\n",
        ),
        (
            edit.wrap_in_list,
            "run: «|\n  a\n    b\n\n  c»\nz: 1\n",
            "run:\n  - |\n    a\n      b\n\n    c\nz: 1\n",
        ),
        (edit.wrap_in_list, "run: «{a: 1}»\r\n", "run:\r\n  - {a: 1}\r\n"),
    ],
    "wrap in a mapping": [
        (maps("uri"), "source: «hf://a/b»  # c\n", "source:\n  uri: hf://a/b  # c\n"),
        (maps("uri"), "source:\n  - «hf://a/b»  # c\n", "source:\n  - uri: hf://a/b  # c\n"),
        (maps("uri"), "source: [«'hf://a'»]\n", "source: [{uri: 'hf://a'}]\n"),
    ],
    "mapping to list": [
        (
            edit.mapping_to_list,
            "e:\n  «A: b  # one\n  # two\n  C: 1.0\n  D: yes\n  E:»\nz: 1\n",
            "e:\n  - A=b  # one\n  # two\n  - C=1.0\n  - D=yes\n  - E=\nz: 1\n",
        ),
        (edit.mapping_to_list, "e: «{A: b, C: 'd e'}»  # c\n", "e: [A=b, C=d e]  # c\n"),
        (edit.mapping_to_list, "e:\n- «A: b»\n- C=d\n", "e:\n- A=b\n- C=d\n"),
        (
            edit.mapping_to_list,
            "e:\n  - «A: 'b: c'\n    C: d»\n",
            'e:\n  - "A=b: c"\n  - C=d\n'.replace('"', "'"),
        ),
        (edit.mapping_to_list, "e:\n  - «{A: b}»\n", "e:\n  - A=b\n"),
    ],
    "list to mapping": [
        (
            edit.list_to_mapping,
            "e:\n  «- A=b  # one\n  # two\n  - C=1.0\n  - D=»\nz: 1\n",
            'e:\n    A: b  # one\n  # two\n    C: "1.0"\n    D: ""\nz: 1\n',
        ),
        (
            edit.list_to_mapping,
            "build:\n  «- gpu: true\n  - run:\n      - make»\n",
            "build:\n    gpu: true\n    run:\n      - make\n",
        ),
    ],
    "move items": [
        (
            moves("build.pre_install", "build.run"),
            "build:\n  pre_install:  # first\n    - a  # one\n    # two\n    - b\n  gpu: true\n",
            "build:\n  run:  # first\n    - a  # one\n    # two\n    - b\n  gpu: true\n",
        ),
        (
            moves("build.pre_install", "build.run"),
            "build:\n  pre_install:  # first\n    # zero\n    - a  # one\n    - b\n"
            "  run:\n  - c  # three\n",
            "build:\n  # first\n  run:\n  - c  # three\n  # zero\n  - a  # one\n  - b\n",
        ),
        (
            moves("build.pre_install", "build.run"),
            "build:\n  run:\n    - c\n  pre_install:\n  - a\n  - command: x\n    mounts: []",
            "build:\n  run:\n    - c\n    - a\n    - command: x\n      mounts: []",
        ),
        (
            moves("build.pre_install", "build.run"),
            "build:\n  run: [c]\n  pre_install: [a, 'b: c']  # why\n",
            "build:\n  run: [c, a, 'b: c']\n  # why\n",
        ),
        (
            moves("build.pre_install", "build.run"),
            "build:\n  run:\n  pre_install: [a]\n",
            "build:\n  run:\n    - a\n",
        ),
    ],
    "move an entry": [
        (
            relocates("build"),
            "build:\n    cuda: '12'\n«gpu»: true  # yes\nrun: x\n",
            "build:\n    cuda: '12'\n    gpu: true  # yes\nrun: x\n",
        ),
        (
            relocates("build"),
            "# top\n«system_packages»:  # one\n- git\n# two\n- |\n  a\n   b\n\nrun: x",
            "# top\n\nrun: x\nbuild:\n  system_packages:  # one\n  - git\n  # two\n"
            "  - |\n    a\n     b",
        ),
        (
            relocates(),
            "build:\n  gpu: true\n  «image»: a/b\n",
            "build:\n  gpu: true\nimage: a/b\n",
        ),
        (relocates(), "build:\n  # c\n  «image»: a/b  # d", "# c\nimage: a/b  # d"),
        (
            relocates("build"),
            "{gpu: true, build: {cuda: '1'}}\n".replace("gpu", "«gpu»"),
            "{build: {cuda: '1', gpu: true}}\n",
        ),
        (relocates("build"), "build: {}\n«cuda»: 12.1\n", "build: {cuda: 12.1}\n"),
        (relocates("build"), "build:\n«gpu»: true\n", "build:\n  gpu: true\n"),
    ],
    "move an item": [
        (
            moves_one("exclude", "*.bin"),
            'include: ["*.a", «"!*.bin"»]\nexclude: ["*.txt"]\n',
            'include: ["*.a"]\nexclude: ["*.txt", "*.bin"]\n',
        ),
        (
            moves_one("exclude", "*.bin"),
            'source:\n  include:\n    - "*.a"\n    - «"!*.bin"»  # c\n  uri: x\n',
            'source:\n  include:\n    - "*.a"\n    # c\n  uri: x\n  exclude:\n    - "*.bin"\n',
        ),
        (moves_one("exclude", "*.bin"), 'include: [«"!*.bin"»]\n', 'exclude: ["*.bin"]\n'),
        (
            moves_one("exclude", "b"),
            "{include: [a, «'!b'»], uri: x}\n",
            "{include: [a], uri: x, exclude: [b]}\n",
        ),
    ],
    "split a command": [
        (
            splits(),
            "run:\n  - «|  # c\n    apt-get update\n    # then\n    echo 'a: b'»\n  - x\n",
            "run:\n  # c\n  - apt-get update\n  # then\n  - \"echo 'a: b'\"\n  - x\n",
        ),
        (splits(), 'run:\n  - «"a\\nb"»\n', 'run:\n  - "a"\n  - "b"\n'),
        (splits(), "run:\n- «|\n  a;\n  b # c»\n", 'run:\n- a\n- "b # c"\n'),
        (splits(), 'run: [«"a\\nb c"», d]\n', 'run: ["a", "b c", d]\n'),
        (splits(), "run:\n- «|\n  # why\n  make»\n", "run:\n# why\n- make\n"),
        (splits(True), "run:\n  - «|\n    cd x\n    make»\n", "run:\n  - cd x && make\n"),
        (
            splits(True),
            "run:\n  - command: «|  # c\n      # why\n      cd x\n      make»\n    mounts: []\n",
            "run:\n  # why\n  - command: cd x && make  # c\n    mounts: []\n",
        ),
        (
            splits(True),
            "run:\n  - command: «|\n      cd x\n      make»\n    mounts: []\n",
            "run:\n  - command: cd x && make\n    mounts: []\n",
        ),
    ],
}


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        pytest.param(*case, id=f"{name}-{number}")
        for name, cases in CASES.items()
        for number, case in enumerate(cases)
    ],
)
def test_edit(operation: Operation, before: str, after: str) -> None:
    assert edited(operation, before) == after


REFUSED: list[tuple[Operation, str, str]] = [
    (edit.quote_scalar, "v: «'3.10'»\n", "already quoted"),
    (edit.quote_scalar, "v: «[a]»\n", "a list or a mapping"),
    (edit.quote_scalar, "a: &x «1»\nb: 2\n", "no longer there"),
    (edit.quote_scalar, "a: «&x 1»\nb: *x\n", "an alias"),
    (edit.delete_item, "a: &x\n  - «1»\n  - 2\nb: *x\n", "an alias"),
    (renames("b"), "«a»: 1\nb: 2\n", "there is already a key `b`"),
    (edit.quote_scalar, "a: [\n", "does not parse"),
    (inserts("build.gpu", "true"), "build:\n  gpu: false\n", "already exists"),
    (inserts("build.gpu", "true"), "build: x\n", "`build` is not a mapping"),
    (inserts("build.gpu", "true"), "- a\n", "`cog.yaml` is not a mapping"),
    (appends("build.run", "x"), "build:\n  run: make\n", "`build.run` is not a list"),
    (edit.mapping_to_list, "e:\n  «A: [b]»\n", "is a list or a mapping"),
    (edit.list_to_mapping, "e:\n  «- A=b\n  - A=c»\n", "a key would appear twice"),
    (edit.list_to_mapping, "e:\n  «- A»\n", "not every item"),
    (edit.wrap_in_list, "p:«»\n", "there is no value"),
    (moves("build.pre_install", "build.run"), "build:\n  run: []\n", "not a list with items"),
    (relocates("build"), "build: {a: 1}\n«gpu»: [1]\n", "between the brackets"),
    (relocates("build"), "build: {gpu: 1}\n«gpu»: 2\n", "already exists"),
    (relocates(), "w:\n  - «image»: x\n", "the only key of a list item"),
    (splits(), "run:\n  - «|\n    cd x\n    make»\n", "depend on"),
    (splits(), "run:\n  - «|\n    if a; then\n    b»\n", "shell blocks"),
    (splits(), "run:\n  - «|\n    a \\\n    b»\n", "continues on the next one"),
    (splits(), "run:\n  - «|\n    cat <<EOF\n    b»\n", "spans several lines"),
    (splits(), "run:\n  - «|\n    echo 'a\n    b'»\n", "spans several lines"),
    (splits(), "run:\n  - «make»\n", "it is one line"),
    (splits(), "run:\n  - «|\n    # a\n    # b»\n", "nothing but comments"),
    (splits(True), 'run: [«"# a\\nb"»]\n', "shell comments"),
    (splits(True), "run:\n  - «|\n    a # c\n    b»\n", "shell comment"),
    (splits(), "run:\n  - command: «|\n      a\n      b»\n", "not an item of a list"),
]


@pytest.mark.parametrize(("operation", "text", "reason"), REFUSED)
def test_refused(operation: Operation, text: str, reason: str) -> None:
    with pytest.raises(CannotEditError, match=reason):
        edited(operation, text)
