"""Every refusal a mutation can tell has its code in the schema's enum."""

import pytest

from marketplace.common import idempotency, problems
from marketplace.common.schema import values
from marketplace.subgraphs.offers import errors
from marketplace.subgraphs.offers.errors import IllegalStatusMoveError, ProblemCode

READS_ONLY = {"INVALID_PAGE", "INVALID_OFFER_FILTER", "INVALID_CATEGORY", "REFUSED"}


def codes_of(module):
    members = [member for member in vars(module).values() if isinstance(member, type)]
    return {member.code for member in members if issubclass(member, problems.ProblemError)}


@pytest.mark.parametrize("module", [errors, problems, idempotency, values])
def test_every_code_can_be_told(module):
    assert codes_of(module) - READS_ONLY <= set(ProblemCode)


def test_an_illegal_move_names_the_status_and_the_moves_allowed():
    refusal = IllegalStatusMoveError(move="PUBLISH", current="RESERVED", allowed=["RELEASE", "ARCHIVE"])
    assert str(refusal) == ("PUBLISH is not possible while the offer is RESERVED; allowed from here: RELEASE, ARCHIVE.")


def test_an_illegal_move_from_a_final_status_says_that_it_is_final():
    refusal = IllegalStatusMoveError(move="PUBLISH", current="SOLD", allowed=[])
    assert str(refusal).endswith("allowed from here: nothing, for this status is final.")
