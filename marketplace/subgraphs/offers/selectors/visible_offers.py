"""Who sees which offers."""

from typing import Final

from django.db.models import Q, QuerySet

from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.offers.domain.status import PUBLIC
from marketplace.subgraphs.offers.models import Offer

STAFF: Final = (Role.MODERATOR, Role.ADMINISTRATOR)


def visible_offers(requester: Requester) -> QuerySet[Offer]:
    """Everything but drafts for everyone; drafts for their seller and for staff."""
    if requester.has_role(*STAFF):
        return Offer.objects.all()
    visible = Q(status__in=PUBLIC)
    if requester.user_id is not None:
        visible |= Q(seller_id=requester.user_id)
    return Offer.objects.filter(visible)
