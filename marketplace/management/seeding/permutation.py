"""A repeatable shuffle of 0..size-1 that is computed, not stored."""

from dataclasses import dataclass
from random import Random

_ROUNDS = 4
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Permutation:
    """A bijection of range(size): a balanced Feistel network, walked until the value falls inside.

    Source: Black and Rogaway, "Ciphers with arbitrary finite domains" (2002), cycle walking.
    """

    size: int
    half_bits: int
    round_keys: tuple[int, ...]

    @classmethod
    def of(cls, size: int, random: Random) -> "Permutation":
        """Draw one permutation of `size` values."""
        half_bits = max(1, ((size - 1).bit_length() + 1) // 2)
        return cls(size, half_bits, tuple(random.getrandbits(64) for _ in range(_ROUNDS)))

    def __getitem__(self, index: int) -> int:
        """Return where `index` goes; different indices go to different places."""
        value = self._scramble(index)
        while value >= self.size:
            value = self._scramble(value)
        return value

    def _scramble(self, value: int) -> int:
        mask = (1 << self.half_bits) - 1
        left, right = value >> self.half_bits, value & mask
        for key in self.round_keys:
            left, right = right, left ^ (_mix(right + key) & mask)
        return (left << self.half_bits) | right


def _mix(value: int) -> int:
    """Spread every bit over the word: the finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    value &= _WORD
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _WORD
    return value ^ (value >> 31)
