"""What the marketplace is there for: people, offers, reviews, and how promptly they come about."""

from reliability.artefacts.dashboards.board import Board, Row, chosen_targets
from reliability.artefacts.dashboards.expressions import aggregate, level, quantile, rate, series, share
from reliability.artefacts.dashboards.panels import BAD, WATCH, Query, Scale, Step, stat, time_series
from reliability.artefacts.dashboards.scales import AMOUNT, PER_SECOND, SECONDS, SHARE
from reliability.conventions import BoardUid, MarketplaceLabel, MarketplaceSeries
from reliability.slo.model.alerting import DAY, HOUR

EVENT = str(MarketplaceLabel.EVENT)
STATUS = str(MarketplaceLabel.STATUS)
OUTCOME = str(MarketplaceLabel.OUTCOME)
PATH = str(MarketplaceLabel.PATH)
HELD = Scale(unit="s", steps=(Step(4 * HOUR, WATCH), Step(DAY, BAD)))


def board() -> Board:
    return Board(
        uid=BoardUid.BUSINESS,
        title="Marketplace",
        description="The business: who is there, what is offered and reviewed, and how promptly.",
        tags=("business",),
        variables=chosen_targets(MarketplaceSeries.USERS),
        since="now-24h",
        rows=(_now(), _events(), _reviews(), _sign_ins()),
    )


def _count(metric: str, by: str = "") -> str:
    """Return a count from the database, which all processes tell alike."""
    counted = level(metric, by=f"{STATUS}, {by}" if by else STATUS, operation="max")
    return aggregate("sum", counted, by)


def _now() -> Row:
    users = level(MarketplaceSeries.USERS, operation="max")
    return Row(
        "Now",
        (
            stat("Users", "Accounts.", Query(users, ""), scale=AMOUNT),
            stat(
                "Verified",
                "The share of the accounts whose holder's identity has been checked.",
                Query(share(level(MarketplaceSeries.VERIFIED_USERS, operation="max"), users), ""),
                scale=SHARE,
            ),
            stat("Offers", "Offers, whatever their state.", Query(_count(MarketplaceSeries.OFFERS), ""), scale=AMOUNT),
            stat(
                "Reviews", "Reviews, whatever their state.", Query(_count(MarketplaceSeries.REVIEWS), ""), scale=AMOUNT
            ),
            stat(
                "Open reports",
                "Reports of reviews that nobody has decided yet.",
                Query(level(MarketplaceSeries.OPEN_REPORTS, operation="max"), ""),
                scale=AMOUNT,
            ),
            stat(
                "Oldest held review",
                "How long the review that waits longest for a moderator has done so.",
                Query(level(MarketplaceSeries.OLDEST_PENDING_REVIEW, operation="max"), ""),
                scale=HELD,
            ),
        ),
    )


def _events() -> Row:
    increase = f"increase({series(MarketplaceSeries.EVENTS)}[1h])"
    return Row(
        "What happens",
        (
            time_series(
                "Events",
                "What people did, in a second.",
                Query(rate(MarketplaceSeries.EVENTS, by=EVENT), f"{{{{{EVENT}}}}}"),
                scale=PER_SECOND,
            ),
            time_series(
                "Events of an hour",
                "What people did in the hour before: a day of the business at a glance.",
                Query(aggregate("sum", increase, EVENT), f"{{{{{EVENT}}}}}"),
                scale=AMOUNT,
                stacked=True,
            ),
            time_series(
                "Offers by state",
                "Offers in each of their states.",
                Query(_count(MarketplaceSeries.OFFERS, STATUS), f"{{{{{STATUS}}}}}"),
                scale=AMOUNT,
                stacked=True,
            ),
            time_series(
                "Users",
                "Accounts, and those of them whose holder's identity has been checked.",
                Query(level(MarketplaceSeries.USERS, operation="max"), "all"),
                Query(level(MarketplaceSeries.VERIFIED_USERS, operation="max"), "verified"),
                scale=AMOUNT,
            ),
        ),
    )


def _reviews() -> Row:
    return Row(
        "Reviews",
        (
            time_series(
                "Reviews by state",
                "Reviews in each of their states.",
                Query(_count(MarketplaceSeries.REVIEWS, STATUS), f"{{{{{STATUS}}}}}"),
                scale=AMOUNT,
                width=8,
                stacked=True,
            ),
            time_series(
                "Time to publication",
                "Half, and 95 of 100, reviews are published within this time after they were written: at once, or by "
                "a moderator's hand.",
                Query(quantile(0.5, MarketplaceSeries.REVIEW_PUBLICATION, by=PATH), f"{{{{{PATH}}}}} p50"),
                Query(quantile(0.95, MarketplaceSeries.REVIEW_PUBLICATION, by=PATH), f"{{{{{PATH}}}}} p95"),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "Oldest held review",
                "How long the review that waits longest for a moderator has done so.",
                Query(level(MarketplaceSeries.OLDEST_PENDING_REVIEW, operation="max"), "oldest"),
                scale=HELD,
                width=8,
            ),
        ),
    )


def _sign_ins() -> Row:
    return Row(
        "Sign-ins",
        (
            time_series(
                "Sign-ins by outcome",
                "Tries to sign in, in a second. Many that fail at once: somebody guesses passwords, or signing in is "
                "broken.",
                Query(rate(MarketplaceSeries.SIGN_INS, by=OUTCOME), f"{{{{{OUTCOME}}}}}"),
                scale=PER_SECOND,
            ),
            time_series(
                "Time of a sign-in",
                "Half, and 99 of 100, sign-ins that succeed take at most this; hashing the password is most of it, on "
                "purpose.",
                Query(quantile(0.5, MarketplaceSeries.SIGN_IN_SECONDS), "p50"),
                Query(quantile(0.99, MarketplaceSeries.SIGN_IN_SECONDS), "p99"),
                scale=SECONDS,
            ),
        ),
    )
