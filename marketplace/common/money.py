"""Amounts of money: whole minor units and an ISO 4217 currency, never floats."""

from dataclasses import dataclass
from typing import Final

LARGEST_AMOUNT: Final = 2**31 - 1
"""Of minor units: what a GraphQL Int holds."""

CODES_BY_EXPONENT: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW "
        "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
        "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
        "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
        "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER "
        "ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
MINOR_UNIT_DIGITS: Final = {code: digits for digits, codes in CODES_BY_EXPONENT.items() for code in codes.split()}
"""Digits after the point by currency code (ISO 4217:2015, list one)."""


class InvalidMoneyError(ValueError):
    """The amount or the currency is not one that can be paid."""


@dataclass(frozen=True, slots=True)
class Money:
    """A price: 0 <= amount_minor <= LARGEST_AMOUNT, in minor units of `currency`."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNIT_DIGITS:
            msg = f"{self.currency[:20]!r} is not an ISO 4217 currency code such as EUR"
            raise InvalidMoneyError(msg)
        if not 0 <= self.amount_minor <= LARGEST_AMOUNT:
            msg = f"an amount is between 0 and {LARGEST_AMOUNT} minor units, not {self.amount_minor}"
            raise InvalidMoneyError(msg)

    @property
    def formatted(self) -> str:
        """The amount for people, e.g. `1,234.50 EUR` or `1,234 JPY`."""
        digits = MINOR_UNIT_DIGITS[self.currency]
        whole, minor = divmod(self.amount_minor, 10**digits)
        fraction = f".{minor:0{digits}d}" if digits else ""
        return f"{whole:,}{fraction} {self.currency}"
