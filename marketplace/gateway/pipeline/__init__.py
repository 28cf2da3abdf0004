"""From an HTTP request to an HTTP response, stage by stage."""

from marketplace.gateway.pipeline.exchange import HttpRequest, HttpResponse
from marketplace.gateway.pipeline.handler import Handler
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.worker import Worker

__all__ = ["Handler", "HttpRequest", "HttpResponse", "Services", "Worker"]
