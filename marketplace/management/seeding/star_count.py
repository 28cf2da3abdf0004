"""Published stars as they are counted, one review after the other."""

from dataclasses import dataclass, field

from marketplace.subgraphs.reviews.domain.ratings import RATINGS, RatingTally


@dataclass(slots=True)
class StarCount:
    """How often each rating was given; false while none was."""

    counts: dict[int, int] = field(default_factory=lambda: dict.fromkeys(RATINGS, 0))

    def add(self, rating: int | None) -> None:
        """Count one review; None does not count."""
        if rating is not None:
            self.counts[rating] += 1

    def add_all(self, other: "StarCount") -> None:
        """Count whatever the other counted."""
        for rating, count in other.counts.items():
            self.counts[rating] += count

    def __bool__(self) -> bool:
        """Tell whether there is anything to remember."""
        return any(self.counts.values())

    @property
    def tally(self) -> RatingTally:
        """Return the totals as the reviews subgraph keeps them."""
        return RatingTally.from_histogram(self.counts)
