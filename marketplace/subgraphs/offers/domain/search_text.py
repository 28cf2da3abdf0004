"""How text is folded so that the same words match on every database.

SQLite's LIKE ignores case for ASCII only and PostgreSQL's does not at all; both agree on text that is already folded.
"""

import unicodedata


def folded(text: str) -> str:
    """Compatibility caseless form (Unicode Standard, section 3.13): `Straße` meets `STRASSE`."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def searchable(title: str, description: str) -> str:
    """What a search looks in. The line break keeps a word from matching across the two."""
    return folded(f"{title}\n{description}")


def words(text: str) -> tuple[str, ...]:
    """The distinct folded words of a search, in order; a listing matches when it contains every one."""
    return tuple(dict.fromkeys(folded(text).split()))
