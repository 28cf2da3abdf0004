"""Entry points for writing: each calls one service and tells its refusal as problems."""

from collections.abc import Callable
from typing import TypeVar

import strawberry

from marketplace.common.problems import ProblemError
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.schema.dataloaders import Info
from marketplace.subgraphs.offers.schema.entities import OfferType
from marketplace.subgraphs.offers.schema.inputs import (
    CreateOfferInput,
    MoveOfferInput,
    UpdateOfferInput,
)
from marketplace.subgraphs.offers.schema.types import ProblemType
from marketplace.subgraphs.offers.services.archive_offer import archive_offer
from marketplace.subgraphs.offers.services.create_offer import create_offer
from marketplace.subgraphs.offers.services.mark_offer_sold import mark_offer_sold
from marketplace.subgraphs.offers.services.publish_offer import publish_offer
from marketplace.subgraphs.offers.services.release_offer import release_offer
from marketplace.subgraphs.offers.services.reserve_offer import reserve_offer
from marketplace.subgraphs.offers.services.update_offer import update_offer


@strawberry.type
class OfferPayload:
    """The offer as it is now, or the problems for which nothing was done."""

    offer: OfferType | None
    problems: list[ProblemType]


@strawberry.type
class CreateOfferPayload(OfferPayload):
    pass


@strawberry.type
class UpdateOfferPayload(OfferPayload):
    pass


@strawberry.type
class PublishOfferPayload(OfferPayload):
    pass


@strawberry.type
class ArchiveOfferPayload(OfferPayload):
    pass


@strawberry.type
class ReserveOfferPayload(OfferPayload):
    pass


@strawberry.type
class ReleaseOfferPayload(OfferPayload):
    pass


@strawberry.type
class MarkOfferSoldPayload(OfferPayload):
    pass


Payload = TypeVar("Payload", bound=OfferPayload)


@strawberry.type
class Mutation:
    @strawberry.mutation(description="Draft an offer; publishOffer puts it on the market.")
    def create_offer(self, info: Info, input: CreateOfferInput) -> CreateOfferPayload:
        return _told(
            CreateOfferPayload,
            info,
            lambda: create_offer(
                requester=info.context.requester,
                category_id=input.category_key(),
                listing=input.listing(),
                pictures=input.pictures(),
                idempotency_key=input.idempotency_key,
            ),
        )

    @strawberry.mutation(description="Change a draft or a published offer of one's own.")
    def update_offer(self, info: Info, input: UpdateOfferInput) -> UpdateOfferPayload:
        return _told(
            UpdateOfferPayload,
            info,
            lambda: update_offer(
                requester=info.context.requester,
                offer_id=input.key(),
                version=input.version,
                changes=input.changes(),
                category_id=input.category_key(),
                pictures=input.pictures(),
                idempotency_key=input.idempotency_key,
            ),
        )

    @strawberry.mutation(description="DRAFT to PUBLISHED; by the seller.")
    def publish_offer(self, info: Info, input: MoveOfferInput) -> PublishOfferPayload:
        return _moved(PublishOfferPayload, publish_offer, info, input)

    @strawberry.mutation(description="DRAFT, PUBLISHED or RESERVED to ARCHIVED; by the seller or staff.")
    def archive_offer(self, info: Info, input: MoveOfferInput) -> ArchiveOfferPayload:
        return _moved(ArchiveOfferPayload, archive_offer, info, input)

    @strawberry.mutation(description="PUBLISHED to RESERVED; by anyone but the seller.")
    def reserve_offer(self, info: Info, input: MoveOfferInput) -> ReserveOfferPayload:
        return _moved(ReserveOfferPayload, reserve_offer, info, input)

    @strawberry.mutation(description="RESERVED back to PUBLISHED; by the seller or the buyer.")
    def release_offer(self, info: Info, input: MoveOfferInput) -> ReleaseOfferPayload:
        return _moved(ReleaseOfferPayload, release_offer, info, input)

    @strawberry.mutation(description="RESERVED to SOLD; by the seller.")
    def mark_offer_sold(self, info: Info, input: MoveOfferInput) -> MarkOfferSoldPayload:
        return _moved(MarkOfferSoldPayload, mark_offer_sold, info, input)


def _moved(payload: type[Payload], service: Callable[..., Offer], info: Info, input: MoveOfferInput) -> Payload:
    return _told(
        payload,
        info,
        lambda: service(
            requester=info.context.requester,
            offer_id=input.key(),
            version=input.version,
            idempotency_key=input.idempotency_key,
        ),
    )


def _told(payload: type[Payload], info: Info, work: Callable[[], Offer]) -> Payload:
    """Do the work; what later fields of the operation read, they read afresh."""
    try:
        row = work()
    except ProblemError as refusal:
        return payload(offer=None, problems=ProblemType.all_of(refusal.problems))
    info.context.loaders.forget_offers()
    return payload(offer=OfferType.of(row), problems=[])
