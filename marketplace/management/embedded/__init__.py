"""The embedded profile: what `manage.py up` starts, watches and tells."""
