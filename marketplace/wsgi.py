"""Bare WSGI applications, one a subgraph: `marketplace.wsgi:users`, `:offers`, `:reviews`.

A name is made when it is first asked for (PEP 562), so a server process loads only the subgraph it serves.
"""

import os
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import django
from django.conf import settings

from marketplace.common.subgraph_endpoint import wsgi_application
from marketplace.endpoints import SubgraphName, endpoint_of
from reliability.telemetry.job_processes import begin_at_zero
from reliability.telemetry.listener import MetricsListener

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.embedded")
django.setup()
if settings.METRICS_PORT:
    begin_at_zero()
    MetricsListener(settings.METRICS_PORT).start()


def __getattr__(name: str) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    if name in SubgraphName.__members__.values():
        return wsgi_application(endpoint_of(SubgraphName(name)))
    raise AttributeError(name)
