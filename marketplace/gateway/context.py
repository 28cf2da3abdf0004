"""What the stages know about one client request, besides the operation itself."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from marketplace.gateway.config import Audience, GatewayConfig
from marketplace.gateway.report import RequestReport

IdentityHeaders = Callable[["Principal | None", str, str], Mapping[str, str]]
"""Headers that tell a subgraph (by name) who is asking, in which request; the principal is None for a stranger."""


Claim = str | int | float | bool | tuple["Claim", ...] | None
"""A token's claim: lists are tuples, objects sorted tuples of pairs."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever holds a valid token, as the token states it: the subject's public id, roles, scopes, the application it
    was given to, and those other claims that the configuration keeps. Equal principals may share answers.
    """

    subject: str
    roles: frozenset[str]
    scopes: frozenset[str] = frozenset()
    client: str | None = None
    claims: tuple[tuple[str, Claim], ...] = ()

    def claim(self, name: str) -> Claim:
        """The value of a kept claim; None where the token has none."""
        return next((value for each, value in self.claims if each == name), None)


@dataclass(frozen=True, slots=True)
class Client:
    """Which program asks, and from where. `name` and `version` are what it says of itself, None where it says nothing
    usable; `address` is the IP address behind all trusted proxies, empty where it is not known; `network` is what
    counts as one place: the address, or of an IPv6 address the first 64 bits.
    """

    name: str | None
    version: str | None
    address: str
    network: str


@dataclass(frozen=True, slots=True)
class Permissions:
    """Which facilities of the gateway one client may use."""

    introspection: bool
    suggestions: bool
    query_plans: bool
    subgraph_errors: bool
    costs: bool = False

    @classmethod
    def of(cls, principal: Principal | None, config: GatewayConfig) -> "Permissions":
        """Measured against each facility's audience."""

        def belongs(audience: Audience) -> bool:
            match audience:
                case Audience.NOBODY:
                    return False
                case Audience.PRIVILEGED:
                    return principal is not None and not principal.roles.isdisjoint(config.privileged_roles)
                case Audience.AUTHENTICATED:
                    return principal is not None
                case Audience.EVERYBODY:
                    return True

        return cls(
            introspection=belongs(config.introspection),
            suggestions=belongs(config.suggestions),
            query_plans=belongs(config.query_plans),
            subgraph_errors=belongs(config.subgraph_errors),
            costs=belongs(config.demand.audience),
        )


@dataclass(frozen=True, slots=True)
class PermissionTable:
    """The permissions of every client, worked out before there is one: audiences tell three kinds of clients apart."""

    stranger: Permissions
    member: Permissions
    privileged: Permissions
    privileged_roles: frozenset[str]

    @classmethod
    def of(cls, config: GatewayConfig) -> "PermissionTable":
        privileged = Principal("", config.privileged_roles)
        return cls(
            stranger=Permissions.of(None, config),
            member=Permissions.of(Principal("", frozenset()), config),
            privileged=Permissions.of(privileged, config),
            privileged_roles=config.privileged_roles,
        )

    def find(self, principal: Principal | None) -> Permissions:
        """As `Permissions.of` has them."""
        if principal is None:
            return self.stranger
        return self.member if principal.roles.isdisjoint(self.privileged_roles) else self.privileged


def no_identity_headers(_principal: Principal | None, _subgraph: str, _request_id: str) -> Mapping[str, str]:
    """For subgraphs that do not ask who is asking."""
    return {}


class AnswerCache(Protocol):
    """Stands between the fetches of one client's request and the subgraphs. `fetch` is a `plan.nodes.Fetch`, and
    `asked` are the lists of entities that it asks for (`plan.nodes.AskedEntities`).
    """

    def answer(
        self,
        fetch: Any,
        asked: Sequence[Any],
        variables: Mapping[str, Any],
        ask: Callable[[Any, Sequence[Any]], Awaitable[tuple[dict[str, Any], Mapping[str, str]]]],
    ) -> Awaitable[dict[str, Any]]:
        """The subgraph's GraphQL response, asked for or kept from earlier. `ask` asks the subgraph for all or some of
        the entities and gives the HTTP response's headers too. Raises what it raises: the SubgraphError family.
        """
        ...


class HeaderReceiver(Protocol):
    """Is told the headers of subgraphs' answers to one client's request."""

    def note(self, subgraph: str, received: Mapping[str, str]) -> None:
        """One answer has come."""
        ...


@dataclass(slots=True)
class RequestContext:
    """One client request. `deadline` is a `time.monotonic()` value; after it the client gets what
    is there.
    """

    request_id: str
    principal: Principal | None
    permissions: Permissions
    deadline: float
    identity_headers: IdentityHeaders = no_identity_headers
    public_error_codes: frozenset[str] = frozenset()
    """Codes of subgraphs' errors whose message is meant for clients, whoever they are."""
    report: RequestReport | None = None
    """Of this request, where telemetry is on."""
    expires_at: float | None = None
    """When the proof of who is asking ends, in seconds since the epoch: what lasts longer is ended then."""
    answers: AnswerCache | None = None
    """Where subgraphs' answers are kept from request to request; None where they are not."""
    passed_headers: Callable[[str], dict[str, str]] | None = None
    """What a subgraph (by name) is sent of the client's headers; None where nothing is."""
    receiver: HeaderReceiver | None = None
    """Where headers of subgraphs' answers go to the client; None where none do."""

    @property
    def may_see_plan(self) -> bool:
        """Whether `extensions.plan` may be shown."""
        return self.permissions.query_plans

    @property
    def may_see_subgraph_errors(self) -> bool:
        """Whether errors may carry a subgraph's name and text."""
        return self.permissions.subgraph_errors

    def headers_for(self, subgraph: str) -> Mapping[str, str]:
        """Headers of this client's requests to the subgraph; none of them comes from the client
        unchecked, and none of ours can be replaced by one of the client's.
        """
        identity = self.identity_headers(self.principal, subgraph, self.request_id)
        headers = {"x-request-id": self.request_id, **identity}
        if self.passed_headers is not None:
            headers = {**self.passed_headers(subgraph), **headers}
        if self.report is not None and self.report.trace is not None:
            headers.update(self.report.trace.headers)
        return headers

    def remaining_seconds(self) -> float:
        """Time left, never negative."""
        return max(0.0, self.deadline - time.monotonic())
