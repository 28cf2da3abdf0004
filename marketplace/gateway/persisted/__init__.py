"""Operations whose text need not be sent: registered by clients (automatic persisted queries) or by builds."""

from marketplace.gateway.persisted.automatic import AutomaticQueries, sha256_of
from marketplace.gateway.persisted.manifest import ManifestError, read_manifest
from marketplace.gateway.persisted.trusted import TrustedDocuments

__all__ = ["AutomaticQueries", "ManifestError", "TrustedDocuments", "read_manifest", "sha256_of"]
