"""What the table of tiers says, and the ways of asking it."""

from __future__ import annotations

import pytest

from cog_lsp.knowledge.hardware import Tier, proposable, resolve, tier, tiers


def known(sku: str) -> Tier:
    found = tier(sku)
    assert found is not None, sku
    return found


@pytest.mark.parametrize(
    ("sku", "nominal_gb", "usable_gib", "capability"),
    [
        ("gpu-t4", 16, 14.56, (7, 5)),
        ("gpu-l40s", 48, 44.3, (8, 9)),
        ("gpu-a100-large", 80, 79.15, (8, 0)),
        ("gpu-h100", 80, 79.11, (9, 0)),
        ("gpu-a40-small", 48, 44.3, (8, 6)),
        ("gpu-a40-large", 48, 44.3, (8, 6)),
        ("gpu-a100-small", 40, 39.59, (8, 0)),
    ],
)
def test_memory_of_one_gpu(
    sku: str, nominal_gb: int, usable_gib: float, capability: tuple[int, int]
) -> None:
    found = known(sku)
    assert (found.nominal_gb, found.usable_gib) == (nominal_gb, usable_gib)
    assert found.compute_capability == capability
    assert found.gpu_count == 1


def test_usable_memory_is_a_little_less_than_nominal() -> None:
    for found in tiers():
        if found.is_gpu:
            assert 0.9 * found.nominal_gb < found.usable_gib < found.nominal_gb, found.sku


def test_several_gpus_add_up() -> None:
    assert known("gpu-l40s-2x").total_usable_gib == pytest.approx(2 * 44.3)
    assert known("gpu-a40-large-8x").total_usable_gib == pytest.approx(8 * 44.3)
    for found in tiers():
        if found.sku.endswith("x"):
            assert found.sku.endswith(f"-{found.gpu_count}x")


def test_a_multiple_costs_as_many_times_as_much() -> None:
    for found in tiers():
        base = tier(found.sku.rpartition("-")[0])
        if found.gpu_count > 1 and base and base.price_per_second and found.price_per_second:
            assert found.price_per_second == pytest.approx(found.gpu_count * base.price_per_second)


def test_cpu_tiers_have_no_gpu() -> None:
    for sku in ("cpu", "cpu-small"):
        assert not known(sku).is_gpu
        assert known(sku).total_usable_gib == 0
        assert known(sku).compute_capability is None


def test_what_can_be_had_now_cheapest_first() -> None:
    assert [found.sku for found in proposable()] == [
        "gpu-t4",
        "gpu-l40s",
        "gpu-a100-large",
        "gpu-h100",
        "gpu-l40s-2x",
        "gpu-a100-large-2x",
    ]


def test_every_current_tier_has_a_price() -> None:
    assert all(found.price_per_second for found in tiers() if found.status == "current")


def test_nothing_retired_under_contract_or_unverified_is_proposable() -> None:
    assert {found.status for found in proposable()} == {"current"}
    assert {found.sku for found in tiers() if found.status == "retired"} == {
        "gpu-a40-small",
        "gpu-a40-large",
        "gpu-a40-large-2x",
        "gpu-a40-large-4x",
        "gpu-a40-large-8x",
        "gpu-a100-small",
    }
    assert known("gpu-h100-8x").status == "contract"
    assert known("gpu-h200").status == "unverified"


def test_a_retired_tier_names_a_successor_that_holds_as_much() -> None:
    for found in tiers():
        if found.status != "retired":
            assert found.successor is None, found.sku
            continue
        assert found.successor is not None, found.sku
        assert found.note, found.sku
        successor = known(found.successor)
        assert successor.status in {"current", "contract"}
        assert successor.total_usable_gib >= found.total_usable_gib


@pytest.mark.parametrize(
    ("name", "sku"),
    [
        ("gpu-l40s", "gpu-l40s"),
        ("gpu-2x-l40s", "gpu-l40s-2x"),
        ("gpu-8x-l40s", "gpu-l40s-8x"),
        ("gpu-4x-h100", "gpu-h100-4x"),
        ("gpu-2x-a100", "gpu-a100-large-2x"),
        ("gpu-2x-a40-large", "gpu-a40-large-2x"),
        ("gpu-a100", "gpu-a100-large"),
    ],
)
def test_other_spellings_resolve(name: str, sku: str) -> None:
    found = resolve(name)
    assert found is not None
    assert found.sku == sku
    assert tier(name) is (found if name == sku else None)


@pytest.mark.parametrize("name", ["", "gpu", "gpu-t4-nano", "GPU-T4", "gpu-l40s-3x"])
def test_an_unknown_name_is_unknown(name: str) -> None:
    assert resolve(name) is None


def test_no_name_means_two_tiers() -> None:
    names = [name for found in tiers() for name in (found.sku, *found.aliases)]
    assert len(names) == len(set(names))
