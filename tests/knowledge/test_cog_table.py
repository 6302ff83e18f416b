"""What the table of Cog's own keys and numbers says."""

from __future__ import annotations

import re

import pytest

from cog_lsp.knowledge import cog


@pytest.mark.parametrize(
    ("path", "type_", "status", "replaced_by"),
    [
        ("build", "mapping", "current", None),
        ("build.gpu", "boolean", "current", None),
        ("build.python_version", "string", "current", None),
        ("build.python_packages", "list", "deprecated", "build.python_requirements"),
        ("build.pre_install", "list", "deprecated", "build.run"),
        ("predict", "string", "deprecated", "run"),
        ("run", "string", "current", None),
        ("concurrency.max", "integer", "deprecated", "@cog.concurrent(max=N)"),
        ("concurrency.default_target", "integer", "ignored", None),
        ("build.fast", "boolean", "removed", None),
        ("tests", "list", "removed", None),
    ],
)
def test_a_key(path: str, type_: str, status: str, replaced_by: str | None) -> None:
    key = cog.config_key(path)
    assert key is not None
    assert (key.type, key.status, key.replaced_by) == (type_, status, replaced_by)


def test_predict_gave_way_to_run_in_one_version() -> None:
    run, predict = cog.config_key("run"), cog.config_key("predict")
    assert run and predict
    assert run.since == predict.status_since == "0.20.0"


@pytest.mark.parametrize("path", ["hardware", "gpu", "build.hardware", "build.gpu_type", "Build"])
def test_cog_has_no_such_key(path: str) -> None:
    assert cog.config_key(path) is None


def test_paths_are_unique_and_have_a_parent() -> None:
    paths = [key.path for key in cog.config_keys()]
    assert len(paths) == len(set(paths))
    for path in paths:
        parent = path.rpartition(".")[0]
        assert not parent or parent in paths


def test_exactly_the_deprecated_keys_say_what_to_write_instead() -> None:
    for key in cog.config_keys():
        assert (key.replaced_by is not None) == (key.status == "deprecated"), key.path


def test_every_key_says_what_it_is_for() -> None:
    """In a sentence or more."""
    for key in cog.config_keys():
        assert re.fullmatch(r"[A-Z].*\.", key.summary), key.path


def test_examples_are_of_the_values_there_are() -> None:
    for key in cog.config_keys():
        if key.values and key.example:
            assert key.example.strip('"') in key.values, key.path


def test_keys_exclude_each_other() -> None:
    for key in cog.config_keys():
        if key.excludes is not None:
            other = cog.config_key(key.excludes)
            assert other is not None
            assert other.excludes == key.path


def test_names_and_parents() -> None:
    uri = cog.config_key("weights.source.uri")
    assert uri is not None
    assert (uri.name, uri.parent) == ("uri", "weights.source")
    assert {key.parent for key in cog.config_keys()} == {
        "",
        "build",
        "build.run",
        "build.run.mounts",
        "concurrency",
        "weights",
        "weights.source",
    }


def test_versions_compare_as_numbers() -> None:
    python = cog.python_versions()
    assert python.minimum == (3, 10)
    assert python.documented_maximum == (3, 13)
    assert (3, 9) < python.minimum < python.documented_maximum
    assert cog.cuda_versions().minimum == (11, 0)


def test_the_setup_limit_is_known_to_be_undocumented() -> None:
    assert (cog.limit("setup").seconds, cog.limit("setup").documented) == (600, False)
    assert (cog.limit("prediction").seconds, cog.limit("prediction").documented) == (1800, True)


def test_both_spellings_of_a_predictor_today_s_first() -> None:
    assert [(entry.key, entry.method, entry.base_class) for entry in cog.entry_points()] == [
        ("run", "run", "BaseRunner"),
        ("predict", "predict", "BasePredictor"),
    ]
    assert [entry.deprecated_since for entry in cog.entry_points()] == [None, "0.20.0"]


@pytest.mark.parametrize(
    ("line", "groups"),
    [
        (" 40%|####      | 2/5 [00:00<00:00]", ("40", "2", "5")),
        ("40%| |2/5", ("40", "2", "5")),
        ("100%|##########| 50/50 step 50 of 50", ("100", "50", "50")),
        ("Step 2 of 5", None),
        ("40%", None),
        ("40%|2/5", None),
        ("sampling:  40%|####      | 2/5", None),
        ("INFO 40%|##| 2/5", None),
        ("40.0%|##| 2/5", None),
    ],
)
def test_the_progress_form_reads_what_clients_read(
    line: str, groups: tuple[str, str, str] | None
) -> None:
    found = re.match(cog.progress_form().pattern, line)
    assert (found.groups() if found else None) == groups
