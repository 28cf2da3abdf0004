"""What the embedded profile consists of: the web process, a worker for background jobs and their clock."""

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final

from marketplace.management.embedded.children import ChildSpecification
from marketplace.settings.background_jobs import JobQueue

CELERY: Final = (sys.executable, "-m", "celery", "-A", "marketplace.celery_app")
WORKER_THREADS: Final = 2


def service_specifications(
    *, host: str, port: int, address: str, metrics_ports: Mapping[str, int]
) -> Sequence[ChildSpecification]:
    """`host` and `port` are listened on; `address` is where a client on this machine finds them. The worker and beat
    show their metrics at `metrics_ports`.
    """

    def shown_at(name: str) -> Mapping[str, str]:
        return {"METRICS_PORT": str(metrics_ports.get(name, 0))}

    return (
        ChildSpecification(
            name="web",
            command=(
                *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--loop", "uvloop"),
                *("--host", host, "--port", str(port), "--workers", "1", "marketplace.asgi:application"),
            ),
            ready=lambda _logged: answers(f"{address}/readyz"),
        ),
        ChildSpecification(
            name="worker",
            command=(
                *(*CELERY, "worker", "--pool", "threads", "--concurrency", str(WORKER_THREADS), "--loglevel", "INFO"),
                *("--queues", ",".join(JobQueue)),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ),
            ready=logged(" ready."),
            environment=shown_at("worker"),
        ),
        ChildSpecification(
            name="beat",
            command=(*CELERY, "beat", "--loglevel", "INFO", "--pidfile="),
            ready=logged("beat: Starting"),
            environment=shown_at("beat"),
        ),
    )


def logged(words: str) -> Callable[[str], bool]:
    return lambda log: words in log


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own http address
            return bool(response.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
