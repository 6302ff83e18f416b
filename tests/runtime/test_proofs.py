"""Each fix that changes what a prediction does is proved on the real Cog server, by a test here.

:data:`PROOFS` names the test for each rule and each kind of plan that it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import CodeType

import pytest

from cog_lsp.rules import plan
from cog_lsp.rules.plan import Plan
from cog_lsp.rules.registry import all_rules

from ..rules.plans_of import plans_of
from . import test_async_cured as of_async
from . import test_behavior_cured as of_behavior
from . import test_devices_cured as of_devices
from . import test_examples_cured as of_examples
from . import test_files_cured as of_files
from . import test_hardware_cured as of_hardware
from . import test_loading_cured as of_loading
from . import test_progress_cured as of_progress
from . import test_state_cured as of_state

FAMILIES = ("COG4", "COG5", "COG7")
# They change what is declared for Replicate to read, and no code.
DECLARATIONS = (
    plan.DeclareHardware,
    plan.NameHardware,
    plan.ReplaceHardware,
    plan.ShowHardwareCommand,
)

Test = Callable[..., None]
_ONCE = of_loading.test_what_each_prediction_loads_downloads_and_compiles_is_done_once
_FILES = of_behavior.test_files_logs_and_cancellation
_TEXTS = of_behavior.test_texts_errors_and_downloads
_OTHER_GPU = of_hardware.test_code_for_another_gpu_runs_on_the_one_that_is_there
_AT_ONCE = of_async.test_a_loop_in_a_loop_and_predictions_at_the_same_time
_INFO = of_progress.test_what_is_logged_at_info_and_a_file_of_its_own
PROOFS: Mapping[str, Mapping[type[Plan], Test]] = {
    "model-load-in-predict": {
        plan.MoveToSetup: of_examples.test_a_safe_fix_loads_llama_once_and_answers_the_same,
        plan.HoistToSetup: of_behavior.test_a_function_that_loads_for_itself_is_handed_the_model,
    },
    "progress-in-output": {
        plan.LogProgress: of_examples.test_progress_goes_to_the_log_and_the_image_stands_alone,
    },
    "weights-download-in-predict": {plan.MoveToSetup: _ONCE, plan.HoistToSetup: _ONCE},
    "setup-result-lost": {plan.KeepOnSelf: of_behavior.test_what_setup_loaded_is_kept},
    "output-file-deleted": {plan.AddKeyword: _FILES, plan.KeepFolder: _FILES},
    "cancellation-swallowed": {plan.ReplaceText: _FILES},
    "progress-not-parsed": {
        plan.ReplaceText: of_behavior.test_progress_that_is_read_and_a_cache_that_is_used,
    },
    "output-not-a-path": {plan.ReplaceText: _TEXTS},
    "print-without-flush": {plan.AddKeyword: _FILES},
    "download-unchecked": {plan.AddKeyword: _TEXTS, plan.RewriteCall: _TEXTS},
    "cache-env-after-import": {
        plan.MoveLines: of_behavior.test_progress_that_is_read_and_a_cache_that_is_used,
    },
    "thread-log-lost": {
        plan.ReplaceText: of_behavior.test_what_a_thread_prints_and_a_coroutine_does_is_in_the_log,
    },
    "compile-in-predict": {plan.MoveToSetup: _ONCE, plan.HoistToSetup: _ONCE},
    "generator-return-lost": {
        plan.ReplaceText: of_behavior.test_what_a_generator_returned_is_yielded,
    },
    "error-as-output": {plan.ReplaceText: _TEXTS},
    "ffmpeg-keeps-old-file": {
        plan.ReplaceText: of_files.test_ffmpeg_hands_one_callers_file_to_the_next,
    },
    "wrapped-defaults-lost": {plan.DecoratorToWith: of_behavior.test_defaults_behind_a_decorator},
    "adapter-left-loaded": {
        plan.ReplaceText: of_state.test_a_lora_does_not_stay_for_the_next_prediction,
    },
    "list-grows": {
        plan.ReplaceText: of_state.test_what_one_caller_sends_is_not_in_the_answer_to_the_next,
    },
    "default-list-changed": {
        plan.ReplaceText: of_state.test_what_is_put_into_a_default_does_not_stay_there,
    },
    "no-inference-mode": {
        plan.Decorate: of_state.test_a_decorated_prediction_runs_in_inference_mode,
    },
    "asyncio-run-in-async": {plan.ReplaceText: _AT_ONCE},
    "blocking-in-async": {plan.RunOnThread: _AT_ONCE},
    "async-without-await": {
        plan.ReplaceText: of_async.test_an_async_prediction_that_never_awaits_cannot_be_canceled,
    },
    "coroutine-not-awaited": {
        plan.ReplaceText: of_behavior.test_what_a_thread_prints_and_a_coroutine_does_is_in_the_log,
    },
    "precision-halves-memory": {plan.AddKeyword: _OTHER_GPU},
    "bf16-on-t4": {plan.ReplaceText: _OTHER_GPU},
    "flash-attention-on-t4": {plan.ReplaceText: _OTHER_GPU},
    "gpu-index-out-of-range": {plan.ReplaceText: _OTHER_GPU},
    "to-device-in-predict": {
        plan.MoveToSetup: of_devices.test_a_model_is_on_the_gpu_before_the_first_request,
    },
    "deprecated-mktemp": {plan.ReplaceText: _INFO},
    "info-log-lost": {plan.ConfigureLogging: _INFO},
    "output-path-after-chdir": {
        plan.ReplaceText: of_progress.test_a_relative_path_after_a_change_of_the_directory,
    },
    "output-not-as-declared": {
        plan.DeclareIterator: of_progress.test_the_output_is_what_the_type_says,
        plan.ReplaceText: of_progress.test_the_output_is_what_the_type_says,
    },
    "log-flood": {
        plan.AddKeyword: of_progress.test_bars_in_bars_redraws_and_debug,
        plan.ReplaceText: of_progress.test_bars_in_bars_redraws_and_debug,
    },
    "state-shared-while-concurrent": {
        plan.KeepLocal: of_state.test_two_predictions_at_once_keep_their_own_inputs,
    },
    "silent-cpu-fallback": {plan.ReplaceText: of_state.test_a_setup_without_a_gpu_fails},
    "no-seed-input": {plan.AddSeedInput: of_state.test_a_result_can_be_repeated_by_its_seed},
    "gradients-kept": {plan.Decorate: of_state.test_what_is_kept_is_computed_without_gradients},
    "secret-logged": {plan.ReplaceText: of_async.test_a_secret_in_the_log},
}
"""By rule and kind of plan: the test that runs the disease, :func:`cure`, and the cure."""

# What the code of a rule can make for others, but never does for it.
UNMADE: Mapping[str, tuple[type[Plan], str]] = {
    "to-device-in-predict": (plan.HoistToSetup, "it plans for methods of the runner alone"),
}

HOW_TO = """
A fix that changes what a prediction does is proved on the real Cog server: {missing}
In a file of tests/runtime, write a test that runs the sick project (`write`, `run_predictions`),
shows the disease, calls `cure(project, "<rule>")` and shows that the disease is gone; then name it
in PROOFS of tests/runtime/test_proofs.py. Several diseases may share a project: a start of the
server takes longer than a prediction.
"""


def test_each_fix_that_changes_what_a_prediction_does_has_a_proof() -> None:
    missing = [
        f"{rule.code} {rule.slug} by {kind.__name__}"
        for rule in all_rules()
        if rule.code.startswith(FAMILIES)
        for kind in sorted(plans_of(rule), key=lambda kind: kind.__name__)
        if kind not in (*DECLARATIONS, *UNMADE.get(rule.slug, ()), *PROOFS.get(rule.slug, ()))
    ]
    assert not missing, HOW_TO.format(missing=", ".join(missing))


def test_the_plans_of_each_rule_with_a_fix_are_seen() -> None:
    """No rule hides from the test above by making its plans in a way that is not seen."""
    for rule in all_rules():
        if rule.fix and rule.code.startswith(FAMILIES):
            assert plans_of(rule), f"{rule.slug} has a fix, by which plan?"


@pytest.mark.parametrize("slug", PROOFS)
def test_a_proof_cures_what_it_is_to_prove(slug: str) -> None:
    (rule,) = [rule for rule in all_rules() if rule.slug == slug]
    made = plans_of(rule)
    for kind, proof in PROOFS[slug].items():
        assert kind in made, f"{slug} makes no {kind.__name__} any more"
        assert slug in _texts(proof.__code__), f"{proof.__name__} does not cure {slug}"


def _texts(code: CodeType) -> Iterator[object]:
    """The constants of ``code`` and of the functions inside of it."""
    for constant in code.co_consts:
        yield from _texts(constant) if isinstance(constant, CodeType) else (constant,)
