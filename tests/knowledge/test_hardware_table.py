"""What the table of tiers says, and the ways of asking it."""

from __future__ import annotations

import pytest

from cog_lsp.knowledge.hardware import Tier, nearest, proposable, resolve, tier, tiers


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


# Replicate's price table (no day on it; after December 2025), and for what is retired its older
# ones: GPUs, nominal memory of all of them in GB, vCPUs, RAM in GB, US dollars a second.
PUBLISHED = {
    "cpu-small": (0, 0, 1, 2, 0.000025),
    "cpu": (0, 0, 4, 8, 0.0001),
    "gpu-t4": (1, 16, 4, 16, 0.000225),
    "gpu-l40s": (1, 48, 10, 65, 0.000975),
    "gpu-l40s-2x": (2, 96, 20, 144, 0.00195),
    "gpu-l40s-4x": (4, 192, 40, 288, 0.0039),
    "gpu-l40s-8x": (8, 384, 80, 576, 0.0078),
    "gpu-a100-large": (1, 80, 10, 144, 0.0014),
    "gpu-a100-large-2x": (2, 160, 20, 288, 0.0028),
    "gpu-a100-large-4x": (4, 320, 40, 576, 0.0056),
    "gpu-a100-large-8x": (8, 640, 80, 960, 0.0112),
    "gpu-h100": (1, 80, 13, 72, 0.001525),
    "gpu-h100-2x": (2, 160, None, None, 0.00305),
    "gpu-h100-4x": (4, 320, None, None, 0.0061),
    "gpu-h100-8x": (8, 640, None, None, 0.0122),
    "gpu-a40-small": (1, 48, 4, 16, 0.000575),
    "gpu-a40-large": (1, 48, 10, 72, 0.000725),
    "gpu-a40-large-2x": (2, 96, 20, 144, 0.00145),
    "gpu-a40-large-4x": (4, 192, 40, 288, 0.0029),
    "gpu-a40-large-8x": (8, 384, 48, 680, 0.0058),
    "gpu-a100-small": (1, 40, 10, 72, 0.00115),
    "gpu-h200": (1, 141, None, None, None),
}


def test_the_table_says_what_was_published() -> None:
    ours = {
        found.sku: (
            found.gpu_count,
            found.gpu_count * found.nominal_gb,
            found.vcpu,
            found.ram_gb,
            found.price_per_second,
        )
        for found in tiers()
    }
    assert ours == PUBLISHED


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


@pytest.mark.parametrize(
    ("name", "sku"),
    [
        ("GPU-T4", "gpu-t4"),
        ("gpu-l40", "gpu-l40s"),
        ("l40s", "gpu-l40s"),
        ("gpu-l40s-3x", "gpu-l40s"),
        ("2x-a100", "gpu-a100-large-2x"),
        ("gpu-a100-80gb", "gpu-a100-large"),
        ("gpu-a100-40gb", "gpu-a100-small"),
        ("nvidia-tesla-a40", "gpu-a40-small"),
        ("gpu-h100-80gb", "gpu-h100"),
        ("gpu-h1000", None),
        ("CPU", "cpu"),
        ("gpu-b200", None),
        ("gpu-a10g", None),
        ("gpu-4090", None),
        ("gpu", None),
        ("x", None),
    ],
)
def test_the_tier_that_a_wrong_name_means(name: str, sku: str | None) -> None:
    found = nearest(name)
    assert (found and found.sku) == sku


@pytest.mark.parametrize(
    ("sku", "name", "same"),
    [
        ("gpu-l40s-2x", "gpu-2x-l40s", True),
        ("gpu-a100-large-2x", "gpu-2x-a100-large", True),
        ("gpu-a100-large-2x", "gpu-2x-a100", False),
        ("gpu-a100-large", "gpu-a100", False),
    ],
)
def test_which_spellings_only_order_the_parts_anew(sku: str, name: str, same: bool) -> None:
    assert known(sku).is_respelled_as(name) is same
