"""Grafana's boards as code: objectives, and the systems below them.

Only this room needs grafana-foundation-sdk, and only to generate: nothing but `artefacts/generators` imports it, so who
wants anything else of `reliability.artefacts` does without.
"""

try:
    from reliability.artefacts.dashboards.build import build_dashboards
except ModuleNotFoundError as missing:
    if missing.name and missing.name.startswith("grafana_foundation_sdk"):
        raise ModuleNotFoundError(
            'Dashboards are generated with grafana-foundation-sdk: pip install "holdfast[artefacts]".',
            name=missing.name,
        ) from missing
    raise

__all__ = ["build_dashboards"]
