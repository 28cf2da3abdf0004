"""Recorders of what the gateway did: none, and one that remembers."""

from marketplace.gateway.telemetry.recorders import MemoryRecorder, NullRecorder

__all__ = ["MemoryRecorder", "NullRecorder"]
