"""COG402: which starts of Python are found, what is said of them, and what keeps it silent."""

from __future__ import annotations

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior import model_load_in_predict, model_load_in_subprocess
from cog_lsp.rules.finding import Finding, Severity
from tests.projects import project

from .support import predictor

check = model_load_in_subprocess.check

LOADS = """
import argparse
from transformers import AutoModel


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="org/model")
    args = parser.parse_args()
    print(AutoModel.from_pretrained(args.model))


if __name__ == "__main__":
    main()
"""
FILLS = """
import sys
import torch
from network import Network

if __name__ == "__main__":
    model = Network()
    model.load_state_dict(torch.load(sys.argv[1])["state"])
"""
MAYBE_LOADS = """
import argparse
import torch

args = argparse.ArgumentParser().parse_args()
if args.task == "t2v":
    model = torch.hub.load("a/b", "c")
"""
IMPORTS = "import helper\n\nprint(helper.torch)\n"
HARMLESS = "import argparse\n\nif __name__ == '__main__':\n    print('done')\n"


def predict(lines: str, **files: str) -> Project:
    body = "".join(f"\n    {line}" for line in lines.splitlines())
    return predictor(f"def predict(self, x: str, y: bool) -> str:{body}\n    return x", **files)


def findings(made: Project) -> list[Finding]:
    return list(check.run(made))


WAYS = {
    "a list": "subprocess.run(['python', 'infer.py', '--text', x], check=True)",
    "the running interpreter": "subprocess.run([sys.executable, './infer.py'])",
    "options, and /src": "subprocess.check_call(['python3', '-u', '/src/infer.py'])",
    "a text": "os.system(f'python infer.py --text {x}')",
    "the running interpreter, in a text": "os.system(f'{sys.executable} infer.py --text {x}')",
    "a variable": "cmd = ['python', 'infer.py']\nsubprocess.run(cmd)",
    "a list that grows": "cmd = ['python', 'infer.py']\ncmd += ['--text', x]\nsubprocess.run(cmd)",
    "a list that may grow": "cmd = ['python', 'infer.py']\nif y:\n    cmd += [x]\n"
    "subprocess.run(cmd)",
    "a list that grows in a loop": "cmd = ['python', 'infer.py']\nfor c in x:\n    cmd += [c]\n"
    "subprocess.run(cmd)",
    "two lists": "subprocess.run(['python', 'infer.py'] + self.more(x))",
    "a text that grows": "cmd = 'python infer.py'\ncmd += ' --text ' + x\nos.system(cmd)",
    "a text that is split": "import shlex\nsubprocess.run(shlex.split(f'python infer.py {x}'))",
    "a text that splits itself": "subprocess.run(f'python infer.py {x}'.split())",
    "a shell in a list": "subprocess.run(['bash', '-c', 'python infer.py'])",
    "behind a cd": "os.system('cd . && FAST=1 python infer.py > log')",
    "a launcher": "subprocess.run(['torchrun', '--nproc_per_node=1', 'infer.py', x])",
    "another launcher": "subprocess.call('accelerate launch --num_processes 1 infer.py')",
    "a module": "subprocess.run(['python', '-m', 'infer'])",
    "asyncio": "import asyncio\nasyncio.create_subprocess_exec('python', 'infer.py', x)",
    "a pipe": "p = subprocess.Popen(['python', 'infer.py'])\np.wait()",
    "where an input says so": "if y:\n    subprocess.run(['python', 'infer.py'])",
    "in a loop that tries again": "for _ in range(3):\n    subprocess.run(['python', 'infer.py'])",
    "in another function": "def go():\n    subprocess.run(['python', 'infer.py'])\ngo()",
}


@pytest.mark.parametrize("lines", WAYS.values(), ids=WAYS.keys())
def test_a_script_that_loads_is_found_however_it_is_started(lines: str) -> None:
    made = predict(lines, infer=LOADS)
    (finding,) = findings(made)
    assert finding.severity is Severity.WARNING
    assert "infer" in finding.message and "AutoModel.from_pretrained()" in finding.message
    assert [related.path for related in finding.related][:1] == ["infer.py"]
    assert list(model_load_in_predict.check.run(made)) == []
    assert findings(predict(lines, infer=HARMLESS)) == []


SILENT = {
    "kept on self": "self.server = subprocess.Popen(['python', 'infer.py'])",
    "looked for first": "if self.server is None:\n    subprocess.Popen(['python', 'infer.py'])",
    "if a file is missing": "if not os.path.exists('done'):\n    os.system('python infer.py')",
    "after a failure": "try:\n    self.go(x)\nexcept OSError:\n    os.system('python infer.py')",
    "a script of the request": "subprocess.run(['python', x])",
    "another interpreter of its own": "subprocess.run([self.python, 'infer.py'])",
    "no script": "subprocess.run(['python', '-c', 'import torch'])",
    "elsewhere, no weights named": "subprocess.run(['python', '/app/infer.py', '--seed', '1'])",
    "an unknown module": "subprocess.run(['python', '-m', 'somewhere.infer'])",
    "another program": "subprocess.run(['ffmpeg', '-i', 'infer.py', '--ckpt', 'a/b'])",
}


@pytest.mark.parametrize("lines", SILENT.values(), ids=SILENT.keys())
def test_what_may_be_right_is_left_alone(lines: str) -> None:
    assert findings(predict(lines, infer=LOADS)) == []


def test_a_start_in_setup_and_a_training_are_left_alone() -> None:
    run = "subprocess.run(['python', 'infer.py'])"
    body = f"def setup(self):\n    {run}\ndef predict(self) -> str:\n    return ''"
    assert findings(predictor(body, infer=LOADS)) == []
    trained = predict("subprocess.run(['python', 'train_lora.py'])", train_lora=LOADS)
    assert findings(trained) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("'/app/infer.py', '--ckpt_path', '/src/m.ckpt'", "`--ckpt_path /src/m.ckpt`"),
        ("'/app/infer.py', '--weights=w/m.pth'", "`--weights w/m.pth`"),
        ("'-m', 'pkg.infer', '--hf-repo', 'org/model-1b'", "`--hf-repo org/model-1b`"),
        ("'/app/infer.py', '-m', 'models/m.safetensors'", "`-m models/m.safetensors`"),
        ("'/app/infer.py', '--model', x", ""),
        ("'/app/infer.py', '--weights', '0.5'", ""),
        ("'/app/infer.py', '--output', 'out.onnx'", ""),
        ("'/app/infer.py', '--lora', 'style.safetensors'", ""),
        ("'-m', 'demucs', x", "loads weights again"),
        ("'-m', 'pip', 'install', x", ""),
    ],
)
def test_a_command_that_names_weights_is_enough(words: str, said: str) -> None:
    found = findings(predict(f"subprocess.run(['python', {words}])"))
    assert len(found) == bool(said)
    assert all(said in finding.message for finding in found)


def test_a_program_that_always_loads() -> None:
    (finding,) = findings(predict("subprocess.run(['demucs', x])"))
    assert "predict() runs `demucs` in a new process" in finding.message


def test_a_file_that_fills_a_model_is_a_load() -> None:
    made = predict("subprocess.run(['python', 'infer.py', x])", infer=FILLS)
    (finding,) = findings(made)
    assert "imports torch and loads weights again (torch.load())" in finding.message


@pytest.mark.parametrize(("script", "severity"), [(MAYBE_LOADS, "torch"), (IMPORTS, "torch")])
def test_a_script_that_only_is_known_to_import_torch_is_information(
    script: str, severity: str
) -> None:
    made = predict("subprocess.run(['python', 'infer.py', x])", infer=script, helper="import torch")
    (finding,) = findings(made)
    assert finding.severity is Severity.INFORMATION
    assert f"which imports {severity} again" in finding.message


@pytest.mark.parametrize("change", ["cwd", "chdir", "cd"])
def test_a_script_in_a_folder_of_its_own(change: str) -> None:
    lines = {
        "cwd": "subprocess.run(['python', 'infer.py'], cwd='sub')",
        "chdir": "os.chdir('./sub')\nsubprocess.run(['python', 'infer.py'])",
        "cd": "os.system('cd sub && python infer.py')",
    }[change]
    made = predict(lines, **{"sub/infer": LOADS})
    assert len(findings(made)) == 1


def test_a_function_is_told_of_a_class() -> None:
    text = (
        "import os\n\n\ndef run(x: str) -> str:\n    os.system('python infer.py')\n    return x\n"
    )
    made = project({"cog.yaml": "run: predict.py:run\n", "predict.py": text, "infer.py": LOADS})
    (finding,) = findings(made)
    assert "load once in the setup() of a class" in finding.message
