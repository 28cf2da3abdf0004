"""The audit's results: read from its file, and written for people and machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PASSED = "."


@dataclass(frozen=True)
class Suite:
    """One suite's cases in order; True for those that passed."""

    name: str
    cases: tuple[bool, ...]

    @property
    def passed(self) -> int:
        return sum(self.cases)


def read_results(text: str) -> list[Suite]:
    """The audit's results file: a line with a suite's name, a line with a character for each case, ..."""
    lines = text.partition("\n---")[0].split("\n")
    named = zip(lines[::2], lines[1::2], strict=False)
    return [Suite(name, tuple(case == PASSED for case in cases.strip())) for name, cases in named if name.strip()]


def as_table(suites: Sequence[Suite]) -> str:
    """One line for each suite, and the sum."""
    width = max((len(suite.name) for suite in suites), default=0)
    lines = [
        f"{suite.name:{width}}  {suite.passed:>3} of {len(suite.cases):<3} "
        + "".join(PASSED if case else "X" for case in suite.cases)
        for suite in suites
    ]
    whole = sum(bool(suite.cases) and all(suite.cases) for suite in suites)
    passed, total = sum(suite.passed for suite in suites), sum(len(suite.cases) for suite in suites)
    return "\n".join(["", *lines, "", f"{passed} of {total} cases passed, {whole} of {len(suites)} suites whole", ""])


def as_json(suites: Sequence[Suite], *, poor_plans: bool, worked: Mapping[str, int]) -> Mapping[str, object]:
    """`worked`: what the parts that were switched on have to show for it."""
    return {
        "passed": sum(suite.passed for suite in suites),
        "cases": sum(len(suite.cases) for suite in suites),
        "needless_fetches_fail": poor_plans,
        **({"worked": dict(worked)} if worked else {}),
        "suites": {suite.name: {"passed": suite.passed, "cases": len(suite.cases)} for suite in suites},
    }
