"""Which CUDA and cuDNN a GPU build gets, and what stops Cog on the way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.knowledge.cog import cuda_versions
from cog_lsp.knowledge.compatibility import (
    TensorFlowRelease,
    default_cuda,
    nvidia_images,
    tensorflow_releases,
    torch_releases,
)
from cog_lsp.resolution.versions import (
    equal_minor,
    greater,
    is_number,
    matches,
    read_version,
    strip_tag,
)

Origin = Literal["cog.yaml", "torch", "tensorflow", "default"]
CudaProblem = Literal[
    "cuda-needs-minor",
    "cuda-major-int",
    "cuda-too-old",
    "cuda-minor-int",
    "cuda-cudnn-incompatible",
    "cuda-unknown",
    "torch-version-required",
    "torch-unknown-cuda",
    "torch-cuda-unknown-pair",
    "tf-cuda-major-mismatch",
    "tf-unknown-cuda",
    "tf-cuda-warn",
    "tf-cudnn-mismatch",
]
WARNINGS: frozenset[str] = frozenset(("torch-cuda-unknown-pair", "tf-cuda-warn"))
"""The problems with which Cog goes on."""


@dataclass(frozen=True, slots=True)
class CudaChoice:
    """The CUDA and the cuDNN of a build, ``""`` for what was not chosen.

    ``origin`` says what decided the CUDA. ``problems`` are in the order in which Cog meets them;
    where it stops at the first, the choice goes on with what is left.
    """

    cuda: str
    cudnn: str
    origin: Origin | None
    problems: tuple[CudaProblem, ...] = ()


def format_problem(cuda: str, gpu: bool) -> CudaProblem | None:
    """What is wrong with the text under ``build.cuda``, whatever it asks for."""
    parts = cuda.split(".")
    if len(parts) < 2:
        return "cuda-needs-minor"
    if not is_number(parts[0]):
        return "cuda-major-int"
    if int(parts[0]) < cuda_versions().minimum[0]:
        return "cuda-too-old"
    if gpu and not is_number(parts[1]):
        return "cuda-minor-int"
    return None


def choose_cuda(
    cuda: str, cudnn: str, torch: str | None, tensorflow: str | None, *, gpu: bool
) -> CudaChoice:
    """What Cog makes of ``build.cuda``, ``build.cudnn`` and the frameworks' version tokens.

    A token is ``None`` when the framework is not required, ``""`` when it is without a version.
    """
    if not gpu:
        problem = format_problem(cuda, gpu) if cuda else None
        origin: Origin | None = "cog.yaml" if cuda else None
        return CudaChoice(cuda, cudnn, origin, (problem,) if problem else ())
    return _Choosing(cuda, cudnn).run(torch, tensorflow)


class _Choosing:
    """One run of the choice: the values as they are completed, and the problems met."""

    def __init__(self, cuda: str, cudnn: str) -> None:
        self.cuda = cuda
        self.cudnn = cudnn
        self.origin: Origin | None = "cog.yaml" if cuda else None
        self.problems: list[CudaProblem] = []

    def run(self, torch: str | None, tensorflow: str | None) -> CudaChoice:
        known = tensorflow_release(tensorflow) if tensorflow else None
        if self.cuda:
            self._check_given(known)
        if torch == "":
            self.problems.append("torch-version-required")
        if tensorflow:
            self._from_tensorflow(known)
        elif torch:
            self._from_torch(torch)
        elif not self.cuda:
            self.cuda, self.origin = default_cuda().version, "default"
        if not self.cudnn and self.cuda:
            self._newest_cudnn()
        return CudaChoice(self.cuda, self.cudnn, self.origin, tuple(self.problems))

    def _check_given(self, known: TensorFlowRelease | None) -> None:
        """The checks of ``build.cuda``: first those of Cog's validation, then those after it."""
        first: list[CudaProblem] = []
        later: list[CudaProblem] = []
        problem = format_problem(self.cuda, gpu=True)
        if problem is not None:
            (later if problem == "cuda-minor-int" else first).append(problem)
        cudnns = cudnns_for(self.cuda)
        if self.cudnn and self.cudnn not in cudnns:
            (first if cudnns else later).append("cuda-cudnn-incompatible")
        if known is not None and not self.cuda.startswith(_major(known.cuda)):
            first.append("tf-cuda-major-mismatch")
        self.problems += first + later

    def _from_tensorflow(self, known: TensorFlowRelease | None) -> None:
        if not self.cuda:
            if known is None:
                self.problems.append("tf-unknown-cuda")
            else:
                self.cuda, self.origin = known.cuda, "tensorflow"
        elif known is None or equal_minor(known.cuda, self.cuda):
            # Cog has this the wrong way round: it warns when the two agree.
            self.problems.append("tf-cuda-warn")
        if not self.cudnn:
            self.cudnn = known.cudnn if known is not None else ""
        elif self.cudnn != (known.cudnn if known is not None else ""):
            self.problems.append("tf-cudnn-mismatch")

    def _from_torch(self, torch: str) -> None:
        cudas = cudas_for_torch(torch)
        if self.cuda:
            if not any(equal_minor(cuda, self.cuda) for cuda in cudas):
                self.problems.append("torch-cuda-unknown-pair")
        elif cudas:
            self.cuda, self.origin = newest(cudas), "torch"
        else:
            self.problems.append("torch-unknown-cuda")

    def _newest_cudnn(self) -> None:
        found = cudnns_for(self.cuda)
        if found:
            self.cudnn = newest(found)
        elif not any(problem not in WARNINGS for problem in self.problems):
            self.problems.append("cuda-unknown")


def cudnns_for(cuda: str) -> tuple[str, ...]:
    """The cuDNN versions that NVIDIA's images have for ``cuda``, each once."""
    found = (image.cudnn for image in nvidia_images() if matches(cuda, image.cuda))
    return tuple(dict.fromkeys(found))


def cudas_for_torch(token: str) -> tuple[str, ...]:
    """The CUDA versions that Cog knows for the torch that ``token`` asks for, the oldest first.

    A local tag (``2.1.0+cu118``) narrows them to its own.
    """
    tagged, bare = _tagged_cuda(token)
    fitting = [release for release in torch_releases() if matches(bare, release.version)]
    if tagged and any(tagged in release.cudas for release in fitting):
        return (tagged,)
    found = {cuda for release in fitting for cuda in release.cudas}
    return tuple(sorted(found, key=_numbers))


def tensorflow_release(token: str) -> TensorFlowRelease | None:
    """The release of TensorFlow that is written just like ``token``."""
    return next((row for row in tensorflow_releases() if row.version == token), None)


def newest(versions: tuple[str, ...]) -> str:
    """The greatest of ``versions``, the first of equal ones."""
    found = versions[0]
    for version in versions[1:]:
        if greater(version, found):
            found = version
    return found


def _tagged_cuda(token: str) -> tuple[str, str]:
    """The CUDA that a local tag names and the version before it; ``""`` if the tag names none."""
    tag = token.rpartition("+")[2] if "+" in token else ""
    digits = tag.removeprefix("cu")
    if digits == tag or len(digits) < 2:
        return "", token
    return f"{digits[:-1]}.{digits[-1]}", strip_tag(token)


def _major(version: str) -> str:
    return version.partition(".")[0]


def _numbers(version: str) -> tuple[int, int, int]:
    read = read_version(version)
    return read.numbers if read is not None else (0, 0, 0)
