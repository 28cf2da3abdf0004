"""Functions of whoever runs the gateway, called at stages of a request.

    class Tenants(Hook):
        def on_request(self, exchange: Exchange) -> None:
            if "x-tenant" not in exchange.request.headers:
                raise TenantMissingError("Say in X-Tenant whose shop you ask for.")

        async def on_subgraph_request(self, request: SubgraphRequest) -> None:
            request.headers = {**request.headers, "x-signature": await sign(request.body)}

`hooks: [shop.hooks:Tenants]` in the configuration makes one object of the class for each process. A ClientError (a
subclass with its own `code`, and `http_status` where it is a RequestError) refuses the request; whatever else is raised
is an internal error, logged and masked. A method that need not wait returns None; one that waits is `async`.
"""

import importlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from marketplace.gateway.pipeline.exchange import Exchange, HttpResponse, StreamedResponse
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse, Transport


class Hook:
    """Derive from it, and write the methods that are needed: the others cost nothing."""

    def on_request(self, exchange: Exchange) -> Awaitable[None] | None:
        """The client is known (`context`, `client`) and within its rate; its operation is not read yet."""

    def on_operation(self, exchange: Exchange) -> Awaitable[None] | None:
        """The operation is valid and allowed (`document`, `operation`, `variables`). Answers that are kept or shared
        are given without it.
        """

    def on_plan(self, exchange: Exchange) -> Awaitable[None] | None:
        """There is a plan (`plan`), which other requests share: look, do not touch."""

    def on_subgraph_request(self, request: SubgraphRequest) -> Awaitable[None] | None:
        """Before a subgraph is asked; `headers` and `body` may be replaced."""

    def on_subgraph_response(
        self, request: SubgraphRequest, response: SubgraphResponse
    ) -> SubgraphResponse | Awaitable[SubgraphResponse | None] | None:
        """A subgraph has answered; what is returned takes the answer's place. Answers may be shared: none may be
        changed.
        """

    def on_response(self, exchange: Exchange, response: HttpResponse | StreamedResponse) -> Awaitable[None] | None:
        """The response is about to be sent, a refusal too. What is set on an `HttpResponse` is sent."""


class Hooks:
    """Those of one gateway, in the order of the configuration; a method's list is empty where no hook has it."""

    def __init__(self, names: Sequence[str]) -> None:
        """Raises ValueError for a name that leads to no hook."""
        self.names = tuple(names)
        hooks = [_load(name) for name in names]
        self.on_request = _written(hooks, "on_request")
        self.on_operation = _written(hooks, "on_operation")
        self.on_plan = _written(hooks, "on_plan")
        self.on_subgraph_request = _written(hooks, "on_subgraph_request")
        self.on_subgraph_response = _written(hooks, "on_subgraph_response")
        self.on_response = _written(hooks, "on_response")

    @property
    def watch_subgraphs(self) -> bool:
        return bool(self.on_subgraph_request or self.on_subgraph_response)


class HookedTransport:
    """Around the transport to one subgraph."""

    def __init__(self, inner: Transport, hooks: Hooks) -> None:
        self.inner = inner
        self._hooks = hooks

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        for ask in self._hooks.on_subgraph_request:
            if (pending := ask(request)) is not None:
                await pending
        response = await self.inner.send(request)
        for answer in self._hooks.on_subgraph_response:
            found = answer(request, response)
            if found is not None and not isinstance(found, SubgraphResponse):
                found = await found
            response = found or response
        return response

    async def why_not_ready(self) -> str | None:
        return await self.inner.why_not_ready()

    async def aclose(self) -> None:
        await self.inner.aclose()


def call(methods: Sequence[Callable[..., Awaitable[None] | None]], *arguments: object) -> Awaitable[None] | None:
    """Each in turn; an awaitable as soon as one has to wait."""
    for number, method in enumerate(methods):
        if (pending := method(*arguments)) is not None:
            return _go_on(pending, methods[number + 1 :], arguments)
    return None


async def _go_on(
    pending: Awaitable[None], methods: Sequence[Callable[..., Awaitable[None] | None]], arguments: tuple[object, ...]
) -> None:
    await pending
    if (later := call(methods, *arguments)) is not None:
        await later


def _load(name: str) -> Hook:
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ValueError(f"The hook {name!r} cannot be found: write module:Class.")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"The hook {name!r} cannot be found: {error}.") from error
    hook = found() if isinstance(found, type) else found
    if not isinstance(hook, Hook):
        raise ValueError(f"The hook {name!r} is none: derive its class from marketplace.gateway.pipeline.hooks.Hook.")  # noqa: TRY004 - a mistake in the configuration
    return hook


def _written(hooks: Sequence[Hook], name: str) -> tuple[Callable[..., Any], ...]:
    return tuple(getattr(hook, name) for hook in hooks if getattr(type(hook), name) is not getattr(Hook, name))
