"""Short dates, whole days first, on a clock of 24 hours (UTC)."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
