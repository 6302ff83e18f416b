"""Valid cog.yaml at random, in the layouts that people write, with comments in every place."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from cog_lsp.fixes.yaml_edit.scalars import write_scalar

Tree = "str | bool | int | None | list[Tree] | dict[str, Tree]"

TEXTS = st.sampled_from(
    [
        "torch==2.3.1",
        "ffmpeg",
        "3.10",
        "a: b",
        "x # y",
        "it's",
        'say "hi"',
        "pip install -U wheel",
        "true",
        "A=b c",
        "- dash",
        "*star",
        "",
        "é 漢 🐟",
        "a, b",
        "[x]",
        "back\\slash",
        "https://example.org/a?b=c#d",
    ]
)
COMMANDS = st.sampled_from(["make", "a\nb", "# why\necho 1\necho 2\n", "cd x\nmake\n"])


def lists(items: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(items, min_size=1, max_size=4)


def configs() -> st.SearchStrategy[dict[str, object]]:
    build = st.fixed_dictionaries(
        {},
        optional={
            "gpu": st.booleans(),
            "python_version": st.sampled_from(["3.10", "3.12", "3"]),
            "cuda": st.sampled_from(["12.1", "11.8"]),
            "system_packages": lists(TEXTS),
            "python_packages": lists(TEXTS),
            "pre_install": lists(st.one_of(TEXTS, COMMANDS)),
            "run": lists(
                st.one_of(
                    TEXTS,
                    COMMANDS,
                    st.fixed_dictionaries(
                        {"command": TEXTS},
                        optional={"mounts": lists(st.just({"type": "secret", "id": "x"}))},
                    ),
                )
            ),
        },
    )
    weights = st.fixed_dictionaries(
        {"name": TEXTS, "target": TEXTS},
        optional={"source": st.one_of(TEXTS, st.fixed_dictionaries({"uri": TEXTS}))},
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "build": build,
            "image": TEXTS,
            "predict": TEXTS,
            "environment": st.one_of(
                lists(TEXTS),
                st.dictionaries(st.sampled_from(["A", "B_2", "C"]), TEXTS, min_size=1),
                lists(st.fixed_dictionaries({"K": TEXTS})),
            ),
            "concurrency": st.fixed_dictionaries({"max": st.integers(1, 9)}),
            "weights": lists(weights),
        },
    )


@dataclass
class Writer:
    """Writes a configuration, taking from ``draw`` what is a matter of taste."""

    draw: st.DrawFn
    step: int = 2
    list_step: int = 2
    quote: str = "double"
    comments: int = 0
    lines: list[str] = field(default_factory=list)

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def comment(self) -> str:
        self.comments += 1
        return f"# comment {self.comments}"

    def put(self, line: str) -> None:
        if self.chance(6):
            indent = " " * (len(line) - len(line.lstrip()))
            self.lines.append(indent + self.comment())
        if self.chance(12):
            self.lines.append("")
        self.lines.append(f"{line}  {self.comment()}" if self.chance(5) else line)

    def scalar(self, value: object, flow: bool) -> str:
        if value is None:
            return "null"
        if isinstance(value, bool | int):
            return str(value).lower()
        style = self.draw(st.sampled_from(["", "", "single", "double"]))
        return write_scalar(str(value), style=style, quote=self.quote, flow=flow)

    def flow(self, value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.flow(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        return self.scalar(value, True)

    def value(self, head: str, value: object, column: int) -> None:
        """Write ``value`` behind ``head`` (a key or a dash); below it from ``column`` on."""
        if isinstance(value, str) and "\n" in value and "\\" not in value:
            keep = "" if value.endswith("\n") else "-"
            mark = f"{head} |{keep}"
            self.lines.append(f"{mark}  {self.comment()}" if self.chance(4) else mark)
            self.lines += [" " * (column + self.step) + line for line in value.splitlines()]
        elif not isinstance(value, dict | list) or not value:
            self.put(f"{head} {self.flow(value)}")
        elif isinstance(value, list) and self.chance(4):
            self.put(f"{head} [")
            for item in value:
                self.put(" " * (column + self.step) + f"{self.flow(item)},")
            self.put(" " * column + "]")
        elif self.chance(6):
            self.put(f"{head} {self.flow(value)}")
        elif isinstance(value, list):
            self.put(head)
            self.items(value, column + self.list_step)
        else:
            self.put(head)
            self.mapping(value, column + self.step)

    def items(self, values: list[object], column: int) -> None:
        for item in values:
            dash = " " * column + "-"
            if isinstance(item, dict) and item:
                first, *rest = item.items()
                self.value(f"{dash} {first[0]}:", first[1], column + 2)
                self.mapping(dict(rest), column + 2)
            else:
                self.value(dash, item, column)

    def mapping(self, values: dict[str, object], column: int) -> None:
        for key, value in values.items():
            self.value(" " * column + f"{key}:", value, column)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The text of one cog.yaml."""
    config = draw(configs())
    writer = Writer(
        draw,
        step=draw(st.sampled_from([2, 4])),
        list_step=draw(st.sampled_from([0, 2, 4])),
        quote=draw(st.sampled_from(["single", "double"])),
    )
    writer.mapping(dict(draw(st.permutations(list(config.items())))), 0)
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    ending = draw(st.sampled_from([newline, newline, ""]))
    return newline.join(writer.lines) + ending if writer.lines else ""
