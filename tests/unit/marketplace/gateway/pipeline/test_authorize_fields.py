"""What a client may not see is null with an error at its place, and is asked of no subgraph."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import AuthorizationConfig, ClientTokenConfig, GatewayConfig, RefusalPlace
from marketplace.gateway.context import Principal
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, new_exchange
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.transport import FakeTransport
from tests.harness.guarded_gateway import ANN, Guarded, refused_paths, token

CODE = "UNAUTHORIZED_FIELD_OR_TYPE"
EXPLAIN = {"x-holdfast-explain": "plan"}


def test_a_stranger_gets_what_is_free_and_null_for_the_rest():
    guarded = Guarded()
    answer = guarded.ask("{ me { name email } }")
    assert answer["data"] == {"me": {"name": "Ann", "email": None}}
    assert answer["errors"] == [
        {
            "message": "'email', or all that is selected of it, is for authorised clients only. "
            "Sign in with an account that may read it, or leave it out.",
            "path": ["me", "email"],
            "extensions": {"code": CODE},
        }
    ]
    assert guarded.asked == ["{me{name}}"]


def test_whoever_meets_the_demands_gets_everything():
    answer = Guarded().ask("{ me { email taxId rate invoices { id total paid } } }", token("tax:read"))
    assert "errors" not in answer
    assert answer["data"]["me"] == {
        "email": "a@x",
        "taxId": "t1",
        "rate": "rate of t1",
        "invoices": [{"id": "i1", "total": 5, "paid": True}],
    }


@pytest.mark.parametrize(
    ("query", "data", "paths"),
    [
        ("{ me { name e: email } }", {"me": {"name": "Ann", "e": None}}, [["me", "e"]]),
        (
            "{ x: me { ...f } } fragment f on User { email name }",
            {"x": {"email": None, "name": "Ann"}},
            [["x", "email"]],
        ),
        (
            "{ users { name email } }",
            {"users": [{"name": "Ann", "email": None}, {"name": "Bob", "email": None}]},
            [["users", 0, "email"], ["users", 1, "email"]],
        ),
        ("{ me { name phone } }", {"me": None}, [["me", "phone"]]),
        ("{ users { name phone } }", None, [["users", 0, "phone"], ["users", 1, "phone"]]),
        ('{ node(id: "u1") { id } }', {"node": None}, [["node"]]),
        ('{ node(id: "u1") { __typename ... on User { id } } }', {"node": None}, [["node"]]),
        (
            "{ search { __typename ... on User { name } ... on Note { text } } }",
            {
                "search": [
                    {"__typename": "User", "name": "Ann"},
                    {"__typename": "Invoice"},
                    {"__typename": "Note", "text": "hello"},
                ]
            },
            [],
        ),
        (
            "{ search { ... on Note { text } ... on Node { label } } }",
            {"search": [{"label": None}, {"label": None}, {"text": "hello"}]},
            [["search", 0, "label"], ["search", 1, "label"]],
        ),
        ("{ search { ... on Note { text } ... on Invoice { __typename } } }", None, [["search", 1, "__typename"]]),
        ("{ me { name invoices { id } } }", {"me": {"name": "Ann", "invoices": None}}, [["me", "invoices"]]),
        ("{ me { id rate } }", {"me": {"id": "u1", "rate": None}}, [["me", "rate"]]),
        ("{ me { name email @skip(if: true) } }", {"me": {"name": "Ann"}}, []),
    ],
)
def test_no_way_round_leads_to_what_is_withheld(query, data, paths):
    guarded = Guarded()
    for _ in range(2):  # the second answer comes from compiled code
        answer = guarded.ask(query)
        assert answer["data"] == data
        assert refused_paths(answer) == paths
    assert not any(name in text for text in guarded.asked for name in ("email", "phone", "taxId", "rate", "invoices"))


def test_two_mentions_of_a_field_are_enough_where_one_is_for_the_client():
    answer = Guarded().ask("{ search { ... on Node { label } ... on User { label } ... on Note { text } } }")
    assert answer["data"]["search"] == [{"label": "A"}, {"label": None}, {"text": "hello"}]
    assert refused_paths(answer) == [["search", 1, "label"]]


def test_a_key_that_is_withheld_is_fetched_and_not_shown():
    users = 'type Query { me: User } type User @key(fields: "id") { id: ID! @authenticated name: String }'
    billing = 'type User @key(fields: "id") { id: ID! @authenticated balance: Int }'
    guarded = Guarded(users=users, billing=billing)
    answer = guarded.ask("{ me { id name balance } }")
    assert answer["data"] == {"me": None}
    answer = guarded.ask("{ me { name balance } }")
    assert answer["data"] == {"me": {"name": "Ann", "balance": 7}}
    assert "{me{name id}}" in guarded.asked


@pytest.mark.parametrize("query", ["{ me { email } }", "{ me { phone } users { taxId } }", '{ node(id: "u1") { id } }'])
def test_where_nothing_is_left_no_subgraph_is_called(query):
    guarded = Guarded()
    answer = guarded.ask(query)
    assert guarded.asked == []
    assert refused_paths(answer)


def test_entities_cannot_be_asked_for_by_name():
    guarded = Guarded()
    query = '{ _entities(representations: [{__typename: "User", id: "u1"}]) { ... on User { email } } }'
    (error,) = guarded.ask(query)["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert guarded.asked == []


def test_entities_that_are_withheld_are_asked_of_no_subgraph():
    guarded = Guarded()
    guarded.ask("{ users { name invoices { id } rate } }")
    assert guarded.billing.requests == []


def test_a_mutation_is_run_for_what_it_does_though_nothing_of_it_may_be_seen():
    guarded = Guarded()
    answer = guarded.ask('mutation { rename(name: "Eve") { email } ban }')
    assert answer["data"] == {"rename": {"email": None}, "ban": None}
    assert refused_paths(answer) == [["rename", "email"], ["ban"]]
    assert guarded.asked == ['mutation {rename(name: "Eve"){__typename}}']


def test_the_schema_itself_is_not_filtered():
    answer = Guarded().ask('{ __type(name: "Invoice") { fields { name } } }', token(roles=("ADMINISTRATOR",)))
    assert {each["name"] for each in answer["data"]["__type"]["fields"]} == {"id", "label", "total", "paid"}


@pytest.mark.parametrize(
    ("scopes", "seen"), [((), False), (("tax:read",), True), (("admin", "x"), True), (("tax:write",), False)]
)
def test_scopes_are_alternatives(scopes, seen):
    answer = Guarded().ask("{ me { taxId } }", token(*scopes))
    assert (answer["data"]["me"] is not None) is seen


class Decider:
    """Grants the same to everybody, and remembers who asked for what."""

    def __init__(self, *granted: str, later: bool = False, fails: bool = False) -> None:
        self.granted = frozenset(granted)
        self.asked: list[tuple[Principal | None, frozenset[str]]] = []
        self._later = later
        self._fails = fails

    def decide(self, principal: Principal | None, policies: frozenset[str]) -> Any:
        self.asked.append((principal, policies))
        if self._later:
            return self._decide_later()
        return self._decide()

    async def _decide_later(self) -> frozenset[str]:
        return self._decide()

    def _decide(self) -> frozenset[str]:
        if self._fails:
            raise RuntimeError("The decider is out of order.")
        return self.granted


@pytest.mark.parametrize("later", [False, True])
def test_policies_are_decided_once_for_an_operation_by_the_names_it_needs(later):
    decider = Decider("owner", "adult", later=later)
    answer = Guarded(policies=decider).ask("{ audit a: audit me { balance } }", token())
    assert answer == {"data": {"audit": ["entry"], "a": ["entry"], "me": {"balance": 7}}}
    ((principal, policies),) = decider.asked
    assert principal is not None
    assert (principal.subject, policies) == ("u1", frozenset({"auditor", "owner", "adult"}))


def test_an_operation_without_policies_asks_for_none():
    decider = Decider()
    Guarded(policies=decider).ask("{ me { email } }")
    assert decider.asked == []


@pytest.mark.parametrize("later", [False, True])
def test_a_decider_that_fails_grants_nothing(later, caplog):
    answer = Guarded(policies=Decider("auditor", later=later, fails=True)).ask("{ audit }")
    assert answer["data"] == {"audit": None}
    assert "could not be decided" in caplog.text


def test_without_a_decider_the_configuration_says_which_roles_a_policy_wants():
    guarded = Guarded(AuthorizationConfig(policies={"auditor": frozenset({"AUDITOR", "ADMIN"})}))
    assert guarded.ask("{ audit }", token(roles=("ADMIN",)))["data"] == {"audit": ["entry"]}
    assert guarded.ask("{ audit }", token(roles=("MEMBER",)))["data"] == {"audit": None}
    assert guarded.ask("{ audit }")["data"] == {"audit": None}


def test_whoever_misses_the_same_shares_a_plan():
    guarded = Guarded()
    for client in (None, token("a", subject="u1"), token("b", subject="u2"), token("admin"), token("admin", "c")):
        guarded.ask("{ me { name email taxId } }", client)
    assert len(guarded.gateway.services.plans) == 3


def test_what_an_operation_cannot_need_is_not_part_of_its_plan():
    guarded = Guarded()
    for client in (None, token(), token("admin")):
        guarded.ask("{ me { name } }", client)
    assert len(guarded.gateway.services.plans) == 1


def test_the_whole_operation_is_refused_where_that_is_wished():
    guarded = Guarded(AuthorizationConfig(reject_unauthorized=True))
    response = guarded.response("{ users { name e: email } me { phone } }")
    assert response.status == 403
    answer = guarded.ask("{ users { name e: email } me { phone } }")
    assert "data" not in answer
    assert refused_paths(answer) == [["users", "e"], ["me"]]
    assert guarded.asked == []


def test_what_is_skipped_is_no_reason_to_refuse():
    guarded = Guarded(AuthorizationConfig(reject_unauthorized=True))
    assert guarded.ask("{ me { name email @include(if: false) } }") == {"data": {"me": {"name": "Ann"}}}


def test_refusals_may_stand_in_the_extensions():
    answer = Guarded(AuthorizationConfig(errors_in=RefusalPlace.EXTENSIONS)).ask("{ me { name email } }")
    assert "errors" not in answer
    assert [each["path"] for each in answer["extensions"]["authorizationErrors"]] == [["me", "email"]]


def test_refusals_may_stand_nowhere_but_a_null_at_the_root_is_explained():
    guarded = Guarded(AuthorizationConfig(errors_in=RefusalPlace.NOWHERE))
    assert guarded.ask("{ me { name email } }") == {"data": {"me": {"name": "Ann", "email": None}}}
    answer = guarded.ask("{ users { phone name } }")
    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NON_NULL_FIELD_NULL"]


@pytest.mark.parametrize("reject", [False, True])
def test_a_dry_run_refuses_nothing_and_tells_what_it_would(reject):
    guarded = Guarded(AuthorizationConfig(dry_run=True, reject_unauthorized=reject))
    answer = guarded.ask("{ users { name phone } me { taxId } }")
    assert answer["data"] == {
        "users": [{"name": "Ann", "phone": "1"}, {"name": "Bob", "phone": "2"}],
        "me": {"taxId": "t1"},
    }
    assert refused_paths(answer) == [["users", 0, "phone"], ["users", 1, "phone"], ["me"]]


def test_the_plan_says_what_is_withheld():
    engineer = token(roles=("ENGINEER",))
    answer = Guarded().ask("{ me { name x: taxId } search { ... on User { taxId name } } }", engineer, **EXPLAIN)
    plan = answer["extensions"]["plan"]
    assert plan["json"]["withheld"] == ["me.x", "search.[User].taxId"]
    assert "  Withheld from the client: me.x\n" in plan["text"]


def test_strangers_may_be_kept_out_altogether():
    guarded = Guarded(AuthorizationConfig(require_authentication=True))
    response = guarded.response("{ me { name } }")
    assert (response.status, response.headers["www-authenticate"]) == (401, "Bearer")
    assert b"AUTHENTICATION_REQUIRED" in response.body
    assert guarded.ask("{ me { name } }", token()) == {"data": {"me": {"name": "Ann"}}}


def test_a_hundred_refusals_are_told_and_no_more():
    answer = Guarded(root={"users": [ANN] * 500}).ask("{ users { name email taxId } }")
    assert len(answer["data"]["users"]) == 500
    assert len(refused_paths(answer)) == 100


NODES = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])
type Query { nodes: [Node] }
type Node @key(fields: "id") @interfaceObject { id: ID! title: String }
"""
ITEMS = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated"])
interface Node @key(fields: "id") { id: ID! }
type Item implements Node @key(fields: "id") { id: ID! secret: String! @authenticated }
"""


def test_a_type_that_nobody_was_asked_for_is_no_way_around_a_non_null_field():
    """The subgraph knows interfaces only, and nothing is left to ask of who knows the types: the only type is meant."""
    supergraph = compose([SubgraphDefinition("nodes", "", NODES), SubgraphDefinition("items", "", ITEMS)])
    assert supergraph.supergraph_sdl is not None
    nodes = FakeTransport(lambda _: {"data": {"nodes": [{"id": "1", "title": "one"}]}})
    items = FakeTransport(lambda _: {"data": {}})
    gateway = Gateway.from_supergraph(
        supergraph.supergraph_sdl,
        GatewayConfig(client_tokens=ClientTokenConfig(key="k" * 32)),
        {"nodes": nodes, "items": items},
    )
    body = orjson.dumps({"query": "{ nodes { title ... on Item { secret } } }"})

    async def ask() -> Any:
        with gateway.use() as handler:
            request = HttpRequest("POST", "", {"content-type": "application/json"}, body)
            response = await handler.handle(new_exchange(request))
        assert isinstance(response, HttpResponse)
        return orjson.loads(response.body)

    answer = asyncio.run(ask())
    assert answer["data"] == {"nodes": [None]}
    assert [error["path"] for error in answer["errors"]] == [["nodes", 0, "secret"]]
    assert items.requests == []
