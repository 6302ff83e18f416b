"""The memory of a model in an editor: lens, hints, hovers, completion and commands."""

from __future__ import annotations

import pytest

from cog_lsp.features.commands import (
    Apply,
    Choose,
    CopyText,
    Outcome,
    ShowDocument,
    ShowMessage,
    run_command,
)
from cog_lsp.features.hints import hints
from cog_lsp.features.hover import hover
from cog_lsp.features.lenses import lenses
from cog_lsp.knowledge.hardware import proposable, tier
from cog_lsp.project import Project
from cog_lsp.text import Span, apply_edits
from tests.features.cursor import labels, offered
from tests.memory.support import predictor
from tests.projects import project

A_13B = "self.m = AutoModel.from_pretrained('org/a-13b', torch_dtype=torch.float16).to('cuda')"


def on(sku: str | None, setup: str = A_13B, **options: str) -> Project:
    cog = "" if sku is None else f"# cog-lsp: hardware={sku}"
    return predictor(setup, cog=cog, **options)


def titles(made: Project, path: str = "predict.py") -> list[str]:
    """The titles of the lenses, but for the one about the interface."""
    found = lenses(made, path)
    assert found.faults == ()
    titles = (lens.command.title for lens in found.items)
    return [title for title in titles if not title.startswith("Schema")]


@pytest.mark.parametrize(
    ("sku", "setup", "line"),
    [
        ("gpu-l40s", A_13B, "≈ 26.0 GB of 47.6 GB on L40S · fits · $0.000975/s"),
        ("gpu-t4", A_13B, "≈ 26.0 GB of 15.6 GB on T4 · does not fit · $0.000225/s"),
        (
            "gpu-l40s-2x",
            A_13B.replace("13b", "34b"),
            "≈ 68.0 GB of 95.1 GB on 2x L40S · does not fit one GPU, and the code uses only one · "
            "$0.001950/s",
        ),
        ("gpu-l40s-2x", A_13B, "≈ 26.0 GB of 95.1 GB on 2x L40S · fits · $0.001950/s"),
        ("cpu", A_13B, "≈ 26.0 GB · no GPU · $0.000100/s"),
        ("gpu-x", A_13B, "≈ 26.0 GB · gpu-x is not a Replicate tier"),
        (None, A_13B, "≈ 26.0 GB · no hardware declared"),
        ("gpu-l40s", "pass", "size unknown of 47.6 GB on L40S · $0.000975/s"),
        (None, "pass", "size unknown · no hardware declared"),
    ],
)
def test_the_line_above_the_runner(sku: str | None, setup: str, line: str) -> None:
    choose = "Choose hardware" if sku is None else "Change hardware"
    assert titles(on(sku, setup)) == [line, choose]


def test_the_line_says_what_a_thousand_predictions_cost() -> None:
    made = predictor(A_13B, cog="# cog-lsp: hardware=gpu-l40s\n  # cog-lsp: prediction-seconds=2.5")
    assert titles(made)[0].endswith(" · $0.000975/s · $2.44 for 1,000 predictions")
    shown = run(made, "showMemory")
    assert isinstance(shown, ShowDocument)
    assert "| $/S | $/H | $/1,000 |" in shown.text


def test_the_lens_stands_at_the_class_that_cog_yaml_names() -> None:
    made = on("gpu-l40s")
    spans = {lens.span for lens in lenses(made, "predict.py").items}
    assert {made.documents["predict.py"].slice(span) for span in spans} == {"Predictor"}
    assert titles(made, "cog.yaml") == []


def test_a_function_has_a_lens_and_a_model_without_a_gpu_has_none() -> None:
    code = "def predict(prompt: str) -> str:\n    return prompt\n"
    made = project({"cog.yaml": "build: {gpu: true}\npredict: a.py:predict\n", "a.py": code})
    assert titles(made, "a.py") == ["size unknown · no hardware declared", "Choose hardware"]
    made = project({"cog.yaml": "build: {gpu: false}\npredict: a.py:predict\n", "a.py": code})
    assert titles(made, "a.py") == []


def shown_hints(made: Project) -> list[tuple[str, str]]:
    text = made.documents["predict.py"].text
    found = hints(made, "predict.py", Span(0, len(text)))
    assert found.faults == ()
    return [(text[: hint.offset].rpartition("(")[2], hint.label) for hint in found.items]


def test_each_checkpoint_of_known_size_has_a_hint() -> None:
    setup = f"{A_13B}\nself.n = AutoModel.from_pretrained('org/secret')"
    assert shown_hints(on("gpu-l40s", setup)) == [("'org/a-13b'", "26.0 GB")]
    named = "name = 'org/a-13b'\n" + A_13B.replace("'org/a-13b'", "name")
    assert shown_hints(on("gpu-l40s", named)) == [("name", "26.0 GB")]
    assert shown_hints(on("gpu-l40s", "pass")) == []


def hovered(made: Project, path: str, words: str, inside: int = 1) -> list[str]:
    gathered = hover(made, path, made.documents[path].text.index(words) + inside)
    assert gathered.faults == ()
    return [section.markdown for section in gathered.items]


@pytest.mark.parametrize("words", ["AutoModel.from_pretrained('org", "'org/a-13b'"])
def test_a_load_tells_its_size_and_where_it_comes_from(words: str) -> None:
    (page,) = hovered(on("gpu-l40s"), "predict.py", words)
    assert page == (
        "**org/a-13b**: 26.0 GB\n\n"
        "13B parameters x 2 bytes, read from the name org/a-13b\n\n"
        "- precision: 2 bytes\n- lives on: GPU\n- loaded in: setup\n\n"
        "≈ 26.0 GB of 47.6 GB on L40S · fits · $0.000975/s (`gpu-l40s`)"
    )


def test_a_load_among_several_tells_the_sum_and_the_tiers_that_hold_it() -> None:
    setup = f"{A_13B}\n" + A_13B.replace("a-13b", "b-3b").replace("self.m", "self.n")
    (page,) = hovered(on(None, setup), "predict.py", "'org/b-3b'")
    assert "On the GPU at once: 32.0 GB." in page
    assert page.endswith("and gpu-h100 (80 GB, $5.49/h) hold them.")


def test_an_unknown_size_stays_unknown() -> None:
    setup = "self.m = AutoModel.from_pretrained('org/secret')"
    (page,) = hovered(on("gpu-l40s", setup), "predict.py", "'org/secret'")
    assert page.startswith("**org/secret**: unknown\n\nthe size is unknown")
    assert "L40S" not in page


def test_nothing_is_said_beside_a_load() -> None:
    assert hovered(on("gpu-l40s"), "predict.py", "torch_dtype=") == []
    assert hovered(on("gpu-l40s"), "predict.py", "class Predictor") == []


@pytest.mark.parametrize(
    ("sku", "words"), [("gpu-l40s", "This model: fits. "), ("gpu-t4", "This model: does not fit. ")]
)
def test_a_tier_tells_how_this_model_goes_with_it(sku: str, words: str) -> None:
    row, own = hovered(on(sku), "cog.yaml", sku)
    assert row.startswith(f"**{sku}**")
    assert own.startswith(words)
    assert own.endswith("the name org/a-13b).")


def test_a_tier_in_another_file_and_one_that_is_unknown() -> None:
    files = {path: document.text for path, document in on(None).documents.items()}
    made = project({**files, "cog-safe-push.yaml": "model: a/b\ntest_hardware: 'gpu-t4'\n"})
    assert len(hovered(made, "cog-safe-push.yaml", "gpu-t4")) == 2
    assert hovered(on("gpu-x"), "cog.yaml", "gpu-x") == []
    assert len(hovered(on("gpu-l40s", "pass"), "cog.yaml", "gpu-l40s")) == 1


FILES = {path: document.text for path, document in on(None).documents.items()}
WITHOUT_CONFIG = {path: text for path, text in FILES.items() if path != "cog.yaml"}


def test_tiers_are_completed_with_how_the_model_fits() -> None:
    marked = FILES["cog.yaml"] + "# cog-lsp: hardware=gpu|"
    items = {item.label: item for item in offered(marked, WITHOUT_CONFIG)}
    assert items["gpu-l40s"].detail == "48 GB, $3.51/h · fits"
    assert items["gpu-t4"].detail == "16 GB, $0.81/h · does not fit"
    assert items["cpu"].detail == "no GPU, $0.36/h"
    assert next(iter(items)) == "gpu-l40s"
    fitting = [item.label for item in items.values() if item.detail.endswith("fits")]
    known = [tier(sku) for sku in fitting if not sku.endswith(("-4x", "-8x"))]
    prices = [each.price_per_second or 0 for each in known if each is not None]
    assert len(prices) > 2 and prices == sorted(prices)
    assert "gpu-a40-small" not in items


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("cog-safe-push.yaml", "test_hardware: |"),
        ("cog-safe-push.yaml", "deployment:\n  hardware: 'gpu|'\n"),
        ("cog-safe-push-configs/a.yaml", "train:\n  destination_hardware: gpu-|\n"),
        ("cog-lsp.toml", 'hardware = "|"'),
        ("main.tf", 'resource "replicate_deployment" "x" {\n  hardware = "gpu|"\n}\n'),
        (".github/workflows/a.yaml", "run: cog-safe-push --test-hardware=gpu|\n"),
    ],
)
def test_tiers_are_completed_wherever_one_may_stand(path: str, marked: str) -> None:
    assert "gpu-l40s" in labels(marked, FILES, path)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("cog-safe-push.yaml", "model: |"),
        ("cog-safe-push.yaml", "test_hardware: gpu-t4  # |"),
        ("cog-lsp.toml", 'select = "|"'),
        ("predict.py", 'hardware = "|"'),
    ],
)
def test_tiers_are_completed_nowhere_else(path: str, marked: str) -> None:
    assert "gpu-l40s" not in labels(marked, FILES, path)


def run(made: Project, name: str, *arguments: object) -> Outcome:
    return run_command(f"cog-lsp.{name}", made, "predict.py", arguments)


def test_the_report_is_a_document() -> None:
    shown = run(on("gpu-l40s"), "showMemory")
    assert isinstance(shown, ShowDocument)
    assert (shown.name, shown.language) == ("memory.md", "markdown")
    assert "Hardware: `gpu-l40s` (the comment in cog.yaml)." in shown.text
    assert "| org/a-13b | 26.0 GB | 2 bytes | GPU | setup |" in shown.text
    assert "| => | gpu-l40s | L40S | 47.6 GB | 55% | fits | 0.000975 | 3.51 |" in shown.text
    assert shown.message.startswith("≈ 26.0 GB of 47.6 GB on L40S · fits")
    assert "No code that loads weights was found" in run(on(None, "pass"), "showMemory").text  # type: ignore[union-attr]


def chosen(outcome: Outcome) -> list[tuple[str, tuple[object, ...]]]:
    assert isinstance(outcome, Choose)
    return [(option.command.title, option.command.arguments) for option in outcome.options]


def test_the_tiers_are_ranked_by_fit_and_price() -> None:
    assert chosen(run(on("gpu-t4"), "chooseHardware")) == [
        ("gpu-l40s (48 GB, $3.51/h): fits", ("gpu-l40s",)),
        ("gpu-a100-large (80 GB, $5.04/h): fits", ("gpu-a100-large",)),
        ("gpu-h100 (80 GB, $5.49/h): fits", ("gpu-h100",)),
        ("gpu-t4 (16 GB, $0.81/h): does not fit", ("gpu-t4",)),
    ]
    spread = A_13B.replace(").to('cuda')", ", device_map='auto')")
    assert len(chosen(run(on(None, spread), "chooseHardware"))) == len(proposable())
    assert chosen(run(on(None, "pass"), "chooseHardware"))[0] == (
        "gpu-t4 (16 GB, $0.81/h)", ("gpu-t4",),
    )  # fmt: skip


def edited(made: Project, outcome: Outcome) -> Project:
    assert isinstance(outcome, Apply)
    texts = {path: document.text for path, document in made.documents.items()}
    for file in outcome.fix.files:
        texts[file.path] = apply_edits(texts[file.path], file.edits)
    return project(texts)


def test_what_was_chosen_is_declared_where_a_tier_is_declared() -> None:
    places = [
        on(None),
        on("gpu-t4"),
        project({**FILES, "cog-safe-push.yaml": "model: a/b\ndeployment: {hardware: gpu-t4}\n"}),
        project({**FILES, "cog-lsp.toml": 'hardware = "gpu-t4"\n'}),
    ]
    for made in places:
        after = edited(made, run(made, "declareHardware", "gpu-h100"))
        assert [declared.sku for declared in after.hardware] == ["gpu-h100"]


@pytest.mark.parametrize("arguments", [(), (3,), ("gpu-x",), (None,), ({},)])
def test_a_choice_of_nothing_changes_nothing(arguments: tuple[object, ...]) -> None:
    assert isinstance(run(on("gpu-t4"), "declareHardware", *arguments), ShowMessage)
    assert isinstance(run(on("gpu-t4"), "declareHardware", "gpu-t4"), ShowMessage)


def test_the_command_for_replicate_is_copied() -> None:
    made = on("gpu-l40s")
    ways = chosen(run(made, "copyHardwareCommand"))
    assert [arguments for _, arguments in ways] == [("gpu-l40s", number) for number in range(4)]
    copied = run(made, "copyHardwareCommand", "gpu-l40s", 0)
    assert isinstance(copied, CopyText)
    assert copied.text == "replicate model create OWNER/NAME --private --hardware gpu-l40s"
    request = run(made, "copyHardwareCommand", "gpu-h100", 3)
    assert isinstance(request, CopyText)
    assert request.text.startswith("curl -X PATCH https://api.replicate.com/v1/deployments/")
    assert request.text.endswith("""-d '{"hardware": "gpu-h100"}'""")


def test_the_model_is_named_where_something_names_it() -> None:
    safe_push = {"cog-safe-push.yaml": "model: acme/up\ntest_hardware: gpu-t4\n"}
    image = {"cog.yaml": FILES["cog.yaml"] + "image: r8.im/acme/up\n"}
    for files in (safe_push, image):
        copied = run(project({**FILES, **files}), "copyHardwareCommand", "gpu-t4", 0)
        assert isinstance(copied, CopyText)
        assert copied.text == "replicate model create acme/up --private --hardware gpu-t4"


def test_without_a_declared_tier_one_is_asked_for() -> None:
    titles = [title for title, _ in chosen(run(on(None), "copyHardwareCommand"))]
    assert titles[0] == "gpu-l40s (48 GB, $3.51/h): fits"
    odd = run(on(None), "copyHardwareCommand", "gpu-l40s", "x")
    assert len(chosen(odd)) == 4
