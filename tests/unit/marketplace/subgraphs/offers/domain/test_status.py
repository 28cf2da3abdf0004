"""Every move from every status: the table of the state machine, written a second time by hand."""

import pytest

from marketplace.subgraphs.offers.domain.status import (
    EDITABLE,
    HELD_BY_BUYER,
    PUBLIC,
    OfferMove,
    OfferStatus,
    moves_from,
    status_after,
)

PUBLISH, RESERVE, RELEASE, MARK_SOLD, ARCHIVE = OfferMove
DRAFT, PUBLISHED, RESERVED, SOLD, ARCHIVED = OfferStatus

ALLOWED = {
    DRAFT: {PUBLISH: PUBLISHED, ARCHIVE: ARCHIVED},
    PUBLISHED: {RESERVE: RESERVED, ARCHIVE: ARCHIVED},
    RESERVED: {RELEASE: PUBLISHED, MARK_SOLD: SOLD, ARCHIVE: ARCHIVED},
    SOLD: {},
    ARCHIVED: {},
}


@pytest.mark.parametrize("status", OfferStatus)
@pytest.mark.parametrize("move", OfferMove)
def test_a_move_leads_where_the_table_says_or_nowhere(status, move):
    assert status_after(move, status) == ALLOWED[status].get(move)


@pytest.mark.parametrize("status", OfferStatus)
def test_the_moves_named_to_a_client_are_those_that_lead_somewhere(status):
    assert moves_from(status) == tuple(ALLOWED[status])


def test_groups_of_statuses():
    assert EDITABLE == (DRAFT, PUBLISHED)
    assert HELD_BY_BUYER == (RESERVED, SOLD)
    assert PUBLIC == (PUBLISHED, RESERVED, SOLD, ARCHIVED)
