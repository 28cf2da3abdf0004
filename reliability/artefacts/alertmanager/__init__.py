"""Alertmanager's configuration, and tests of where it sends what. The features are those of 0.25, Debian 12's."""

from reliability.artefacts.alertmanager.configuration import build_configuration
from reliability.artefacts.alertmanager.routing_tests import build_routing_tests

__all__ = ["build_configuration", "build_routing_tests"]
