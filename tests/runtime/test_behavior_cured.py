"""What rules about behavior say, on the real Cog server: the disease before a fix, and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cog_server import CogServer, CogServerError, Progress, parse_progress, run_predictions
from .curing import cure, write

pytestmark = pytest.mark.runtime

OUTPUT_AND_LOGS = """
    def predict(self, how: str) -> Path:
        print("in " + how, end="")
        if how == "slow":
            for step in range(20):
                try:
                    if step == 2:
                        Path("begun.txt").touch()
                    time.sleep(0.1)
                except:
                    pass
            Path("finished.txt").touch()
            return Path(__file__)
        if how == "with":
            with tempfile.NamedTemporaryFile(suffix=".txt") as file:
                file.write(b"hello")
                file.flush()
                return Path(file.name)
        if how == "folder":
            with tempfile.TemporaryDirectory() as folder:
                out = Path(folder) / "out.txt"
                out.write_text("hello")
                return out
        file_of_its_own = tempfile.NamedTemporaryFile(suffix=".txt")
        file_of_its_own.write(b"hello")
        file_of_its_own.flush()
        return Path(file_of_its_own.name)
"""


def test_files_logs_and_cancellation(tmp_path: Path) -> None:
    project = write(tmp_path, OUTPUT_AND_LOGS)
    begun, finished = project / "begun.txt", project / "finished.txt"
    with CogServer(project) as server:
        for how in ("with", "folder", "alone"):
            answer = server.predict({"how": how})
            # Nothing tells the caller that something is wrong.
            assert (answer["status"], answer["error"]) == ("succeeded", None)
            assert (answer["output"], answer["logs"]) == (None, "")
        assert server.predict_and_cancel({"how": "slow"}, begun.exists) == "canceled"
    # It ran on to its end all the same.
    assert finished.exists()
    begun.unlink()
    finished.unlink()

    cure(project, "output-file-deleted", "print-without-flush", "cancellation-swallowed")
    with CogServer(project) as server:
        for how in ("with", "folder", "alone"):
            answer = server.predict({"how": how})
            assert answer["output"] == "data:text/plain;base64,aGVsbG8="
            assert answer["logs"] == f"in {how}"
        assert server.predict_and_cancel({"how": "slow"}, begun.exists) == "canceled"
    assert not finished.exists()


MORE_OUTPUTS = """
    def setup(self) -> None:
        subprocess.run("wget http://127.0.0.1:9/weights.pth", shell=True)
        os.system("wget http://127.0.0.1:9/more.pth")

    def predict(self, how: str) -> Path:
        try:
            if how == "error":
                raise ValueError("no such thing")
        except ValueError as error:
            return f"Error: {error}"
        out = str(Path(__file__).parent / "out.txt")
        with open(out, "w") as file:
            file.write("hello")
        return out
"""


def test_texts_errors_and_downloads(tmp_path: Path) -> None:
    project = write(tmp_path, MORE_OUTPUTS)
    with CogServer(project) as server:
        answer = server.predict({"how": "file"})
        assert answer["output"] == str(project / "out.txt")
        answer = server.predict({"how": "error"})
        assert (answer["status"], answer["output"]) == ("succeeded", "Error: no such thing")

    cure(project, "error-as-output", "output-not-a-path")
    with CogServer(project) as server:
        assert server.predict({"how": "file"})["output"] == "data:text/plain;base64,aGVsbG8="
        answer = server.predict({"how": "error"})
        assert answer["status"] == "failed" and "no such thing" in (answer["error"] or "")

    # The downloads failed all the time, and now the start says so.
    cure(project, "download-unchecked")
    for name in ("weights.pth", "more.pth"):
        with pytest.raises(CogServerError, match=f"SETUP_FAILED.*{name}"), CogServer(project):
            pass
        source = (project / "predict.py").read_text()
        (project / "predict.py").write_text(
            source.replace(f"wget http://127.0.0.1:9/{name}", "true")
        )


ITEMS = """
    def predict(self, how: str) -> Iterator[str]:
        yield how
        return how.upper()
"""


def test_what_a_generator_returned_is_yielded(tmp_path: Path) -> None:
    project = write(tmp_path, ITEMS)
    before, _ = run_predictions(project, [{"how": "so"}])
    cure(project, "generator-return-lost")
    after, _ = run_predictions(project, [{"how": "so"}])
    assert [before[0]["output"], after[0]["output"]] == [["so"], ["so", "SO"]]


LOST = """
    def setup(self) -> None:
        model = AutoModelForCausalLM.from_pretrained("org/small")
        model.eval()

    def predict(self, how: str) -> str:
        return type(self.model).__name__
"""


def test_what_setup_loaded_is_kept(tmp_path: Path) -> None:
    project = write(tmp_path, LOST)
    source = (project / "predict.py").read_text()
    (project / "predict.py").write_text(f"from transformers import AutoModelForCausalLM\n{source}")
    before, loads_before = run_predictions(project, [{"how": "so"}])
    assert before[0]["status"] == "failed" and "model" in (before[0]["error"] or "")
    cure(project, "setup-result-lost")
    after, loads_after = run_predictions(project, [{"how": "so"}])
    assert after[0]["status"] == "succeeded"
    assert loads_after == loads_before == {"AutoModelForCausalLM org/small": 1}


TOLD = """
    def predict(self, steps: int) -> str:
        for i in range(steps):
            print(f"step {i + 1}/{steps}")
        return huggingface_hub.HF_HOME
"""


def test_progress_that_is_read_and_a_cache_that_is_used(tmp_path: Path) -> None:
    project = write(tmp_path, TOLD)
    source = (project / "predict.py").read_text()
    head = 'import os\n\nimport huggingface_hub\n\nos.environ["HF_HOME"] = "/src/cache"\n'
    (project / "predict.py").write_text(head + source.replace("import os\n", "", 1))
    before, _ = run_predictions(project, [{"steps": 4}])
    assert parse_progress(before[0]["logs"]) is None
    assert before[0]["output"] != "/src/cache"
    cure(project, "progress-not-parsed", "cache-env-after-import")
    after, _ = run_predictions(project, [{"steps": 4}])
    assert parse_progress(after[0]["logs"]) == Progress(1.0, 4, 4)
    assert [parse_progress(line) for line in after[0]["logs"].splitlines()] == [
        Progress(n / 4, n, 4) for n in (1, 2, 3, 4)
    ]
    assert after[0]["output"] == "/src/cache"


UNHEARD = """
    async def tell_later(self, how: str) -> None:
        print(f"later {how}")

    async def predict(self, how: str) -> str:
        self.tell_later(how)
        await asyncio.get_running_loop().run_in_executor(None, tell, how)
        return how
"""
TELL = """

def tell(how: str) -> None:
    print(f"so it is {how}")
"""


def test_what_a_thread_prints_and_a_coroutine_does_is_in_the_log(tmp_path: Path) -> None:
    project = write(tmp_path, UNHEARD, imports="import asyncio\n")
    (project / "predict.py").write_text((project / "predict.py").read_text() + TELL)
    (before,), _ = run_predictions(project, [{"how": "so"}])
    cure(project, "thread-log-lost", "coroutine-not-awaited")
    (after,), _ = run_predictions(project, [{"how": "so"}])
    assert "never awaited" in before["logs"]
    assert not {"later so", "so it is so"} & set(before["logs"].splitlines())
    assert after["logs"] == "later so\nso it is so\n"


WRAPPED = """
    @torch.inference_mode()
    def predict(self, scale: float = Input(default=7.5)) -> str:
        # Twice as much.
        return str(2 * scale)
"""


def test_defaults_behind_a_decorator(tmp_path: Path) -> None:
    project = write(tmp_path, WRAPPED)
    source = (project / "predict.py").read_text()
    head = "import torch\nfrom cog import Input\n"
    (project / "predict.py").write_text(head + source)
    before, _ = run_predictions(project, [{}, {"scale": 2.5}])
    assert [p["output"] for p in before] == [None, "5.0"]
    assert "FieldInfo" in (before[0]["error"] or "")
    cure(project, "wrapped-defaults-lost")
    after, _ = run_predictions(project, [{}, {"scale": 2.5}])
    assert [p["output"] for p in after] == ["15.0", "5.0"]


CAPTIONS = """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

NAME = "org/small"


def caption(text):
    tokenizer = AutoTokenizer.from_pretrained(NAME)
    model = AutoModelForCausalLM.from_pretrained(NAME)
    model.to("cuda")
    model.eval()
    torch.manual_seed(1)
    inputs = tokenizer(text, return_tensors="pt").to("cuda")
    output = model.generate(**inputs, max_new_tokens=9, do_sample=True, pad_token_id=0)
    return tokenizer.decode(output[0], skip_special_tokens=True)
"""


def test_a_function_that_loads_for_itself_is_handed_the_model(tmp_path: Path) -> None:
    project = write(tmp_path, "def predict(self, text: str) -> str:\n    return caption(text)")
    source = (project / "predict.py").read_text()
    (project / "predict.py").write_text(f"from captions import caption\n{source}")
    (project / "captions.py").write_text(CAPTIONS)
    inputs = [{"text": "Name three rivers"}, {"text": "Name two"}]
    before, loads_before = run_predictions(project, inputs)
    assert set(loads_before.values()) == {2} and len(loads_before) == 2

    cure(project, "model-load-in-predict")
    after, loads_after = run_predictions(project, inputs)
    assert loads_after == dict.fromkeys(loads_before, 1)
    assert [p["error"] for p in before] == [None, None]
    assert [p["output"] for p in after] == [p["output"] for p in before]
