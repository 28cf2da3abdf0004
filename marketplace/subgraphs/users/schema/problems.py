"""How refusals of this subgraph are told."""

from typing import Self

import strawberry

from marketplace.common.problems import ProblemError
from marketplace.subgraphs.users.errors import ProblemCode

strawberry.enum(ProblemCode)


@strawberry.federation.type(name="Problem", shareable=True)
class ProblemType:
    """Why something was refused: `code` for programs, `message` for people, `field` of the input at fault."""

    code: ProblemCode
    field: str | None
    message: str

    @classmethod
    def all_of(cls, refusal: ProblemError) -> list[Self]:
        return [
            cls(code=ProblemCode(problem.code), field=problem.field, message=problem.message)
            for problem in refusal.problems
        ]
