"""What comes to which path, and what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project.behavior import trace_script
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.project.fetches import names_fetched_to, names_in_url
from tests.projects import project

HEAD = """\
import os, subprocess
from pathlib import Path
import torch
from cog import BasePredictor
from diffusers import AutoencoderKL, DiffusionPipeline
from huggingface_hub import snapshot_download, hf_hub_download
"""
URL = "https://weights.replicate.delivery/default/black-forest-labs/FLUX.1-dev/files.tar"
FLUX = ("black-forest-labs/FLUX.1-dev", "FLUX.1-dev", "black-forest-labs")

# Code before and in setup(), and the names of what is in the folder "w".
CODE = {
    "a list of words": (f"URL = '{URL}'", "subprocess.check_call(['pget', '-x', URL, 'w'])", FLUX),
    "one text": ("", f"subprocess.run('pget -x {URL} w', shell=True)", FLUX),
    "os.system": ("", f"os.system('pget -x {URL} ./w/')", FLUX),
    "a function of the project": (
        "def fetch(url, dest):\n    subprocess.check_call(['pget', '-x', url, dest])",
        f"fetch('{URL}', 'w')",
        FLUX,
    ),
    "a function of somebody else": ("import tools", f"tools.download('{URL}', 'w')", FLUX),
    "from the environment": (
        f"os.environ['URL'] = '{URL}'", "subprocess.call(['pget', os.environ['URL'], 'w'])", FLUX,
    ),
    "by its default": (
        f"URL = os.environ.get('URL', '{URL}')", "subprocess.call(['pget', URL, 'w'])", FLUX,
    ),
    "beside the code": (
        "HERE = Path(__file__).resolve().parent",
        f"subprocess.call(['pget', '{URL}', str(HERE / 'w')])",
        FLUX,
    ),
    "beside the code, as text": (
        "HERE = os.path.dirname(os.path.abspath(__file__))",
        f"subprocess.call(['pget', '{URL}', os.path.join(HERE, 'w')])",
        FLUX,
    ),
    "a repository": ("", "snapshot_download('o/n', local_dir='w')", ("o/n",)),
    "a repository, to a cache": ("", "snapshot_download(repo_id='o/n', cache_dir='w')", ("o/n",)),
    "a file of a repository": (
        "", "hf_hub_download('o/n', 'f.pth', local_dir='w')", ("f.pth", "o/n"),
    ),
    "a cache": ("", "DiffusionPipeline.from_pretrained('o/n', cache_dir='w')", ("o/n",)),
    "what was loaded": (
        "",
        "vae = AutoencoderKL.from_pretrained('o/vae')\n"
        "pipe = DiffusionPipeline.from_pretrained('o/n', vae=vae)\npipe.save_pretrained('w')",
        ("o/n",),
    ),
    "elsewhere": ("", f"subprocess.call(['pget', '{URL}', 'v'])", ()),
    "nowhere that is known": ("", f"subprocess.call(['pget', '{URL}', self.dest])", ()),
    "another program": ("", f"subprocess.call(['echo', '{URL}', 'w'])", ()),
}  # fmt: skip


def code(top: str, setup: str) -> str:
    body = "\n".join(f"        {line}" for line in setup.split("\n"))
    return (
        f"{HEAD}{top}\n\nclass Predictor(BasePredictor):\n    def setup(self):\n{body}\n"
        "    def predict(self, p: str) -> str:\n        return p\n"
    )


@pytest.mark.parametrize(("top", "setup", "names"), CODE.values(), ids=list(CODE))
def test_downloads_of_the_code(top: str, setup: str, names: tuple[str, ...]) -> None:
    made = project({"cog.yaml": "predict: predict.py:Predictor\n", "predict.py": code(top, setup)})
    assert names_fetched_to(made, "w") == names
    is_file = bool(names) and names[0].endswith(".pth")
    assert names_fetched_to(made, "/src/w/unet") == (() if is_file else names)


CONFIGS = {
    "run": f"build:\n  run:\n    - pget -x {URL} w\n",
    "run, as a mapping": f"build:\n  run:\n    - command: pget -x {URL} /src/w\n",
    "environment": f"environment:\n  - URL={URL}\n",
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=list(CONFIGS))
def test_downloads_of_the_configuration(config: str) -> None:
    setup = (
        "subprocess.call(['pget', os.environ['URL'], 'w'])" if "environment" in config else "pass"
    )
    made = project(
        {"cog.yaml": f"{config}predict: predict.py:Predictor\n", "predict.py": code("", setup)}
    )
    assert names_fetched_to(made, "w") == FLUX


def test_managed_weights_come_from_their_sources() -> None:
    config = (
        "model: r8.im/a/b\nweights:\n  - name: base\n    target: /src/w\n    source:\n"
        "      uri: hf://o/n@main\npredict: predict.py:Predictor\n"
    )
    made = project({"cog.yaml": config, "predict.py": code("", "pass")})
    assert names_fetched_to(made, "w") == ("o/n",)


SCRIPTS = {
    "python without a suffix": (
        "script/download-weights",
        "#!/usr/bin/env python\nimport os, sys\nsys.path.append('.')\n"
        "from predict import NAME, CACHE\nfrom diffusers import DiffusionPipeline\n"
        "if __name__ == '__main__':\n"
        "    pipe = DiffusionPipeline.from_pretrained(NAME)\n    pipe.save_pretrained(CACHE)\n",
    ),
    "python": (
        "download_weights.py",
        "from huggingface_hub import snapshot_download\n"
        "def main():\n    snapshot_download(repo_id='o/n', local_dir='./w')\nmain()\n",
    ),
    "shell": ("scripts/get_weights.sh", "#!/bin/sh\ngit clone https://huggingface.co/o/n w\n"),
    "shell without a suffix": (
        "script/fetch-model",
        "#!/bin/bash\nhf download o/n --local-dir w\n",
    ),
}


@pytest.mark.parametrize(("path", "text"), SCRIPTS.values(), ids=list(SCRIPTS))
def test_downloads_of_scripts_beside_the_code(tmp_path: Path, path: str, text: str) -> None:
    (tmp_path / "cog.yaml").write_text("predict: predict.py:Predictor\n")
    (tmp_path / "predict.py").write_text(code("NAME = 'o/n'\nCACHE = './w'", "pass"))
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(text)
    made = ProjectLoader(tmp_path).load()
    assert names_fetched_to(made, "w") == ("o/n",)
    assert path not in made.documents


def test_script_that_does_something_else_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text("predict: predict.py:Predictor\n")
    (tmp_path / "predict.py").write_text(code("", "pass"))
    (tmp_path / "script").mkdir()
    (tmp_path / "script" / "push.sh").write_text("hf download o/n --local-dir w\n")
    assert ProjectLoader(tmp_path).load().shell_scripts == ()


def test_script_that_does_much_is_followed_to_its_allowance_only(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text("predict: predict.py:Predictor\n")
    (tmp_path / "predict.py").write_text(code("", "pass"))
    (tmp_path / "download.py").write_text(
        "def step(n):\n    return n\n"
        + "step(1)\n" * 500
        + "from huggingface_hub import snapshot_download\n"
        "snapshot_download('o/n', local_dir='w')\n"
    )
    made = ProjectLoader(tmp_path).load()
    (script,) = made.scripts
    assert not trace_script(made, script).complete
    assert names_fetched_to(made, "w") == ("o/n",)


def test_script_is_read_again_when_it_changed(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text("predict: predict.py:Predictor\n")
    (tmp_path / "predict.py").write_text(code("", "pass"))
    script = tmp_path / "download.sh"
    script.write_text("hf download o/old --local-dir w\n")
    loader = ProjectLoader(tmp_path)
    assert names_fetched_to(loader.load(), "w") == ("o/old",)
    script.write_text("hf download o/new --local-dir w\n")
    loader.files.forget("download.sh")
    assert names_fetched_to(loader.load(), "w") == ("o/new",)


def test_the_nearest_folder_counts() -> None:
    setup = "snapshot_download('o/a', local_dir='w')\nsnapshot_download('o/b', local_dir='w/vae')"
    made = project({"cog.yaml": "predict: predict.py:Predictor\n", "predict.py": code("", setup)})
    assert names_fetched_to(made, "w/vae/x") == ("o/b",)
    assert names_fetched_to(made, "w/unet") == ("o/a",)
    assert names_fetched_to(made, "weights") == ()


# What setup() fetches into "w", and the names of what is at w/b.pth.
AMBIGUOUS = {
    "another file": ("hf_hub_download('o/n', 'a.pth', local_dir='w')", ()),
    "the file": ("hf_hub_download('o/n', 'b.pth', local_dir='w')", ("b.pth", "o/n")),
    "one of two files": (
        "hf_hub_download('o/m', 'a.pth', local_dir='w')\n"
        "hf_hub_download('o/n', 'b.pth', local_dir='w')",
        ("b.pth", "o/n"),
    ),
    "one of two repositories": (
        "snapshot_download('o/m', local_dir='w')\nsnapshot_download('o/n', local_dir='w')",
        (),
    ),
}


@pytest.mark.parametrize(("setup", "names"), AMBIGUOUS.values(), ids=list(AMBIGUOUS))
def test_what_lies_in_a_folder_is_told_only_where_it_is_sure(
    setup: str, names: tuple[str, ...]
) -> None:
    made = project({"cog.yaml": "predict: predict.py:Predictor\n", "predict.py": code("", setup)})
    assert names_fetched_to(made, "w/b.pth") == names


@pytest.mark.parametrize(
    ("url", "names"),
    [
        (URL, FLUX),
        (
            "https://weights.replicate.delivery/default/sdxl/safety-1.0.tar",
            ("sdxl/safety-1.0", "safety-1.0", "sdxl"),
        ),
        ("https://huggingface.co/o/n/resolve/main/sub/f.pth?download=true", ("f.pth", "o/n")),
        ("https://huggingface.co/o/n/blob/main/f.safetensors", ("f.safetensors", "o/n")),
        ("https://huggingface.co/o/n.git", ("o/n",)),
        ("https://hf.co/o/n", ("o/n",)),
        ("https://github.com/a/b/releases/download/v1.3.0/X4.pth", ("X4.pth", "b", "a")),
        ("https://civitai.com/api/download/models/78775", ()),
        ("https://x", ()),
        ("https://x/", ()),
    ],
)  # fmt: skip
def test_what_a_url_says(url: str, names: tuple[str, ...]) -> None:
    assert names_in_url(url) == names
