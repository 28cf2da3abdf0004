"""What differs by installation: where alerts go, and when. People write it as `alerts/site.yaml`."""

from reliability.artefacts.site.model import Channel, Chat, Hours, Mail, MailServer, Route, Site, Webhook
from reliability.artefacts.site.reading import load_site

__all__ = ["Channel", "Chat", "Hours", "Mail", "MailServer", "Route", "Site", "Webhook", "load_site"]
