"""The composition root: settings become a gateway with real ports, and it stands beside Django in one process.

Django's async stack costs about a millisecond a request before a view runs, so the gateway is not a Django view: its
paths are taken off here, and Django answers all else (the admin, the identity service, static files).
"""

import os
from importlib import import_module
from typing import Any, Final

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.utils.crypto import salted_hmac

from marketplace.common.policies import ROLES_OF_POLICY
from marketplace.endpoints import SubgraphName, client_error_codes, endpoint_of
from marketplace.gateway.app import Gateway
from marketplace.gateway.app.admin import AdminRequest, AdminResponse, AdminRoute
from marketplace.gateway.config import (
    AccessLogConfig,
    AdminConfig,
    Audience,
    AuthorizationConfig,
    CacheConfig,
    ClientTokenConfig,
    ExplorerConfig,
    GatewayConfig,
    InProcessTransportConfig,
    InstanceConfig,
    InternalTokenConfig,
    MetricsConfig,
    RedisConfig,
    ResilienceConfig,
    TelemetryConfig,
)
from marketplace.gateway.configuration import ConfigurationSource
from marketplace.gateway.ports import Transport
from marketplace.gateway.telemetry import CompositeRecorder
from marketplace.gateway.transport import (
    InProcessTransport,
    Observe,
    connect_subgraph,
    make_resilient,
    observe_nothing,
)
from marketplace.kept_answers import CONFIG as KEPT_ANSWERS
from marketplace.kept_answers import GATEWAYS
from reliability.telemetry.exposition import DjangoMetrics
from reliability.telemetry.job_processes import begin_at_zero
from reliability.telemetry.sources import register_sources

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.embedded")
django.setup()

GATEWAY_PATHS: Final = frozenset({"/graphql", "/health", "/healthz", "/readyz", "/explorer"})
GATEWAY_FOLDER: Final = "/explorer/"
DJANGO_METRICS: Final = DjangoMetrics()


def gateway_config() -> GatewayConfig:
    exposed = Audience.EVERYBODY if settings.EXPOSE_QUERY_PLAN else Audience.PRIVILEGED
    return GatewayConfig(
        client_tokens=ClientTokenConfig(key=settings.ACCESS_TOKEN_KEY),
        internal_tokens=InternalTokenConfig(key=settings.INTERNAL_TOKEN_KEY),
        authorization=AuthorizationConfig(policies=ROLES_OF_POLICY),
        in_process=InProcessTransportConfig(threads=settings.SUBGRAPH_THREADS),
        caches=CacheConfig(responses=KEPT_ANSWERS),
        redis=RedisConfig(url=settings.GATEWAY_REDIS_URL) if settings.GATEWAY_REDIS_URL else None,
        resilience=ResilienceConfig(required_subgraphs=frozenset(name.value for name in SubgraphName)),
        explorer=ExplorerConfig(
            assets=settings.EXPLORER_ASSETS if settings.EXPLORER_ASSETS.is_dir() else None,
            default_query=settings.EXAMPLE_QUERY_PATH.read_text(),
            title="Holdfast: GraphQL explorer",
        ),
        telemetry=telemetry_config(),
        introspection=Audience.EVERYBODY if settings.INTROSPECTION else Audience.PRIVILEGED,
        query_plans=exposed,
        subgraph_errors=exposed,
        public_error_codes=client_error_codes(),
    )


def telemetry_config() -> TelemetryConfig:
    key = salted_hmac("gateway access log", "subjects", secret=settings.SECRET_KEY).hexdigest()
    log = AccessLogConfig(file=settings.ACCESS_LOG_FILE, subject_key=key)
    return TelemetryConfig(
        metrics=MetricsConfig() if settings.METRICS else None,
        access_log=log if settings.ACCESS_LOG else None,
        admin=AdminConfig(port=settings.ADMIN_PORT, token=settings.ADMIN_TOKEN) if settings.ADMIN_PORT else None,
    )


def transport_to(name: SubgraphName, config: GatewayConfig, observe: Observe) -> Transport:
    """Return the way to a subgraph: over HTTP if it has an address, else in this process."""
    url = settings.SUBGRAPH_URLS[name]
    if url:
        return connect_subgraph(name.value, (InstanceConfig(url=url),), config, observe)
    inside = InProcessTransport(name.value, endpoint_of(name).handle, config.in_process)
    return make_resilient(name.value, inside, config, observe)


def make_gateway() -> Gateway:
    source = ConfigurationSource(
        path=settings.GATEWAY_CONFIG, environ=settings.GATEWAY_VARIABLES, base=gateway_config()
    )
    config = source.load().config
    recorder = CompositeRecorder.configured(config.telemetry)
    observe = observe_nothing if recorder is None else recorder.observe
    elsewhere = config.subgraphs
    gateway = Gateway.from_supergraph(
        settings.SUPERGRAPH_PATH.read_text(),
        config,
        {name.value: transport_to(name, config, observe) for name in SubgraphName if name.value not in elsewhere},
        recorder,
    )
    GATEWAYS.add(gateway)
    if settings.METRICS:
        gateway.admin.mount(AdminRoute("GET", "/metrics/marketplace", show_marketplace_metrics))
    if settings.GATEWAY_CONFIG is not None:
        gateway.watch_configuration(source, config.server.poll)
    return gateway


async def show_marketplace_metrics(request: AdminRequest) -> AdminResponse:
    """Django's pages, jobs, queues and the business, beside the gateway's own `/metrics`."""
    exposition = await DJANGO_METRICS.expose(request.headers.get("accept", ""))
    return AdminResponse(200, exposition.body, exposition.content_type)


class Application:
    """Hands each request to the gateway or to Django; the gateway alone has a lifespan."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._django = get_asgi_application()
        import_module(settings.ROOT_URLCONF)  # now, and not at the first request: what its views count begins at 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not belongs_to_gateway(scope["path"]):
            await self._django(scope, receive, send)
        else:
            await self._gateway(scope, receive, send)


def belongs_to_gateway(path: str) -> bool:
    return path in GATEWAY_PATHS or path.startswith(GATEWAY_FOLDER)


if settings.METRICS:
    begin_at_zero()
    register_sources(settings.RELIABILITY_METRIC_SOURCES)
application = Application(make_gateway())
