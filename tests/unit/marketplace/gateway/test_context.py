"""Permissions that were worked out beforehand are those that each client would be given."""

from itertools import product

import pytest

from marketplace.gateway.config import Audience, GatewayConfig
from marketplace.gateway.context import Permissions, PermissionTable, Principal

CLIENTS = [
    None,
    Principal("u", frozenset()),
    Principal("u", frozenset({"MEMBER"})),
    Principal("u", frozenset({"MEMBER", "ENGINEER"})),
    Principal("u", frozenset({"ADMINISTRATOR"})),
]


@pytest.mark.parametrize(("first", "second"), [*product(Audience, Audience)])
def test_every_client_has_the_permissions_of_its_kind(first, second):
    config = GatewayConfig(introspection=first, suggestions=second, query_plans=first, subgraph_errors=second)
    table = PermissionTable.of(config)
    for client in CLIENTS:
        assert table.find(client) == Permissions.of(client, config)


def test_where_no_role_is_privileged_nobody_is():
    config = GatewayConfig(query_plans=Audience.PRIVILEGED, privileged_roles=frozenset())
    for client in CLIENTS:
        assert not PermissionTable.of(config).find(client).query_plans
