"""The gateway's own HTTP/1.1 server, on httptools and uvloop: a third of the processor time of a general one.

processes   the worker processes: started, watched, ended
worker      one process: event loop, sockets, signals
listener    its connections: admitted, timed out, drained
connection  one connection: requests parsed and answered, one after the other
writing     responses as bytes
websocket   a connection that was upgraded
"""

from marketplace.gateway.server.listener import Listener
from marketplace.gateway.server.processes import serve
from marketplace.gateway.server.worker import Worker, open_socket, tls_context

__all__ = ["Listener", "Worker", "open_socket", "serve", "tls_context"]
