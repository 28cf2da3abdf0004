"""Every environment variable of the project: read once, here, typed and documented.

Unset and empty mean the same: the default. A value that cannot be read stops the start with one line that names it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

PROJECT_ROOT: Final = Path(__file__).resolve().parents[2]
TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})


def _variable(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One field for each variable; the variable's name is the field's in capitals."""

    host: str = _variable("127.0.0.1", "Address the gateway listens on.")
    port: int = _variable(8000, "Port the gateway, the admin and the identity service listen on.")
    data_dir: Path = _variable(PROJECT_ROOT / ".holdfast", "Folder of every local file of the embedded profile.")
    database_url: str | None = _variable(None, "Database, e.g. postgres://user@host/name; unset: SQLite in DATA_DIR.")
    redis_url: str | None = _variable(
        None, "Redis for the cache and background jobs, e.g. redis://host:6379/0; unset: memory and files in DATA_DIR."
    )
    users_subgraph_url: str | None = _variable(None, "GraphQL address of the users subgraph; unset: in process.")
    offers_subgraph_url: str | None = _variable(None, "GraphQL address of the offers subgraph; unset: in process.")
    reviews_subgraph_url: str | None = _variable(None, "GraphQL address of the reviews subgraph; unset: in process.")
    subgraph_threads: int = _variable(4, "Threads that run one subgraph, in process or in `serve_subgraph`.")
    secret_key: str | None = _variable(None, "Django's key for sessions and signatures; at least 32 characters.")
    access_token_key: str | None = _variable(None, "Key that signs clients' access tokens; at least 32 characters.")
    internal_token_key: str | None = _variable(
        None, "Key that signs the identity sent from the gateway to subgraphs; at least 32 characters."
    )
    access_token_seconds: int = _variable(3600, "How long an access token is valid.")
    allowed_hosts: tuple[str, ...] = _variable(
        ("127.0.0.1", "localhost", "[::1]"), "Host names Django answers to, separated by commas."
    )
    trusted_origins: tuple[str, ...] = _variable(
        (), "Origins whose forms the admin accepts behind a proxy, e.g. https://shop.example, separated by commas."
    )
    forwarded_hops: int = _variable(
        0, "Proxies in front that append to X-Forwarded-For; 0: the connection's address is the client's."
    )
    debug: bool = _variable(False, "Django's debug pages; never in production.")  # noqa: FBT003 - a default
    expose_query_plan: bool = _variable(
        False,
        "Let every client, not only engineers, read query plans and subgraph errors.",  # noqa: FBT003
    )
    log_level: str = _variable("INFO", "Least severe log messages written: DEBUG, INFO, WARNING or ERROR.")

    @property
    def subgraph_urls(self) -> dict[str, str | None]:
        return {
            "users": self.users_subgraph_url,
            "offers": self.offers_subgraph_url,
            "reviews": self.reviews_subgraph_url,
        }


def documented_variables() -> dict[str, str]:
    """Return the name of every variable with its documentation, in order."""
    return {variable.name.upper(): variable.metadata["doc"] for variable in fields(Environment)}


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Build the environment; raise ImproperlyConfigured naming the variable that cannot be read."""
    given: dict[str, Any] = {}
    for variable in fields(Environment):
        text = variables.get(variable.name.upper(), "").strip()
        if not text:
            continue
        try:
            given[variable.name] = _read(variable.type, text)
        except ValueError as error:
            msg = f"{variable.name.upper()}={text!r} cannot be read: {error}. {variable.metadata['doc']}"
            raise ImproperlyConfigured(msg) from error
    return Environment(**given)


def _read(kind: object, text: str) -> object:
    if kind is int:
        return int(text)
    if kind is bool:
        return _read_bool(text)
    if kind is Path:
        return Path(text).expanduser().resolve()
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
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


ENVIRONMENT: Final = read_environment(os.environ)
