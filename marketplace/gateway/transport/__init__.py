"""Ways to a subgraph: inside this process, over HTTP, and a fake."""

from marketplace.gateway.transport.fake import FakeTransport
from marketplace.gateway.transport.http import HttpTransport
from marketplace.gateway.transport.in_process import InProcessTransport

__all__ = ["FakeTransport", "HttpTransport", "InProcessTransport"]
