"""The countries the demo marketplace trades in: their money, their language, and the names people have there."""

from collections.abc import Sequence
from dataclasses import dataclass

from faker.providers.person.cs_CZ import Provider as Czech
from faker.providers.person.da_DK import Provider as Danish
from faker.providers.person.de_AT import Provider as Austrian
from faker.providers.person.de_CH import Provider as SwissGerman
from faker.providers.person.de_DE import Provider as German
from faker.providers.person.el_GR import Provider as Greek
from faker.providers.person.en_GB import Provider as British
from faker.providers.person.en_IE import Provider as Irish
from faker.providers.person.en_US import Provider as American
from faker.providers.person.es_ES import Provider as Spanish
from faker.providers.person.fi_FI import Provider as Finnish
from faker.providers.person.fr_CA import Provider as Quebecois
from faker.providers.person.fr_FR import Provider as French
from faker.providers.person.it_IT import Provider as Italian
from faker.providers.person.ja_JP import Provider as Japanese
from faker.providers.person.nl_BE import Provider as Flemish
from faker.providers.person.nl_NL import Provider as Dutch
from faker.providers.person.no_NO import Provider as Norwegian
from faker.providers.person.pl_PL import Provider as Polish
from faker.providers.person.pt_BR import Provider as Brazilian
from faker.providers.person.pt_PT import Provider as Portuguese
from faker.providers.person.sv_SE import Provider as Swedish


@dataclass(frozen=True, slots=True)
class Names:
    """The stock of names of one locale; `women` and `men` pair given names with the family names that agree."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    women_family: tuple[str, ...]
    men_family: tuple[str, ...]
    family_first: bool = False


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its share of the marketplace.

    `price_level` is what one euro of the catalogue's prices becomes here, in whole units of `currency`: a round number
    for believable asking prices, not an exchange rate.
    """

    code: str
    currency: str
    price_level: float
    locale: str
    share: int
    names: Names


def _names(
    provider: type,
    *,
    women_family: Sequence[str] | None = None,
    men_family: Sequence[str] | None = None,
    family_first: bool = False,
) -> Names:
    """Read the lists of a Faker provider: tuples, or weighted mappings whose keys are taken in order."""
    family = tuple(getattr(provider, "last_names", ()))
    return Names(
        women=tuple(provider.first_names_female),  # type: ignore[attr-defined]
        men=tuple(provider.first_names_male),  # type: ignore[attr-defined]
        women_family=tuple(women_family or family),
        men_family=tuple(men_family or family),
        family_first=family_first,
    )


_POLISH_MEN = tuple(Polish.male_last_names)
_POLISH_SHARED = tuple(Polish.unisex_last_names)
_POLISH_WOMEN = tuple(name[:-1] + "a" if name.endswith("i") else name for name in _POLISH_MEN)

COUNTRIES: tuple[Country, ...] = (
    Country("DE", "EUR", 1.0, "de-DE", 16, _names(German)),
    Country("FR", "EUR", 1.0, "fr-FR", 11, _names(French)),
    Country("GB", "GBP", 0.86, "en-GB", 12, _names(British)),
    Country("US", "USD", 1.1, "en-US", 14, _names(American)),
    Country("ES", "EUR", 0.95, "es-ES", 7, _names(Spanish)),
    Country("IT", "EUR", 1.0, "it-IT", 7, _names(Italian)),
    Country("NL", "EUR", 1.05, "nl-NL", 5, _names(Dutch)),
    Country(
        "PL",
        "PLN",
        4.2,
        "pl-PL",
        5,
        _names(Polish, women_family=_POLISH_WOMEN + _POLISH_SHARED, men_family=_POLISH_MEN + _POLISH_SHARED),
    ),
    Country("BE", "EUR", 1.0, "nl-BE", 3, _names(Flemish)),
    Country("AT", "EUR", 1.05, "de-AT", 3, _names(Austrian)),
    Country("CH", "CHF", 1.1, "de-CH", 3, _names(SwissGerman)),
    Country("SE", "SEK", 11.0, "sv-SE", 3, _names(Swedish)),
    Country("DK", "DKK", 7.6, "da-DK", 2, _names(Danish)),
    Country("NO", "NOK", 11.5, "nb-NO", 2, _names(Norwegian)),
    Country("FI", "EUR", 1.05, "fi-FI", 2, _names(Finnish)),
    Country("IE", "EUR", 1.05, "en-IE", 2, _names(Irish)),
    Country("PT", "EUR", 0.9, "pt-PT", 2, _names(Portuguese)),
    Country(
        "CZ",
        "CZK",
        24.0,
        "cs-CZ",
        2,
        _names(Czech, women_family=Czech.last_names_female, men_family=Czech.last_names_male),
    ),
    Country(
        "GR",
        "EUR",
        0.9,
        "el-GR",
        1,
        _names(Greek, women_family=Greek.last_names_female, men_family=Greek.last_names_male),
    ),
    Country("CA", "CAD", 1.5, "fr-CA", 3, _names(Quebecois)),
    Country("BR", "BRL", 5.5, "pt-BR", 3, _names(Brazilian)),
    Country("JP", "JPY", 160.0, "ja-JP", 3, _names(Japanese, family_first=True)),
)
