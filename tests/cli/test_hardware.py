"""``cog-lsp hardware``."""

from __future__ import annotations

import json

import pytest

from cog_lsp.cli.hardware import parse_size
from cog_lsp.knowledge.hardware import proposable, tiers

from .conftest import Run


def skus(run: Run, *arguments: str) -> list[str]:
    out = run("hardware", "--output-format", "json", *arguments).out
    return [tier["sku"] for tier in json.loads(out)]


def test_table_has_every_tier_with_its_state(run: Run) -> None:
    head, *lines = run("hardware").out.splitlines()
    assert head.split()[0] == "SKU"
    assert [line.split()[0] for line in lines] == [tier.sku for tier in tiers()]
    for line, tier in zip(lines, tiers(), strict=True):
        assert line.endswith(tier.status if tier.successor is None else tier.successor)


def test_json_has_the_table(run: Run) -> None:
    assert skus(run) == [tier.sku for tier in tiers()]


def test_fits_offers_what_is_to_be_had_cheapest_first(run: Run) -> None:
    holding = [tier.sku for tier in proposable() if tier.total_usable_gib * 1024**3 >= 20e9]
    assert skus(run, "--fits", "20GB") == holding
    assert "gpu-t4" in skus(run, "--fits", "1GB")
    assert "gpu-t4" not in holding
    smallest = proposable()[0]
    assert smallest.sku in skus(run, "--fits", f"{smallest.total_usable_gib}GiB")


def test_nothing_fits(run: Run) -> None:
    ran = run("hardware", "--fits", "100TB")
    assert ran.code == 0
    assert ran.out.startswith("No available tier holds 100TB; the most is ")
    assert skus(run, "--fits", "100TB") == []


def test_how_well_it_fits(run: Run) -> None:
    head, *lines = run("hardware", "--fits", "44GB").out.splitlines()
    assert head.split()[-2:] == ["FILLED", "FIT"]
    fits = {line.split()[0]: line.split()[-2:] for line in lines}
    assert fits["gpu-l40s"] == ["93%", "tight"]
    assert fits["gpu-a100-large"] == ["52%", "fits"]


def test_what_a_contract_would_hold(run: Run) -> None:
    out = run("hardware", "--fits", "200GB").out
    assert "With a committed-spend contract: gpu-l40s-8x, gpu-a100-large-4x" in out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20GB", 20e9),
        ("20 gb", 20e9),
        ("20", 20e9),
        ("1.5GiB", 1.5 * 2**30),
        ("512MiB", 512 * 2**20),
        ("1TB", 1e12),
        ("7kB", 7e3),
    ],
)
def test_sizes(text: str, expected: float) -> None:
    assert parse_size(text) == expected
