"""Grafana's boards as code: objectives, and the systems below them.

Only this room needs grafana-foundation-sdk (`pip install "holdfast[artefacts]"`), and only to generate: who imports
`reliability.artefacts` for anything else does without.
"""

from reliability.artefacts.dashboards.build import build_dashboards

__all__ = ["build_dashboards"]
