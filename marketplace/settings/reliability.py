"""What the project hands to the reliability app. Its settings begin with RELIABILITY_."""

from marketplace.settings.environment import PROJECT_ROOT

RELIABILITY_DOCUMENTS = PROJECT_ROOT
"""The folder of `alerts/` and `dashboards/`."""
