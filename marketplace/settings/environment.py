"""Every environment variable of the project: read once, here, typed and documented.

Unset and empty mean the same: the default. A value that cannot be read stops the start with one line that names it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, get_type_hints

from django.core.exceptions import ImproperlyConfigured

PROJECT_ROOT: Final = Path(__file__).resolve().parents[2]
TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One field for each variable; the variable's name is the field's in capitals."""

    host: Annotated[str, "Address the gateway listens on."] = "127.0.0.1"
    port: Annotated[int, "Port of the gateway, the admin and the identity service."] = 8000
    data_dir: Annotated[Path, "Folder of every local file of the embedded profile."] = PROJECT_ROOT / ".holdfast"
    database_url: Annotated[str | None, "Database, e.g. postgres://user@host/name; unset: SQLite in DATA_DIR."] = None
    redis_url: Annotated[
        str | None,
        "Redis of the cache and background jobs, e.g. redis://host:6379/0; unset: memory, and files in DATA_DIR.",
    ] = None
    users_subgraph_url: Annotated[str | None, "GraphQL address of the users subgraph; unset: in process."] = None
    offers_subgraph_url: Annotated[str | None, "GraphQL address of the offers subgraph; unset: in process."] = None
    reviews_subgraph_url: Annotated[str | None, "GraphQL address of the reviews subgraph; unset: in process."] = None
    subgraph_threads: Annotated[int, "Threads that run one subgraph, in process or in `serve_subgraph`."] = 4
    secret_key: Annotated[str | None, "Django's key of sessions and signatures; at least 32 characters."] = None
    access_token_key: Annotated[str | None, "Key that signs clients' access tokens; at least 32 characters."] = None
    internal_token_key: Annotated[
        str | None, "Key that signs the identity the gateway sends to subgraphs; at least 32 characters."
    ] = None
    alertmanager_webhook_token: Annotated[
        str | None, "What Alertmanager's webhook must bring (bearer token); at least 32 characters."
    ] = None
    report_signing_key: Annotated[
        str | None, "Secret that the Ed25519 key of signed reports is made from; at least 32 characters."
    ] = None
    on_call_api_token: Annotated[
        str | None, "What the API of on-call and heartbeats must bring (bearer token); unset: nobody may use it."
    ] = None
    public_address: Annotated[
        str | None, "Address that links in notifications begin with, e.g. https://shop.example; unset: HOST and PORT."
    ] = None
    slo_files: Annotated[
        tuple[Path, ...], "SLO files, or folders of them, separated by commas; unset: those of the project."
    ] = ()
    prometheus_url: Annotated[
        str | None,
        "Prometheus that error budgets are counted from, e.g. http://host:9090; unset: RELIABILITY_METRICS_ENDPOINTS.",
    ] = None
    reliability_metrics_endpoints: Annotated[
        tuple[str, ...], "Expositions to count from without Prometheus: job=http://host:port/metrics, with commas."
    ] = ()
    reliability_api_token: Annotated[
        str | None, "What the API of budgets and the deploy gate must bring (bearer token); unset: nobody uses it."
    ] = None
    budget_webhook_url: Annotated[str | None, "Who is told when an error budget's policy state changes."] = None
    budget_webhook_secret: Annotated[str | None, "Key that signs what is told there; needed with it."] = None
    budget_retention_days: Annotated[int, "Days for which the counts of each minute are kept."] = 400
    access_token_seconds: Annotated[
        int,
        "How long, in seconds, an access token is valid. Until it expires, a user whose roles were changed keeps the "
        "old ones outside the users subgraph, and a deactivated user may read, but writes nothing once it is heard of.",
    ] = 900
    allowed_hosts: Annotated[tuple[str, ...], "Host names Django answers to, separated by commas."] = (
        "127.0.0.1",
        "localhost",
        "[::1]",
    )
    trusted_origins: Annotated[
        tuple[str, ...], "Origins whose forms the admin accepts, e.g. https://shop.example, separated by commas."
    ] = ()
    forwarded_hops: Annotated[
        int, "Proxies in front that append to X-Forwarded-For; 0: the connection's address is the client's."
    ] = 0
    debug: Annotated[bool, "Django's debug pages; production refuses them."] = False
    expose_query_plan: Annotated[bool, "Let every client, not only engineers, read plans and subgraph errors."] = False
    gateway_config: Annotated[
        Path | None, "File with options of the gateway (YAML or TOML), on top of those that the marketplace sets."
    ] = None
    admin_port: Annotated[
        int, "Port of the operators' listener (/metrics, /readyz, /state) on this machine's loopback address; 0: none."
    ] = 9464
    admin_token: Annotated[
        str | None, "What changes of state at the operators' listener need; unset: none is made."
    ] = None
    metrics: Annotated[bool, "Count and time requests and jobs for Prometheus."] = True
    metrics_port: Annotated[
        int,
        "First of 16 ports on this machine's loopback address, of which each worker, beat and `serve_subgraph` process "
        "takes a free one for its /metrics; 0: none. The gateway's process has ADMIN_PORT.",
    ] = 9808
    monitoring: Annotated[
        bool, "Let `make up` start Prometheus and Alertmanager, where both are installed and PROMETHEUS_URL is unset."
    ] = True
    access_log: Annotated[bool, "Write one line of JSON for each GraphQL request."] = True
    access_log_file: Annotated[
        Path | None, "File of these lines; unset: access.log in DATA_DIR, in production standard output."
    ] = None
    log_level: Annotated[str, "Least severe log messages written: DEBUG, INFO, WARNING or ERROR."] = "INFO"

    @property
    def subgraph_urls(self) -> dict[str, str | None]:
        return {
            "users": self.users_subgraph_url,
            "offers": self.offers_subgraph_url,
            "reviews": self.reviews_subgraph_url,
        }


def documented_variables() -> dict[str, str]:
    """Return the name of every variable with its documentation, in order."""
    hints = get_type_hints(Environment, include_extras=True)
    return {variable.name.upper(): hints[variable.name].__metadata__[0] for variable in fields(Environment)}


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Build the environment; raise ImproperlyConfigured naming the variable that cannot be read."""
    kinds = get_type_hints(Environment)
    documentation = documented_variables()
    given: dict[str, Any] = {}
    for name, doc in documentation.items():
        text = variables.get(name, "").strip()
        if not text:
            continue
        try:
            given[name.lower()] = _read(kinds[name.lower()], text)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}={text!r} cannot be read: {error}. {doc}") from error
    return Environment(**given)


def _read(kind: object, text: str) -> object:
    if kind is int:
        return int(text)
    if kind is bool:
        return _read_bool(text)
    if kind in {Path, Path | None}:
        return Path(text).expanduser().resolve()
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind == tuple[Path, ...]:
        return tuple(Path(part.strip()).expanduser().resolve() for part in text.split(",") if part.strip())
    return text


def _read_bool(text: str) -> bool:
    if text.lower() in TRUE_WORDS:
        return True
    if text.lower() in FALSE_WORDS:
        return False
    msg = "it is neither true nor false"
    raise ValueError(msg)


def allow_orm_on_event_loops() -> None:
    """Switch off Django's refusal to query where an event loop runs.

    Subgraphs call the ORM from DataLoaders on an event loop that serves one request in a thread of its own (see
    `common/subgraph_endpoint.py`), so a query blocks nobody else. The gateway's loop never touches the ORM.
    """
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


VARIABLES: Final = MappingProxyType(os.environ)
"""For the file of `GATEWAY_CONFIG`, which may name any of them, and for those that are options of the gateway."""
ENVIRONMENT: Final = read_environment(VARIABLES)
