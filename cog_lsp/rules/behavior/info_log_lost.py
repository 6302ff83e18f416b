"""INFO records are lost, because nothing configures logging.

## What it does

Reports `logger.info(…)` and `logging.info(…)` that a prediction leads to, once per project, if no
file of the project configures logging. The rule is silent if the project imports a package that is
not known to leave the root logger alone.

## Why it matters

Python's root logger only lets warnings and errors through until it is told otherwise, and Cog does
not tell it. "Stage: predicting" at INFO reaches neither `prediction.logs` nor the container's log.

## Example

```python title=predict.py
import logging

from cog import BasePredictor

logger = logging.getLogger(__name__)


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        logger.info("Encoding the prompt")
        return prompt.upper()
```

## Use instead

```python title=predict.py
import logging

from cog import BasePredictor

logging.basicConfig(level=logging.INFO, format="%(message)s")
logger = logging.getLogger(__name__)


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        logger.info("Encoding the prompt")
        return prompt.upper()
```

## Fix

Adds `logging.basicConfig` at INFO after the imports of the predictor's file. Unsafe: libraries then
log their INFO records, too.

## Sources

- Cog 0.23: of an INFO and a WARNING record, only the second is in the logs of the prediction.
- [logging.lastResort](https://docs.python.org/3/library/logging.html#logging.lastResort)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import ConfigureLogging
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts

_CONFIGURES = re.compile(
    r"basicConfig|dictConfig|fileConfig|addHandler|lastResort|logging\.root\b|\.handlers\b"
    r"|getLogger\(\s*(?:\"\"|'')?\s*\)\s*\.setLevel"
)
# They leave the root logger as it is when they are imported. Most were read, in their wheels of
# November 2026; torch, numpy, cv2, PIL, sklearn, xformers and a few more are listed from general
# knowledge.
_LEAVE_LOGGING = frozenset(
    ("PIL", "accelerate", "av", "basicsr", "bitsandbytes", "boto3", "clip_interrogator", "cog",
     "compel", "controlnet_aux", "cv2", "datasets", "deepface", "demucs", "diffusers",
     "easydict", "einops", "evaluate", "face_alignment", "facexlib", "faster_whisper", "ftfy",
     "gfpgan", "gradio", "httpx", "huggingface_hub", "imageio", "insightface", "julius",
     "kornia", "librosa", "lightning", "lpips", "matplotlib", "mediapipe", "moviepy", "nltk",
     "num2words", "numpy", "omegaconf", "onnxruntime", "open_clip", "optimum", "pandas", "peft",
     "pydantic", "pydub", "realesrgan", "regex", "rembg", "replicate", "requests", "safetensors",
     "scipy", "segment_anything", "sentence_transformers", "sentencepiece", "skimage", "sklearn",
     "soundfile", "spacy", "timm", "tokenizers", "torch", "torchaudio", "torchmetrics",
     "torchvision", "tqdm", "transformers", "trimesh", "ultralytics", "webdataset", "websocket",
     "whisperx", "xformers", "yaml")
)  # fmt: skip
_LEVELS = ("logging.INFO", "logging.DEBUG")


@rule(
    code="COG431",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Configures logging.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for the first record that is lost."""
    lost = [event for event in trace_of(project).calls if _is_info(event)]
    entry = next((entry for entry in project.entry_points if entry.mode == "predict"), None)
    if not lost or entry is None or _may_be_configured(project):
        return
    first, *others = dict.fromkeys((event.frame.path, event.node.span) for event in lost)
    path, span = first
    many = "this record and all others at this level are" if others else "this record is"
    yield Report(
        path,
        span,
        f"nothing configures logging, so INFO records are dropped: {many} in no log; call "
        "logging.basicConfig(level=logging.INFO), or print",
        key="info",
        related=tuple(
            Related(other, place, "this record is dropped, too") for other, place in others[:1]
        ),
        plans=(ConfigureLogging(entry.function.path),),
    )


def _is_info(event: CallEvent) -> bool:
    """Whether a prediction logs something at INFO to a logger of the standard library."""
    func = py.unparen(event.node.func)
    is_module = event.name in ("logging.info", "logging.log")
    method = event.name.rpartition(".")[2] if is_module else getattr(func, "attr", "")
    if event.phase is not Phase.PREDICT or method not in ("info", "log"):
        return False
    if method == "log":
        level = event.argument("level", 0)
        if level is None or level.value.qualified not in _LEVELS[:1]:
            return False
    if is_module:
        return True
    made_by = event.receiver.loads if event.receiver is not None else frozenset()
    return bool(made_by) and all(
        made.name == "logging.getLogger" and _is_own(made) for made in made_by
    )


def _is_own(made: CallEvent) -> bool:
    """Whether a logger is no library's, whose handlers nobody here knows."""
    name = made.argument("name", 0)
    if name is None:
        return True
    text = name.value.text
    return text is None or text.partition(".")[0] not in _LEAVE_LOGGING


def _may_be_configured(project: Project) -> bool:
    """Whether a file of the project configures logging, or a package may."""
    for facts in project.python.values():
        if any(not _is_script(facts, found.start()) for found in _places(facts)):
            return True
        targets = [*facts.imports.values(), *facts.star_imports]
        for function in facts.functions.values():
            targets += function.imports.values()
        for target in targets:
            root = target.qualified.partition(".")[0]
            known = not root or root in sys.stdlib_module_names or root in _LEAVE_LOGGING
            if not known and not _is_local(project, root):
                return True
    return False


def _places(facts: PythonFacts) -> Iterator[re.Match[str]]:
    return _CONFIGURES.finditer(facts.document.text)


def _is_script(facts: PythonFacts, at: int) -> bool:
    """Whether the code at ``at`` runs only where the file is run as a script."""
    return any(
        isinstance(statement, py.If)
        and statement.span.start <= at < statement.span.end
        and any(
            isinstance(node, py.Name) and node.id == "__name__" for node in py.walk(statement.test)
        )
        for statement in facts.tree.body
    )


def _is_local(project: Project, root: str) -> bool:
    return any(
        path == f"{root}.py" or path.startswith(f"{root}/") or path.endswith(f"/{root}.py")
        for path in project.python
    )
