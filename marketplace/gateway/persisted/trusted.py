"""The texts that builds have registered."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from graphql import GraphQLSyntaxError, strip_ignored_characters

from marketplace.gateway.config import TrustedDocumentsConfig, UnknownOperations
from marketplace.gateway.persisted.manifest import ManifestError, read_manifest


class TrustedDocuments:
    """Looked up by id, and by what a text says: blanks, commas and comments make no difference (GraphQL specification,
    section 2.1.7, "Ignored Tokens").
    """

    def __init__(self, config: TrustedDocumentsConfig) -> None:
        self._config = config
        self._texts = read_manifests(config.manifests)
        self._known = frozenset(_digest(path_text) for path_text in self._texts.values())

    def text_of(self, identifier: str) -> str | None:
        return self._texts.get(identifier)

    def knows(self, text: str) -> bool:
        """Whether the text, which parses, says what one of the texts says."""
        return _digest(text) in self._known

    def unknown_for(self, client: str | None) -> UnknownOperations:
        """What happens to other operations of a client, by the name in its verified token."""
        if client is None:
            return self._config.unknown
        return self._config.unknown_of.get(client, self._config.unknown)

    def __len__(self) -> int:
        return len(self._texts)


def read_manifests(paths: Sequence[Path]) -> Mapping[str, str]:
    """All of them together. Raises ManifestError."""
    texts: dict[str, str] = {}
    for path in paths:
        for identifier, text in read_manifest(path).items():
            if texts.setdefault(identifier, text) != text:
                raise ManifestError(f"{path}: another manifest has the id {identifier!r} for another text.")
            try:
                strip_ignored_characters(text)
            except GraphQLSyntaxError as error:
                raise ManifestError(f"{path}: the text of {identifier!r} is no GraphQL: {error.message}") from error
    return texts


def _digest(text: str) -> bytes:
    return blake2b(strip_ignored_characters(text).encode(), digest_size=16).digest()
