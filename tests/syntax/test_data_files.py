"""Reading files of plain data, and finding their names in code."""

from __future__ import annotations

import pytest

from cog_lsp.syntax.data_files import Format, data_files_named, read_data

READ: dict[str, tuple[str, Format, object]] = {
    "yaml": ("a: {b: [1, two, true, null]}\n", "yaml", {"a": {"b": [1, "two", True, None]}}),
    "json": ('{"a": [1, "x"]}', "json", {"a": [1, "x"]}),
    "toml": ("[a]\nb = 'x'\n", "toml", {"a": {"b": "x"}}),
    "merged keys": ("a: &a {x: 1}\nb: {<<: *a}\n", "yaml", {"a": {"x": 1}, "b": {"x": 1}}),
    "no text": ("", "json", None),
    "half typed": ("a: [", "yaml", None),
    "a constructor": ("a: !!python/object/apply:os.system [ls]", "yaml", None),
    "an unknown tag": ("a: !include x.yaml", "yaml", None),
    "a date that is none": ("a: !!timestamp x", "yaml", None),
    "a truth that is none": ("a: !!bool x", "yaml", None),
    "several documents": ("a: 1\n---\nb: 2\n", "yaml", None),
    "nested too deep, yaml": ("[" * 50_000, "yaml", None),
    "nested too deep, json": ("[" * 50_000, "json", None),
    "nested too deep, toml": ("a = " + "[" * 50_000, "toml", None),
    "too long": ('"' + "x" * 300_000 + '"', "json", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "form", "data"), READ.values(), ids=list(READ))
def test_read_data(text: str, form: Format, data: object) -> None:
    assert read_data(text, form) == data


def test_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert read_data("\n".join(lines), "yaml") is not None


def test_names_in_code() -> None:
    code = (
        """open("a.yaml"); open('b/c-d.json'); f"{HERE}/e.toml"; "no suffix"; x.json; "a b.txt" """
    )
    assert data_files_named(code) == ("a.yaml", "b/c-d.json", "/e.toml")
