"""cog.yaml at random with what people get wrong in it: keys, types, references, duplicates."""

from __future__ import annotations

from hypothesis import strategies as st

from .yaml_edit.generated import COMMANDS, TEXTS, Writer

_PACKAGES = st.lists(
    st.sampled_from(
        ["torch==2.3.1", "torch", "numpy", "Torch>=2", "git+https://github.com/a/b", "cog==0.9",
         "ruamel.yaml==0.18.6", "torchvision==0.1", "tensorflow==2.11.1", "./x.whl ; a", "-e ."]
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip
_ENVIRONMENT = st.sampled_from(
    ["A=b", "A=c", "B: d", "PATH=/x", "HF_TOKEN=hf_" + "x" * 34, "C=d e"]
)
_TRUTHS = st.sampled_from([True, False, "true", "yes", 1])
_VERSIONS = st.sampled_from(["3.10", "3.12", "3", "3.9", "3.12.1", "2.7", "3.99", 3])
_CUDAS = st.sampled_from(["12.1", "12", "11.8", "12.7", "10.2"])
_WEIGHTS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["base", "My Weights", "base"]),
        "target": st.sampled_from(["/src/a", "a", "/", "/src/a/b"]),
        "source": st.one_of(
            st.sampled_from(["hf://a/b", "s3://x"]),
            st.lists(st.just("hf://a/b"), min_size=1, max_size=2),
            st.fixed_dictionaries(
                {"uri": st.sampled_from(["hf://a/b", "https://u:p@x/y"])},
                optional={
                    "include": st.lists(
                        st.sampled_from(["*.a", "!*.b", "a\\b", ""]), min_size=1, max_size=3
                    )
                },
            ),
        ),
    },
)
_REFERENCES = st.sampled_from(
    ["predict.py:Predictor", "predict:Predictor", "predict.py", "predict.py:Predictr", "x.py:Y"]
)
_BUILD = st.fixed_dictionaries(
    {},
    optional={
        "gpu": _TRUTHS,
        "gpus": _TRUTHS,
        "fast": _TRUTHS,
        "python_version": _VERSIONS,
        "pyton_version": _VERSIONS,
        "cuda": _CUDAS,
        "cudnn": st.sampled_from(["8", "9", "8.9"]),
        "sdk_version": st.sampled_from(["0.16.0", "0.18.0", "prerelease"]),
        "system_packages": st.one_of(TEXTS, st.lists(TEXTS, min_size=1, max_size=3)),
        "python_packages": st.one_of(st.just("numpy"), _PACKAGES),
        "python_requirements": st.sampled_from(["requirements.txt", "reqs.txt"]),
        "pre_install": st.lists(COMMANDS, min_size=1, max_size=3),
        "run": st.one_of(
            COMMANDS,
            st.lists(
                st.one_of(
                    COMMANDS,
                    st.just(3),
                    st.fixed_dictionaries(
                        {"command": COMMANDS},
                        optional={"mounts": st.just([{"type": "bind", "id": "x"}])},
                    ),
                ),
                min_size=1,
                max_size=3,
            ),
        ),
    },
)
_CONFIGS = st.fixed_dictionaries(
    {},
    optional={
        "build": _BUILD,
        "image": st.sampled_from(["r8.im/a/b", "Bad Image"]),
        "model": st.sampled_from(["r8.im/a/b", "r8.im/a/b:v1", "A/B"]),
        "predict": _REFERENCES,
        "run": _REFERENCES,
        "hardware": st.sampled_from(["gpu-t4", "a100"]),
        "python_version": _VERSIONS,
        "environment": st.one_of(
            st.lists(_ENVIRONMENT, min_size=1, max_size=4),
            st.dictionaries(st.sampled_from(["A", "PATH"]), TEXTS, min_size=1),
            st.lists(st.fixed_dictionaries({"K": TEXTS}), min_size=1, max_size=2),
        ),
        "concurrency": st.fixed_dictionaries(
            {"max": st.sampled_from([0, 1, 4, "4"])}, optional={"default_target": st.just(2)}
        ),
        "weights": st.lists(_WEIGHTS, min_size=1, max_size=3),
    },
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The text of one cog.yaml that parses, whatever else is wrong with it."""
    writer = Writer(
        draw,
        step=draw(st.sampled_from([2, 4])),
        list_step=draw(st.sampled_from([0, 2])),
        quote=draw(st.sampled_from(["single", "double"])),
    )
    config = draw(_CONFIGS)
    writer.mapping(dict(draw(st.permutations(list(config.items())))), 0)
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    ending = draw(st.sampled_from([newline, newline, ""]))
    return newline.join(writer.lines) + ending
