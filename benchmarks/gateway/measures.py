"""What is measured, as data: the rows of the table, with the targets they are to reach."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from benchmarks.gateway.targets import Target


class Quantity(StrEnum):
    """What is read off, with its unit."""

    PROCESSOR = "CPU ms/request"
    RATE = "requests/s"
    MEMORY = "peak MB"
    FIRST_ANSWER = "first answer ms"


@dataclass(frozen=True, slots=True)
class Measure:
    """One query put to one contender, and to those it is compared with."""

    name: str
    title: str
    quantity: Quantity
    query: str
    contender: str
    others: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def contenders(self) -> tuple[str, ...]:
        return (self.contender, *self.others)


FIFTH_OF_APOLLO: Final = Target(1 / 5, to="apollo")
THIRD_OF_HIVE: Final = Target(1 / 3, to="hive")
PEERS: Final = ("apollo", "hive")
TITLES: Final = {"one_fetch": "one fetch", "three_hops": "three hops", "heavy": "heavy, 85 KB"}

MEASURES: Final[tuple[Measure, ...]] = (
    *(
        Measure(
            f"alone/{query}",
            f"{title}, each request alone",
            Quantity.PROCESSOR,
            query,
            "ours",
            ("ours_unix", *PEERS),
            (FIFTH_OF_APOLLO, THIRD_OF_HIVE),
        )
        for query, title in TITLES.items()
    ),
    *(
        Measure(
            f"everything_on/{query}",
            f"{title}, everything on",
            Quantity.PROCESSOR,
            query,
            "everything_on",
            ("ours",),
            (Target(1.6, to="ours"),),
        )
        for query, title in TITLES.items()
    ),
    Measure(
        "sharing",
        "heavy, equal requests at once shared",
        Quantity.PROCESSOR,
        "heavy",
        "sharing",
        ("hive_sharing",),
        (Target(1, to="hive_sharing"),),
    ),
    Measure(
        "cache_hits",
        "three hops, cached, limited, token checked, 2 processes",
        Quantity.RATE,
        "three_hops",
        "cache_hits",
        ("constant",),
        (Target(10_000, at_least=True), Target(0.6, to="constant", at_least=True)),
    ),
    Measure("memory", "memory after heavy", Quantity.MEMORY, "heavy", "ours", PEERS, (Target(150),)),
    Measure("cold", "cold plan of heavy", Quantity.FIRST_ANSWER, "heavy", "ours", PEERS, (Target(60),)),
)
