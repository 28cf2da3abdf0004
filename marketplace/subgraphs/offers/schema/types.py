"""Values and enums of the offers subgraph's schema, and how a refusal is told."""

from collections.abc import Iterable
from typing import Self

import strawberry

from marketplace.common.problems import Problem
from marketplace.common.schema.cache_hints import AS_ITS_OBJECT
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import ProblemCode
from marketplace.subgraphs.offers.models import OfferImage
from marketplace.subgraphs.offers.selectors.offer_orderings import OfferSort

strawberry.enum(OfferCondition, description="From best to worst.")
strawberry.enum(
    OfferStatus,
    description="Drafts are seen by their seller and staff only; SOLD and ARCHIVED are final.",
)
strawberry.enum(
    OfferSort,
    description=("Prices compare within a currency: offers stand currency by currency. NEAREST needs `filter.near`."),
)
strawberry.enum(ProblemCode)


@strawberry.federation.type(name="Problem", shareable=True)
class ProblemType:
    """Why something was refused: `code` is for programs, `message` for people."""

    code: ProblemCode
    field: str | None
    message: str

    @classmethod
    def all_of(cls, problems: Iterable[Problem]) -> list[Self]:
        return [
            cls(code=ProblemCode(problem.code), field=problem.field, message=problem.message) for problem in problems
        ]


@strawberry.type(name="OfferImage", directives=[AS_ITS_OBJECT])
class OfferImageType:
    url: str
    alt_text: str
    position: int

    @classmethod
    def of(cls, image: OfferImage) -> Self:
        return cls(url=image.url, alt_text=image.alt_text, position=image.position)
