"""A gateway over two subgraphs that restrict who may see what, with the data in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from graphql import GraphQLResolveInfo, default_field_resolver, execute_sync, parse
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.app import Gateway
from marketplace.gateway.auth import PolicyDecider
from marketplace.gateway.config import AuthorizationConfig, CacheConfig, ClientTokenConfig, GatewayConfig
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, Response, new_exchange
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.transport import FakeEventSource, FakeTransport
from tests.harness.federated_schemas import executable_subgraph

LINK = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key" "@requires" "@external" "@authenticated" "@requiresScopes" "@policy"
])
"""
USERS = """
type Query {
  me: User
  users: [User!]!
  node(id: ID!): Node
  search: [Found!]!
  audit: [String!] @policy(policies: [["auditor"], ["owner", "adult"]])
}
type Mutation {
  rename(name: String!): User
  ban: Boolean @requiresScopes(scopes: [["moderate"]])
}
type Subscription {
  changed: User
  audited: String @policy(policies: [["auditor"]])
}
interface Node { id: ID! label: String }
type User implements Node @key(fields: "id") {
  id: ID!
  label: String
  name: String!
  email: String @authenticated
  phone: String! @authenticated
  taxId: String @requiresScopes(scopes: [["tax:read"], ["admin"]])
}
type Invoice implements Node @key(fields: "id") @authenticated { id: ID! label: String total: Int }
type Note @key(fields: "id") { id: ID! text: String }
union Found = User | Invoice | Note
"""
BILLING = """
type User @key(fields: "id") {
  id: ID!
  taxId: String @external
  rate: String @requires(fields: "taxId") @requiresScopes(scopes: [["tax:read"], ["admin"]])
  invoices: [Invoice!]
  balance: Int @policy(policies: [["owner"]])
}
type Invoice @key(fields: "id") @authenticated { id: ID! paid: Boolean }
"""
ANN = {"__typename": "User", "id": "u1", "label": "A", "name": "Ann", "email": "a@x", "phone": "1", "taxId": "t1"}
BOB = {"__typename": "User", "id": "u2", "label": "B", "name": "Bob", "email": "b@x", "phone": "2", "taxId": "t2"}
INVOICE = {"__typename": "Invoice", "id": "i1", "label": "I", "total": 5, "paid": True}
NOTE = {"__typename": "Note", "id": "n1", "text": "hello"}
ROOT: dict[str, Any] = {
    "me": ANN,
    "users": [ANN, BOB],
    "node": ANN,
    "search": [ANN, INVOICE, NOTE],
    "audit": ["entry"],
    "rename": {**ANN, "name": "Eve"},
    "ban": True,
}
KEY = "k" * 40


class Guarded:
    """The gateway, its fakes, and clients of it."""

    def __init__(
        self,
        authorization: AuthorizationConfig | None = None,
        policies: PolicyDecider | None = None,
        *,
        users: str = USERS,
        billing: str = BILLING,
        root: Mapping[str, Any] = ROOT,
        caches: CacheConfig | None = None,
    ) -> None:
        self.users = FakeTransport(_Subgraph(LINK + users, root).answer)
        self.billing = FakeTransport(_Subgraph(LINK + billing, root).answer)
        self.events = FakeEventSource()
        self.gateway = Gateway.from_supergraph(
            supergraph_sdl(users, billing),
            GatewayConfig(
                client_tokens=ClientTokenConfig(key=KEY),
                authorization=authorization or AuthorizationConfig(),
                caches=caches or CacheConfig(),
            ),
            {"users": self.users, "billing": self.billing},
            event_sources={"users": self.events},
            policies=policies,
        )

    async def answer(self, query: str, token: str | None = None, **headers: str) -> Response:
        """To one POST."""
        sent = {"content-type": "application/json", "accept": "application/graphql-response+json", **headers}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        with self.gateway.use() as handler:
            return await handler.handle(new_exchange(HttpRequest("POST", "", sent, orjson.dumps({"query": query}))))

    def response(self, query: str, token: str | None = None, **headers: str) -> HttpResponse:
        """To one POST, in an event loop of its own."""
        response = asyncio.run(self.answer(query, token, **headers))
        assert isinstance(response, HttpResponse)
        return response

    def ask(self, query: str, token: str | None = None, **headers: str) -> dict[str, Any]:
        """The parsed answer."""
        parsed: dict[str, Any] = orjson.loads(self.response(query, token, **headers).body)
        return parsed

    @property
    def asked(self) -> list[str]:
        """The documents that subgraphs were sent, users' first, without their whitespace."""
        requests = [*self.users.requests, *self.billing.requests]
        return [orjson.loads(request.body)["query"] for request in requests]


@lru_cache
def supergraph_sdl(users: str, billing: str) -> str:
    composed = compose(
        [SubgraphDefinition("users", "", LINK + users), SubgraphDefinition("billing", "", LINK + billing)]
    )
    assert composed.supergraph_sdl is not None, composed.errors
    return composed.supergraph_sdl


def token(*scopes: str, roles: tuple[str, ...] = (), lifetime: float = 60.0, subject: str = "u1") -> str:
    """Of a signed-in client with these scopes."""
    claims = {
        "iss": "holdfast",
        "aud": "marketplace",
        "sub": subject,
        "exp": time.time() + lifetime,
        "scope": " ".join(scopes),
        "roles": list(roles),
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY))


def refused_paths(answer: Mapping[str, Any]) -> list[list[str | int]]:
    """Where fields were refused, in order."""
    return [
        error["path"]
        for error in answer.get("errors", ())
        if error["extensions"]["code"] == "UNAUTHORIZED_FIELD_OR_TYPE"
    ]


class _Subgraph:
    """Resolves from dictionaries; an entity is the one with the representation's id."""

    def __init__(self, sdl: str, root: Mapping[str, Any]) -> None:
        self._schema = executable_subgraph(sdl)
        self._root = root

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        return execute_sync(  # type: ignore[return-value]
            self._schema,
            parse(request["query"]),
            root_value=self._root,
            variable_values=request.get("variables"),
            field_resolver=_resolve,
            type_resolver=lambda value, *_: value["__typename"],
        ).formatted


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    match info.field_name:
        case "_entities":
            known = {each["id"]: each for each in (ANN, BOB, INVOICE, NOTE)}
            return [{**known[each["id"]], **each} for each in arguments["representations"]]
        case "rate":
            return f"rate of {source['taxId']}"
        case "invoices":
            return [INVOICE]
        case "balance":
            return 7
        case _:
            return default_field_resolver(source, info, **arguments)
