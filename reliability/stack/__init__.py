"""Servers that the platform starts itself on one machine: where their programs are, how they are configured and run.

Plain descriptions: whoever starts them (the embedded profile, a test) brings its own supervision.
"""

from reliability.stack.alertmanager import AlertmanagerServer
from reliability.stack.prometheus import PrometheusServer, ScrapeJob
from reliability.stack.server import ProgramMissingError, find_program, is_ready

__all__ = ["AlertmanagerServer", "ProgramMissingError", "PrometheusServer", "ScrapeJob", "find_program", "is_ready"]
