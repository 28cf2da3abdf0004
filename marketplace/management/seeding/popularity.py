"""How many reviews an offer has: Zipf's law with a ceiling, and exactly the total asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Popularity:
    """Reviews by rank: rank r (from 1) gets min(ceiling, floor(top / r)).

    The first ranks below the ceiling get one more each until the total is met: the sum over all ranks is exactly
    `total`, and nothing is stored per rank.
    """

    ranks: int
    total: int
    ceiling: int
    top: int
    first_extra: int
    extras: int

    @classmethod
    def zipf(cls, *, ranks: int, total: int, ceiling: int) -> "Popularity":
        """Find the curve of `total` reviews over `ranks` offers.

        Raises:
            ValueError: when `total` exceeds ranks * ceiling.
        """
        if total > ranks * ceiling:
            msg = f"{total} reviews exceed {ranks} offers of at most {ceiling} each"
            raise ValueError(msg)
        low, high = 0, ranks * ceiling + 1
        while high - low > 1:
            middle = (low + high) // 2
            if _reviews_under(middle, ranks, ceiling) <= total:
                low = middle
            else:
                high = middle
        full = low // ceiling if ceiling else 0
        return cls(ranks, total, ceiling, low, full + 1, total - _reviews_under(low, ranks, ceiling))

    def at(self, rank: int) -> int:
        """Return the number of reviews of the offer at `rank`."""
        if rank > self.ranks:
            return 0
        extra = self.first_extra <= rank < self.first_extra + self.extras
        return min(self.ceiling, self.top // rank) + extra


def _reviews_under(top: int, ranks: int, ceiling: int) -> int:
    """Sum min(ceiling, top // rank) over the ranks, counted by level: at least k reviews are held by top // k ranks."""
    return sum(min(ranks, top // level) for level in range(1, ceiling + 1))
