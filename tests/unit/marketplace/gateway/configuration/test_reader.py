"""Reading into dataclasses, whichever they are: these are made for the test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from marketplace.gateway.config.units import Bytes, Change, Range, Seconds, Share
from marketplace.gateway.configuration.kinds import Section, kind_of
from marketplace.gateway.configuration.nodes import Source
from marketplace.gateway.configuration.problems import Problems
from marketplace.gateway.configuration.read_yaml import read_yaml
from marketplace.gateway.configuration.reader import INVALID, Reader


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark-blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much."""

    lowest: int = 1
    """The lowest."""
    highest: int = 9
    """The highest; never below the lowest."""

    def __post_init__(self) -> None:
        if self.highest < self.lowest:
            raise ValueError(f"The highest, {self.highest}, is below the lowest, {self.lowest}: raise it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """One field of each kind."""

    name: str = "nobody"
    size: Bytes = 0
    time: Seconds = 1.0
    share: Share = 0.5
    temperature: Annotated[float, Range(None, 100)] = 0.0
    colour: Colour = Colour.RED
    shape: Literal["round", "flat"] = "round"
    on: bool = False
    file: Path = Path("default")
    limits: Annotated[Limits, Change.NEEDS_RESTART] = field(default_factory=Limits)
    extra: Limits | None = None
    maybe: Seconds | None = 1.0
    several: tuple[Limits, ...] = ()
    names: frozenset[str] = frozenset()
    limits_of: Mapping[Colour, Limits] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needy:
    key: str = field(repr=False)
    """What opens the door."""


def read(text: str, section: type[Any] = Everything, base: Any = None) -> tuple[Any, list[str]]:
    problems = Problems()
    node = read_yaml(text, Source("file", Path("/folder")), problems)
    value = Reader(problems).read(Section(section), node, "", base)
    return value, [str(problem) for problem in problems.found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Everything()),
        ("name: no", Everything(name="no")),
        ("name: 12:30", Everything(name="12:30")),
        ("size: 1_000", Everything(size=1000)),
        ("size: 64KiB", Everything(size=65536)),
        ("size: 1.5 MB", Everything(size=1_500_000)),
        ("size: 0x10", Everything(size=16)),
        ("time: 2", Everything(time=2.0)),
        ("time: 1e-3", Everything(time=0.001)),
        ("time: 500ms", Everything(time=0.5)),
        ("time: 2min", Everything(time=120.0)),
        ("temperature: -40", Everything(temperature=-40.0)),
        ("colour: dark-blue", Everything(colour=Colour.DARK_BLUE)),
        ("shape: flat", Everything(shape="flat")),
        ("on: true", Everything(on=True)),
        ("file: there", Everything(file=Path("/folder/there"))),
        ("file: /elsewhere/there", Everything(file=Path("/elsewhere/there"))),
        ("limits: {lowest: 3}", Everything(limits=Limits(lowest=3))),
        ("limits:", Everything()),
        ("extra: {}", Everything(extra=Limits())),
        ("extra: null", Everything()),
        ("maybe: ~", Everything(maybe=None)),
        ("several: [{lowest: 2}, {}]", Everything(several=(Limits(lowest=2), Limits()))),
        ("names: [a, b, a]", Everything(names=frozenset("ab"))),
        ("limits_of: {red: {highest: 7}}", Everything(limits_of={Colour.RED: Limits(highest=7)})),
        ("texts: {1: a, b: 'true'}", Everything(texts={"1": "a", "b": "true"})),
        ("extra: &same {lowest: 3}\nlimits: *same", Everything(extra=Limits(lowest=3), limits=Limits(lowest=3))),
        (
            "extra: &more {lowest: 3}\nlimits: {<<: *more, highest: 4}",
            Everything(extra=Limits(lowest=3), limits=Limits(lowest=3, highest=4)),
        ),
    ],
)
def test_values_are_read(text, expected):
    value, problems = read(text)
    assert problems == []
    assert value == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("size: 1.2B", 'file:1:7: size: "1.2B" is not a whole number of bytes. Write one, such as 65536 or 64KiB.'),
        ("size: 10s", 'file:1:7: size: "10s" is not a whole number of bytes. Write one, such as 65536 or 64KiB.'),
        ("size: true", "file:1:7: size: true is not a whole number of bytes. Write one, such as 65536 or 64KiB."),
        ("time: -1", "file:1:7: time: -1 is out of range. Write a number from 0 up."),
        ("share: 1.5", "file:1:8: share: 1.5 is out of range. Write a number from 0 to 1."),
        ("temperature: 200", "file:1:14: temperature: 200 is out of range. Write a number up to 100."),
        ("share: 1e999", "file:1:8: share: 1e999 is not a number. Write one, such as 0.5."),
        ("colour: dark_blue", 'file:1:9: colour: "dark_blue" is not one of red, dark-blue. Did you mean dark-blue?'),
        ("on: off", 'file:1:5: on: "off" is neither true nor false. Write true or false, without quotes.'),
        ("limits: {lowest: 10}", "file:1:9: limits: The highest, 9, is below the lowest, 10: raise it."),
        ("limits: {zebra: 1}", "file:1:10: limits.zebra: there is no such option. It has lowest, highest."),
        ("limits: [1]", "file:1:9: limits: a section is a mapping, not a list. Write its options below it."),
        ("several: {lowest: 1}", "file:1:10: several: this is a mapping, not a list. Write [first, second]."),
        ("several: [{lowest: x}]", 'file:1:20: several[0].lowest: "x" is not a whole number. Write one, such as 10.'),
        ("limits_of: {green: {}}", 'file:1:13: limits_of: "green" is not one of red, dark-blue.'),
        ("texts: a", "file:1:8: texts: this is one value. Write `name: value` for each entry."),
        ("name: {a: b}", "file:1:7: name: this is a mapping. Write one value."),
    ],
)
def test_a_mistake_is_told_with_its_remedy(text, problem):
    assert read(text)[1] == [problem]


def test_what_must_be_given_is_described():
    value, problems = read("{}", Needy)
    assert value is INVALID
    assert problems == ["file:1:1: the option key is missing. What opens the door."]


def test_what_is_not_given_is_as_in_the_base():
    base = Everything(
        name="base", limits=Limits(lowest=5), extra=Limits(lowest=2), limits_of={Colour.RED: Limits(lowest=4)}
    )
    value, _ = read("limits: {highest: 6}\nlimits_of: {red: {highest: 8}, dark-blue: {}}", base=base)
    assert value == Everything(
        name="base",
        limits=Limits(lowest=5, highest=6),
        extra=Limits(lowest=2),
        limits_of={Colour.RED: Limits(lowest=4, highest=8), Colour.DARK_BLUE: Limits()},
    )


@pytest.mark.parametrize("hint", [bytes, int | str, tuple[int, str], object])
def test_types_that_files_cannot_give_are_refused_at_once(hint):
    with pytest.raises(TypeError, match=r"cannot be read|cannot say"):
        kind_of(hint)
