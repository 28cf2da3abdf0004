"""What people read of a category."""

from typing import Final

from marketplace.subgraphs.offers.errors import InvalidCategoryError

MAX_NAME: Final = 100


def tidy_name(name: str) -> str:
    """Return the name with single blanks between its words; raise InvalidCategoryError."""
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= MAX_NAME or "\x00" in tidy:
        raise InvalidCategoryError(f"A name has 1 to {MAX_NAME} characters other than NUL.", field="name")
    return tidy
