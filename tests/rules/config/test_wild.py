"""What real cog.yaml look like: each oddity is survived, and says no more than it should.

The oddities are those met in some 160 public projects. A project is as it lies on a disk.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Severity

PREDICT = """\
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        return prompt
"""
BUILD = 'build:\n  python_version: "3.11"\n'
RUN = "run: predict.py:Predictor\n"


def said(root: Path, files: dict[str, str | bytes], least: Severity) -> list[str]:
    """The rules of cog.yaml's own family, and of secrets, that speak at ``least`` that loudly."""
    for name, content in {"predict.py": PREDICT, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    checked = engine.check(ProjectLoader(root).load())
    assert checked.faults == ()
    return [
        found.rule
        for found in checked.findings
        if found.code.startswith(("COG1", "COG7")) and found.severity >= least
    ]


@pytest.mark.parametrize(
    "config",
    [
        "build:\n  python_version: 3.11\n" + RUN,
        "build:\n  python_version: '3.11'\n" + RUN,
        BUILD + "  run: null\n" + RUN,
        BUILD + "  run:\n" + RUN,
        BUILD + "  run:\n  - command: pip list\n" + RUN,
        BUILD + '  python_packages:\n    - "--extra-index-url https://a.b/whl/cu118"\n' + RUN,
        BUILD + "  python_packages:\n    - torch==1.12.1 --extra-index-url https://a.b/whl\n" + RUN,
        BUILD + "  python_packages:\n    - https://a.b/x-1.0-py3-none-any.whl\n" + RUN,
        BUILD + "  python_packages:\n    - numpy===1.22.0\n    - torch == 2.5.1\n" + RUN,
        (BUILD + RUN).replace("\n", "\r\n"),
        "build:\n    python_version: '3.11'\n    system_packages:\n        - 'ffmpeg'\n" + RUN,
        "build:\n  python_version: '3.11'\n  system_packages:\n  - ffmpeg\n" + RUN,
        "---\n" + BUILD + RUN,
        "# Configuration for Cog ⚙️\n# Reference: https://cog.run/yaml\n\n" + BUILD + RUN,
        BUILD + "\n" + RUN + "\nimage: r8.im/owner/name\n",
        BUILD + RUN + "# image: 'r8.im/owner/name'\n",
        BUILD + RUN + "train: predict.py:Predictor\n".replace("predict.py:Predictor", "t.py:train"),
        BUILD + 'run: "predict-1.3b.py:Predictor"\n',
        BUILD + "run: main.py:run\n",
        BUILD + "run: sub/predict.py:Predictor\n",
        BUILD + 'run: "$PREDICT_FILE:Predictor"\n',
        BUILD + "run: '{{ file }}'\n",
        BUILD + "  run:\n    - apt-get update && apt-get install -y git-lfs\n" + RUN,
        BUILD + "  run:\n    - curl -o /bin/pget -L https://a.b/pget && chmod +x /bin/pget\n" + RUN,
        BUILD + "  run:\n    - pip install git+https://github.com/a/b@0123456\n" + RUN,
        BUILD + "  run:\n    - git clone https://a.b/c && cd c && pip install -e .\n" + RUN,
        BUILD + "  run:\n    - mkdir -p /root/.cache/torch/hub\n    - echo x > /src.txt\n" + RUN,
        BUILD + '  run:\n    - python -c "import torch; print(torch.__version__)"\n' + RUN,
        BUILD + "  run:\n    - python -m pip install -U pip\n" + RUN,
        BUILD + "  system_packages:\n    - libgl1\n    - 'libglib2.0-0'\n    - g++\n" + RUN,
        BUILD + RUN + "environment:\n  - HF_HOME=/src/.cache\n  - TOKENIZERS_PARALLELISM=false\n",
        BUILD + RUN + "environment:\n  - MAX_TOKENS=4096\n  - HF_TOKEN=\n  - API_KEY=<your-key>\n",
        BUILD + RUN + 'environment:\n  - PROMPT="a photo of"\n  - URL=https://a.b/?c=d&e=f\n',
        "x-packages: &apt [ffmpeg]\n" + BUILD + "  system_packages: *apt\n" + RUN,
        "shared: &shared {gpu: false}\nbuild:\n  <<: *shared\n  python_version: '3.11'\n" + RUN,
        BUILD + RUN + "concurrency:\n  max: 1\n",
    ],
)  # fmt: skip
def test_nothing_is_wrong_with_it(tmp_path: Path, config: str) -> None:
    files: dict[str, str | bytes] = {
        "cog.yaml": config,
        "predict-1.3b.py": PREDICT,
        "sub/predict.py": PREDICT,
        "main.py": "def run(prompt: str) -> str:\n    return prompt\n",
        "t.py": "from cog import Path\n\n\ndef train(prompt: str) -> Path:\n    return Path('x')\n",
        "requirements.txt": "torch==2.1.0\n",
        "setup.py": "",
    }
    assert said(tmp_path, files, Severity.WARNING) == []


@pytest.mark.parametrize(
    ("config", "rules"),
    [
        ("build:\n  python_version: 3.8\n" + RUN, ["python-version-unsupported"]),
        (BUILD + RUN + "train:\n  file: t.py\n", ["wrong-type"]),
        (BUILD + RUN + "concurrency: 32\n", ["wrong-type"]),
        (BUILD + "run: gone.py:Predictor\n", ["target-not-found"]),
        (BUILD + "run: sub/gone.py:Predictor\n", ["target-not-found"]),
    ],
)
def test_what_cog_refuses_is_said_once(tmp_path: Path, config: str, rules: list[str]) -> None:
    files: dict[str, str | bytes] = {"cog.yaml": config, "sub/predict.py": PREDICT}
    assert said(tmp_path, files, Severity.WARNING) == rules


def test_a_predictor_that_is_no_text_is_there(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"cog.yaml": BUILD + RUN, "predict.py": b"\xff\xfe\x00\xd8"}
    assert said(tmp_path, files, Severity.WARNING) == []


def test_a_template_of_a_cog_yaml_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml.in").write_text("build: [\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "cog.yaml").write_text(BUILD + RUN)
    (tmp_path / "a" / "predict.py").write_text(PREDICT)
    assert said(tmp_path / "a", {}, Severity.WARNING) == []
