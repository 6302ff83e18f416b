"""The rules that go beyond Cog's own verdict: what they say, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix
from cog_lsp.knowledge.cog import sdk_versions
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.plan import DeleteEntry, EntryToDirective, SetScalar
from tests.projects import project

PREDICT = """\
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        return prompt
"""
BUILD = 'build:\n  python_version: "3.12"\n'
TARGET = "run: predict.py:Predictor\n"
SHA = "0123456789abcdef0123456789abcdef01234567"


def laid(config: str, **files: str) -> Project:
    """The project as if it lay on a disk, where ``a__b`` is the file ``a.b``."""
    named = {name.replace("__", "."): text for name, text in files.items()}
    made = project({"predict.py": PREDICT, **named, "cog.yaml": config})
    folders = {path.rpartition("/")[0] for path in made.documents if "/" in path}
    return replace(made, names=frozenset({*made.documents, *folders}))


def found(made: Project, rule: str) -> list[Finding]:
    return [finding for finding in engine.check(made).findings if finding.rule == rule]


def texts(made: Project, rule: str) -> list[str]:
    """The source text of each finding's place."""
    return [made.documents[f.path].slice(f.span) for f in found(made, rule)]


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (BUILD + "  system_package: [a]\n", "did you mean `system_packages`?"),
        (BUILD + "  Python-Version: x\n", "did you mean `python_version`?"),
        (BUILD + "  requirements: a.txt\n", "did you mean `python_requirements`?"),
        (BUILD + "  cuda_version: '12.1'\n", "did you mean `cuda`?"),
        ("gpu: true\n" + BUILD, "Cog reads `build.gpu`"),
        (
            BUILD + "  predict: a\n",
            "does nothing; Cog reads `predict` at the top level",
        ),
        (BUILD + "hardware: gpu-t4\n", "the hardware is chosen on Replicate"),
        (BUILD + "deployment:\n  name: x\n", "the hardware is chosen on Replicate"),
        (BUILD + "  fast: true\n", "was removed in Cog 0.17.0"),
        (BUILD + "concurrency: {max: 1, default_target: 2}\n", "Cog never reads"),
        (BUILD + "zzz: 1\n", "it reads `build`, `run`"),
        (
            "model: a.b/c\nweights: [{name: w, target: /w, source: {url: x}}]\n",
            "did you mean `uri`",
        ),
    ],
)
def test_unknown_keys(config: str, says: str) -> None:
    (finding,) = found(laid(config), "unknown-key")
    assert says in finding.message
    assert finding.plans


@pytest.mark.parametrize(
    ("entry", "declared"),
    [
        ("hardware: gpu-l40s", "gpu-l40s"),
        ("hardware: A100", "gpu-a100-large"),
        ("accelerator: nvidia-tesla-t4", "gpu-t4"),
        ("deployment:\n  hardware: gpu-h100", "gpu-h100"),
        ("deployment:\n  name: my-l40s", None),
        ("deployment:\n  hardware: T4\n  min_instances: 1", None),
        ("hardware: a40", None),
        ("gpus: 2", None),
        ("accelerator: A10G", None),
    ],
)
def test_hardware_that_a_key_names_is_declared(entry: str, declared: str | None) -> None:
    made = laid(BUILD + TARGET + entry + "\n")
    (finding,) = found(made, "unknown-key")
    written = [plan.directive for plan in finding.plans if isinstance(plan, EntryToDirective)]
    assert written == ([f"hardware={declared}"] if declared else [])


@pytest.mark.parametrize("gpu", ['"A100"', "A100", "1", "[a]"])
def test_a_gpu_that_is_named_is_told_where_to_go(gpu: str) -> None:
    (finding,) = found(laid(BUILD + f"  gpu: {gpu}\n" + TARGET), "wrong-type")
    assert ("chosen on Replicate" in finding.message) == (gpu != "1")


def test_a_lost_class_is_told_the_nearest_and_where_it_is() -> None:
    made = laid(BUILD + "run: predict.py:Predicter\n")
    (finding,) = found(made, "target-not-found")
    assert "did you mean `Predictor`?" in finding.message
    (related,) = finding.related
    assert made.documents[related.path].slice(related.span) == "Predictor"


def test_a_lost_train_function_is_not_taken_for_the_only_class() -> None:
    (finding,) = found(laid(BUILD + TARGET + "train: predict.py:train\n"), "target-not-found")
    assert "it has `Predictor`" in finding.message
    assert not finding.plans


@pytest.mark.parametrize(
    ("item", "written"),
    [
        ("FOO = bar", "FOO=bar"),
        ("FOO =bar", "FOO=bar"),
        ("export FOO=a b", "FOO=a b"),
        ("FOO bar", None),
        ("FOO BAR=x", None),
    ],
)
def test_blanks_around_the_equals_sign(item: str, written: str | None) -> None:
    made = laid(BUILD + TARGET + f"environment: ['{item}']\n")
    (finding,) = found(made, "environment-not-key-value")
    assert [plan.value for plan in finding.plans if isinstance(plan, SetScalar)] == (
        [written] if written else []
    )


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        ("predict:Predictor", "predict.py:Predictor"),
        ("predict.py", "predict.py:Predictor"),
        ("Predictor", "predict.py:Predictor"),
        ("predict.Predictor", "predict.py:Predictor"),
        ("a.b.thing", "a/b.py:thing"),
        ("thing", None),  # in two files
        ("other.Predictor", None),
        ("nothing", None),
    ],
)
def test_references_without_their_form(value: str, mended: str | None) -> None:
    thing = "def thing():\n    return 1\n"
    texts = {"predict.py": f"import a.b, c\n{PREDICT}", "a/b.py": thing, "c.py": thing}
    made = laid(BUILD + f"run: {value}\ntrain: predict.py:thing\n", **texts)
    plans = [
        plan
        for finding in found(made, "bad-target-reference")
        for plan in finding.plans
        if isinstance(plan, SetScalar)
    ]
    assert [plan.value for plan in plans] == ([mended] if mended else [])


@pytest.mark.parametrize(
    ("image", "written"),
    [
        ("Foo/Bar", "foo/bar"),
        ("Foo/bar:Latest", "foo/bar:Latest"),
        ("localhost:5000/Foo", "localhost:5000/foo"),
        ("Host.example/Foo", "Host.example/foo"),
        ("foo/bar:Latest", None),
        ("Foo/$NAME", None),
    ],
)
def test_capitals_in_the_name_of_an_image(image: str, written: str | None) -> None:
    findings = found(laid(BUILD + TARGET + f"image: {image}\n"), "image-form")
    plans = [plan for item in findings for plan in item.plans if isinstance(plan, SetScalar)]
    assert [plan.value for plan in plans] == ([written] if written else [])


@pytest.mark.parametrize(
    ("command", "quoted"),
    [
        ('curl -H "A: b" https://x', "'curl -H \"A: b\" https://x'"),
        ("echo it's: b", '"echo it\'s: b"'),
        ("echo a: b", '"echo a: b"'),
        ("echo a:", '"echo a:"'),
    ],
)
def test_a_command_that_yaml_reads_as_a_mapping(command: str, quoted: str) -> None:
    made = laid(BUILD + f"  run:\n    - {command}  # why\n" + TARGET)
    (finding,) = [f for f in engine.check(made).findings if f.path == "cog.yaml"]
    assert finding.rule == "empty-run-command"
    fix = carry_out(made, finding.plans[0])
    assert isinstance(fix, Fix)
    mended = engine.apply_fix(made, fix).texts["cog.yaml"]
    assert mended == BUILD + f"  run:\n    - {quoted}  # why\n" + TARGET


def test_a_weight_that_is_no_mapping_is_one_finding() -> None:
    made = laid(BUILD + TARGET + "model: r8.im/a/b\nweights:\n  - hf://a/b\n")
    (finding, *more) = [
        f
        for f in engine.check(made).findings
        if f.span.text(made.config.document.text) == "hf://a/b"
    ]
    assert finding.rule == "wrong-type"
    assert more == []


@pytest.mark.parametrize(
    ("entry", "mended"),
    [
        ("run: [predict.py:Predictor]  # why\n", "run: predict.py:Predictor  # why\n"),
        ('run:\n  - "predict.py:Predictor"  # why\n', 'run: "predict.py:Predictor"  # why\n'),
        ("run:\n- predict.py:Predictor\n", "run: predict.py:Predictor\n"),
        ("run:  # why\n- predict.py:Predictor\n", None),
        ("run: [predict.py:Predictor, b.py:B]\n", None),
    ],
)
def test_the_one_item_of_a_list_becomes_the_value(entry: str, mended: str | None) -> None:
    made = laid(BUILD + entry)
    (finding,) = found(made, "wrong-type")
    fixes = [carry_out(made, plan) for plan in finding.plans]
    assert [
        engine.apply_fix(made, fix).texts["cog.yaml"] for fix in fixes if isinstance(fix, Fix)
    ] == ([BUILD + mended] if mended is not None else [])


@pytest.mark.parametrize(
    ("rest", "kinds"),
    [
        ("concurrency: {max: 0}\n", None),
        ("concurrency: {max: 1}\n", [DeleteEntry]),
        ("concurrency: {max: 1}\nenvironment: [COG_MAX_CONCURRENCY=4]\n", []),
        ("concurrency: {max: 4}\n", []),
    ],
)
def test_a_deprecated_number_of_predictions(rest: str, kinds: list[type] | None) -> None:
    findings = found(laid(BUILD + TARGET + rest), "deprecated-key")
    assert [[type(plan) for plan in item.plans] for item in findings] == (
        [kinds] if kinds is not None else []
    )


def test_a_bare_source_is_no_item_of_weights() -> None:
    (finding,) = found(laid(BUILD + TARGET + "weights: hf://a/b\n"), "wrong-type")
    assert finding.plans == ()


def test_a_number_for_concurrency_becomes_its_maximum() -> None:
    made = laid(BUILD + TARGET + "concurrency: 5  # why\n")
    (finding,) = found(made, "wrong-type")
    (plan,) = finding.plans
    fix = carry_out(made, plan)
    assert isinstance(fix, Fix)
    mended = engine.apply_fix(made, fix).texts["cog.yaml"]
    assert mended == BUILD + TARGET + "concurrency:\n  max: 5  # why\n"


@pytest.mark.parametrize(
    ("item", "severity", "mended"),
    [
        ("ffmpeg libsm6", Severity.HINT, "    - ffmpeg\n    - libsm6"),
        ('"ffmpeg  libsm6=1.2*"', Severity.HINT, '    - "ffmpeg"\n    - "libsm6=1.2*"'),
        ("libtag1-dev>=1.9", Severity.WARNING, "    - libtag1-dev"),
        ('"a\\n"', Severity.ERROR, '    - "a"'),
        ("ffmpeg && make", Severity.WARNING, None),
        ("libtag1-dev<2", Severity.WARNING, None),
    ],
)
def test_items_that_are_no_name_of_a_package(
    item: str, severity: Severity, mended: str | None
) -> None:
    made = laid(BUILD + f"  system_packages:\n    - {item}  # why\n" + TARGET)
    (finding,) = found(made, "apt-package-name")
    assert finding.severity is severity
    fixes = [carry_out(made, plan) for plan in finding.plans]
    assert [
        engine.apply_fix(made, fix).texts["cog.yaml"] for fix in fixes if isinstance(fix, Fix)
    ] == ([BUILD + f"  system_packages:\n{mended}  # why\n" + TARGET] if mended is not None else [])


@pytest.mark.parametrize(
    ("command", "marked"),
    [
        ("nvidia-smi", "nvidia-smi"),
        ("make && /usr/bin/nvidia-smi -L | tee x", "/usr/bin/nvidia-smi"),
        ("nvidia-smi || true", None),
        ("which nvidia-smi", None),
        ("apt-get install -y nvidia-smi", None),
        ("python -c 'import torch; torch.zeros(1).cuda()'", ".cuda()"),
        (
            "python3 -c 'import torch; assert torch.cuda.is_available()'",
            "assert torch.cuda.is_available()",
        ),
        ("python -c 'import torch; print(torch.cuda.is_available())'", None),
        ('python -c \'x.to("cuda" if y else "cpu")\'', None),
        ("python -c 'm.to(\"cuda:0\")'", '.to("cuda:0")'),
        ("echo .cuda()", None),
        ("pip install cuda-python", None),
    ],
)
def test_commands_that_need_a_gpu(command: str, marked: str | None) -> None:
    made = laid(BUILD + f"  run:\n    - >-\n      {command}\n" + TARGET)
    assert texts(made, "run-needs-gpu") == ([marked] if marked else [])


def test_a_lost_file_is_told_what_there_is() -> None:
    made = laid(BUILD + "run: zzz.py:Nothing\n", other__py="")
    (finding,) = found(made, "target-not-found")
    assert "`other.py` and `predict.py`" in finding.message


def test_a_lost_file_is_told_where_its_class_is() -> None:
    (finding,) = found(laid(BUILD + "run: zzz.py:Predictor\n"), "target-not-found")
    assert "did you mean `predict.py`?" in finding.message


def test_a_class_behind_a_place_that_does_not_parse_is_not_said_to_be_missing() -> None:
    broken = 'class Predictor(Base):\n    """\n        ),\n        fast: bool = Input(\n'
    (finding,) = found(laid(BUILD + TARGET, predict__py=broken), "target-not-found")
    assert "syntax error" in finding.message


def test_a_project_that_is_nowhere_is_not_asked_for_its_files() -> None:
    assert found(project({"cog.yaml": BUILD + TARGET}), "target-not-found") == []


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ("3.12.1", Severity.HINT),
        ("3.12.x", Severity.WARNING),
        ("3.12 ", Severity.ERROR),
        ("3.12.ü", Severity.ERROR),
        ("3.12", None),
        ("3.9.1", None),
    ],
)
def test_more_than_a_minor_version(version: str, severity: Severity | None) -> None:
    made = laid(f'build:\n  python_version: "{version}"\n' + TARGET)
    assert [finding.severity for finding in found(made, "python-patch-version")] == (
        [] if severity is None else [severity]
    )


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ("3.9", Severity.ERROR),
        ("3.10", None),
        ("3.13", None),
        ("3.14", Severity.INFORMATION),
        ("3.15", Severity.WARNING),
    ],
)
def test_the_range_of_pythons(version: str, severity: Severity | None) -> None:
    made = laid(f'build:\n  python_version: "{version}"\n' + TARGET)
    assert [finding.severity for finding in found(made, "python-version-unsupported")] == (
        [] if severity is None else [severity]
    )


@pytest.mark.parametrize(
    ("written", "fires"), [("3.10", True), ("3.20", True), ("3.11", False), ("3", False)]
)
def test_a_number_that_loses_a_zero(written: str, fires: bool) -> None:
    made = laid(f"build:\n  python_version: {written}\n" + TARGET)
    assert bool(found(made, "python-version-unquoted")) is fires


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("pip install -r requirements.txt", "requirements.txt"),
        ("python -m pip install -r requirements.txt", "requirements.txt"),
        ("pip install -e .", "."),
        ("pip install .", "."),
        ("pip install -e ./lib", "./lib"),
        ("bash scripts/install.sh", "scripts/install.sh"),
        ("./scripts/install.sh", "./scripts/install.sh"),
        ("python setup.py install", "setup.py"),
        ("FORCE=1 python setup.py install", "setup.py"),
        ("pip list && python setup.py", "setup.py"),
        ("pip install -r other.txt", None),
        ("pip install -r /tmp/requirements.txt", None),
        ("python -m setup.py", None),
        ("python -c 'print(1)' setup.py", None),
        ("cd /opt && pip install -e .", None),
        ("git clone https://a.b/c && pip install -r c/requirements.txt", None),
        ("wget https://a.b/setup.py && python setup.py", None),
        ("pip install requests", None),
        ("make", None),
    ],
)
def test_commands_that_need_the_source(command: str, file: str | None) -> None:
    made = laid(
        BUILD + f'  run:\n    - "{command}"\n' + TARGET,
        **{"requirements__txt": "", "setup__py": "", "lib/a__py": "", "scripts/install__sh": ""},
    )
    assert texts(made, "run-needs-source") == ([] if file is None else [file])


def test_a_file_that_an_earlier_command_brought_is_there() -> None:
    config = BUILD + "  run:\n    - curl -O https://a.b/setup.py\n    - python setup.py\n" + TARGET
    assert found(laid(config, setup__py=""), "run-needs-source") == []


@pytest.mark.parametrize(
    ("command", "fires"),
    [
        ("cd /opt", True),
        ("export A=b", True),
        ("A=b", True),
        ("source /opt/env", True),
        (". /opt/env", True),
        ("cd /opt && make", False),
        ("cd /opt; make", False),
        ("export A=b && pip list", False),
        ("A=b pip list", False),
        ("mkdir /opt", False),
    ],
)
def test_commands_without_effect(command: str, fires: bool) -> None:
    made = laid(BUILD + f"  run:\n    - {command}\n" + TARGET)
    assert bool(found(made, "run-without-effect")) is fires


@pytest.mark.parametrize(
    ("commands", "fires"),
    [
        (["apt-get install -y ffmpeg"], True),
        (["apt-get update && apt-get install ffmpeg"], True),
        (["apt-get update && apt-get install -y ffmpeg"], False),
        (["apt-get update -qq && apt-get install -qqy ffmpeg"], False),
        (["apt update; apt install --yes ffmpeg"], False),
        (["apt-get update", "apt-get install -y ffmpeg"], False),
        (["apt-get update && rm -rf /var/lib/apt/lists/*", "apt-get install -y ffmpeg"], True),
        (["wget https://a.b/x.deb && apt-get install -y ./x.deb"], False),
        (["curl -s https://a.b/script.deb.sh | sudo bash && apt-get install -y git-lfs"], False),
        (["curl -s https://a.b/script.deb.sh | bash && apt-get install git-lfs"], True),
        (["apt update && apt install"], False),
        (["echo apt-get"], False),
    ],
)
def test_apt_in_commands(commands: list[str], fires: bool) -> None:
    lines = "".join(f'    - "{command}"\n' for command in commands)
    assert bool(found(laid(BUILD + "  run:\n" + lines + TARGET), "run-apt-get")) is fires


@pytest.mark.parametrize(
    ("build", "package", "severity"),
    [
        ("gpu: true\n  cuda: '12.1'", "libgl1-mesa-glx", Severity.HINT),
        ("gpu: true\n  cuda: '12.8'", "libgl1-mesa-glx", Severity.WARNING),
        ("gpu: true\n  cuda: '11.8'", "libssl1.1", Severity.WARNING),
        ("gpu: false", "libgl1-mesa-glx", Severity.INFORMATION),
        ("gpu: true\n  cuda: '12.8'", "libgl1", None),
        ("gpu: false", "python3-dev", None),
    ],
)
def test_packages_of_one_release(build: str, package: str, severity: Severity | None) -> None:
    made = laid(BUILD + f"  {build}\n  system_packages: [{package}]\n" + TARGET)
    assert [finding.severity for finding in found(made, "apt-release-bound")] == (
        [] if severity is None else [severity]
    )


@pytest.mark.parametrize(
    ("image", "fires"),
    [
        ("r8.im/owner/name", False),
        ("r8.im/owner/name:v1", True),
        ("r8.im/Owner/name", True),
        ("r8.im/name", True),
        ("https://replicate.com/owner/name", True),
        ("replicate.com/owner/name", True),
        ("ghcr.io/owner/name:V1", False),
        ("my-model", False),
        ("r8.im/$OWNER/name", False),
        ("r8.im/<owner>/<name>", False),
    ],
)
def test_images(image: str, fires: bool) -> None:
    assert bool(found(laid(BUILD + TARGET + f'image: "{image}"\n'), "image-form")) is fires


@pytest.mark.parametrize(
    ("item", "fires"),
    [
        ("OPENAI_API_KEY=4f9d8c7b6a5e4f3d2c1b0a99", True),
        ("HF_TOKEN=hf_" + "aB3dE5gH7jK9" * 3, True),
        ("ANYTHING=hf_" + "aB3dE5gH7jK9" * 3, True),
        ("DB_PASSWORD=correcthorse", True),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENG", True),
        ("ANYTHING=hf_" + "x" * 34, False),
        ("HF_TOKEN=", False),
        ("HF_TOKEN=changeme", False),
        ("HF_TOKEN=$HF_TOKEN", False),
        ("API_KEY=<your-api-key>", False),
        ("MAX_TOKENS=40960000", False),
        ("TOKENIZERS_PARALLELISM=false", False),
        ("GOOGLE_APPLICATION_CREDENTIALS=/src/credentials.json", False),
        ("SECRET_NAME=my-secret-name", False),
        ("PAD_TOKEN=12345678", False),
    ],
)
def test_secrets(item: str, fires: bool) -> None:
    made = laid(BUILD + TARGET + f'environment:\n  - "{item}"\n')
    assert bool(found(made, "secret-in-environment")) is fires


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        ("concurrency: {max: 4}\nenvironment: [COG_MAX_CONCURRENCY=2]\n", "environment-overridden"),
        ("environment: [COG_MAX_CONCURRENCY=two]\n", "environment-overridden"),
        ("environment: [COG_SETUP_TIMEOUT=0]\n", "environment-overridden"),
        ("environment: [COG_SETUP_TIMEOUT=600]\n", None),
        ("environment: [COG_MAX_CONCURRENCY=4]\n", "concurrency-needs-async"),
        ("environment: [COG_MAX_CONCURRENCY=1]\n", None),
    ],
)
def test_cogs_own_variables(config: str, rule: str | None) -> None:
    made = laid(BUILD + TARGET + config)
    rules = ("environment-overridden", "concurrency-needs-async")
    said = {finding.rule for finding in engine.check(made).findings if finding.rule in rules}
    assert said - {"concurrency-needs-async"} <= {rule}
    assert rule is None or rule in said


@pytest.mark.parametrize(
    ("uri", "fires"),
    [
        ("hf://a/b", True),
        ("hf://a/b@main", True),
        (f"hf://a/b@{SHA}", False),
        ("https://a.b/c.bin", False),
        ("file://weights", False),
    ],
)
def test_weights_that_follow_a_branch(uri: str, fires: bool) -> None:
    weight = f"weights: [{{name: w, target: /w, source: {{uri: '{uri}'}}}}]\n"
    made = laid(BUILD + TARGET + "model: r8.im/a/b\n" + weight)
    assert bool(found(made, "weights-unpinned")) is fires


def test_a_folder_that_is_imported_already_may_be_gone() -> None:
    weight = "weights: [{name: w, target: /w, source: {uri: 'file://gone'}}]\n"
    config = BUILD + TARGET + "model: r8.im/a/b\n" + weight
    (finding,) = found(laid(config), "weight-uri")
    assert finding.severity is Severity.WARNING
    lock = '{"version": 1, "weights": [{"name": "w", "target": "/w"}]}'
    assert found(laid(config, weights__lock=lock), "weight-uri") == []


@pytest.mark.parametrize(
    ("target", "fires"),
    [("/src", True), ("/", False), ("/src/weights", False), ("/src/lib", True), ("/srcs", False)],
)
def test_weights_over_code(target: str, fires: bool) -> None:
    weight = f"weights: [{{name: w, target: {target}, source: {{uri: 'hf://a/b'}}}}]\n"
    files = {"predict__py": "import lib.a\n" + PREDICT, "lib/a__py": ""}
    made = laid(BUILD + TARGET + "model: r8.im/a/b\n" + weight, **files)
    assert bool(found(made, "weights-hide-code")) is fires


def test_findings_of_one_file_have_each_a_place_of_their_own() -> None:
    config = (
        'build:\n  python_version: "3.8"\n  cuda: "10.1"\n'
        "predict: predict:Predictor\nenvironment: [PATH=a, B]\nconcurrency: {max: 0}\n"
    )
    errors = [f for f in engine.check(laid(config)).findings if f.severity is Severity.ERROR]
    assert len({finding.span for finding in errors}) == len(errors) >= 6


@pytest.mark.parametrize(
    ("version", "pinned"),
    [("prerelease", True), ("0.17.0rc1", True), ("0.17.0-dev", True), ("9.0.0rc1", False)],
)
def test_a_prerelease_is_pinned_to_a_release_that_is_not_older(version: str, pinned: bool) -> None:
    text = f"build:\n  python_version: '3.12'\n  sdk_version: '{version}'\n"
    (finding,) = found(laid(text), "sdk-version-prerelease")
    wanted = [sdk_versions().newest] if pinned else []
    assert [plan.value for plan in finding.plans if isinstance(plan, SetScalar)] == wanted
