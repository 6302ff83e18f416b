"""The loader of tables: what it builds, and what it says of a table that is not well formed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal

import pytest

from cog_lsp.knowledge._tables import TableError, read_row, read_rows, rows_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Wheel:
    size: int


@dataclass(frozen=True, slots=True)
class Car:
    name: str
    kind: Literal["road", "race"]
    price: float = 0.0
    doors: int | None = None
    colours: tuple[str, ...] = ()
    version: tuple[int, int] | None = None
    wheels: tuple[Wheel, ...] = ()
    fast: bool = False


def cars(text: str) -> tuple[Car, ...]:
    return rows_of(tomllib.loads(text), "cars.toml", "car", Car)


def test_a_row_becomes_its_dataclass_with_every_kind_of_value() -> None:
    (car,) = cars(
        """
        [[car]]
        name = "a"
        kind = "race"
        price = 3
        doors = 2
        colours = ["red", "blue"]
        version = [1, 2]
        wheels = [{ size = 17 }]
        fast = true
        """
    )
    assert car == Car("a", "race", 3.0, 2, ("red", "blue"), (1, 2), (Wheel(17),), True)
    assert isinstance(car.price, float)


def test_fields_with_a_default_may_be_left_out() -> None:
    assert cars('[[car]]\nname = "a"\nkind = "road"') == (Car("a", "road"),)


def test_rows_of_a_group_share_its_keys_and_may_give_their_own() -> None:
    rows = cars(
        """
        [[car]]
        kind = "road"
        doors = 4
        rows = [{ name = "a" }, { name = "b", doors = 2 }]

        [[car]]
        name = "c"
        kind = "race"
        """
    )
    assert rows == (Car("a", "road", doors=4), Car("b", "road", doors=2), Car("c", "race"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[car]]\nname = "a"', "cars.toml: car 1 ('a'): field 'kind' is missing"),
        ('[[car]]\nkind = "road"', "cars.toml: car 1: field 'name' is missing"),
        (
            '[[car]]\nname = "a"\nkind = "road"\ncolor = "red"',
            "cars.toml: car 1 ('a'): unknown field 'color'; known are name, kind, price, doors",
        ),
        (
            '[[car]]\nkind = "road"\nrows = [{ name = "a" }, { name = "b", dors = 2 }]',
            "cars.toml: car 1, row 2 ('b'): unknown field 'dors'",
        ),
        (
            '[[car]]\nname = "a"\nkind = "boat"',
            "car 1 ('a'): field 'kind' must be one of road, race, not 'boat'",
        ),
        (
            '[[car]]\nname = "a"\nkind = "road"\ndoors = "two"',
            "car 1 ('a'): field 'doors' must be an integer, not 'two'",
        ),
        (
            '[[car]]\nname = "a"\nkind = "road"\ndoors = true',
            "field 'doors' must be an integer, not True",
        ),
        ('[[car]]\nname = 1\nkind = "road"', "field 'name' must be a string, not 1"),
        (
            '[[car]]\nname = "a"\nkind = "road"\nprice = "3"',
            "field 'price' must be a number, not '3'",
        ),
        (
            '[[car]]\nname = "a"\nkind = "road"\nfast = 1',
            "field 'fast' must be true or false, not 1",
        ),
        (
            '[[car]]\nname = "a"\nkind = "road"\ncolours = "red"',
            "field 'colours' must be an array, not 'red'",
        ),
        (
            '[[car]]\nname = "a"\nkind = "road"\ncolours = ["red", 1]',
            "field 'colours', item 2 must be a string, not 1",
        ),
        (
            '[[car]]\nname = "a"\nkind = "road"\nversion = [1]',
            "field 'version' must have 2 items, not 1",
        ),
        (
            '[[car]]\nname = "a"\nkind = "road"\nwheels = [{ size = 1 }, { width = 2 }]',
            "field 'wheels', item 2: unknown field 'width'; known are size",
        ),
        ('[[car]]\nname = "a"\nrows = 1', "cars.toml: car 1: field 'rows' must be an array"),
        ("car = [1]", "cars.toml: car 1: must be a table, not 1"),
        ("[[boat]]", "cars.toml: there is no array of tables named 'car'"),
        ("[car]", "cars.toml: there is no array of tables named 'car'"),
    ],
)
def test_a_malformed_table_is_refused_with_file_row_and_field(text: str, message: str) -> None:
    with pytest.raises(TableError) as caught:
        cars(text)
    assert message in str(caught.value)


def test_a_table_of_the_package_that_is_not_there_is_named() -> None:
    with pytest.raises(TableError, match=r"cog\.toml: there is no array of tables named 'car'"):
        read_rows("cog.toml", "car", Car)
    with pytest.raises(TableError, match=r"cog\.toml: car: must be a table, not None"):
        read_row("cog.toml", "car", Car)
