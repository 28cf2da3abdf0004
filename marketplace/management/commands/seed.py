"""Fill an empty database with a marketplace that looks real: `manage.py seed --help`."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from marketplace.management.seeding.dates import ANCHOR, Period
from marketplace.management.seeding.demo_logins import DEMO_ADMINISTRATOR, DEMO_MEMBER, DEMO_PASSWORD, DemoLogins
from marketplace.management.seeding.demo_marketplace import Advance, DemoMarketplace, Pass
from marketplace.management.seeding.occupancy import empty_marketplace, holds_people_of, occupied_tables
from marketplace.management.seeding.randomness import Randomness
from marketplace.management.seeding.sizes import DEFAULT_OFFERS, DEFAULT_REVIEWS, DEFAULT_USERS, Sizes, SizesError
from marketplace.subgraphs.users.models import User


def _date(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2026-11-01") from error


class Command(BaseCommand):
    help = "Fill the database with people, offers and reviews that look real; the same seed makes the same rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--users", type=int, default=DEFAULT_USERS, help="people (default: %(default)s)")
        parser.add_argument("--offers", type=int, default=DEFAULT_OFFERS, help="offers (default: %(default)s)")
        parser.add_argument("--reviews", type=int, default=DEFAULT_REVIEWS, help="reviews (default: %(default)s)")
        parser.add_argument("--scale", type=float, default=1.0, help="multiply all three sizes by this")
        parser.add_argument("--seed", type=int, default=1, help="which marketplace to make (default: %(default)s)")
        parser.add_argument("--until", type=_date, default=ANCHOR, help="last day of its two years, as YYYY-MM-DD")
        parser.add_argument("--demo-password", default=DEMO_PASSWORD, help="password of the two demo logins")
        occupied = parser.add_mutually_exclusive_group()
        occupied.add_argument("--reset", action="store_true", help="delete the whole marketplace first")
        occupied.add_argument("--force-append", action="store_true", help="add to what is there already")

    def handle(self, *args: Any, **options: Any) -> None:
        randomness = Randomness(options["seed"])
        marketplace = DemoMarketplace(
            sizes=_sizes(options),
            randomness=randomness,
            period=Period.two_years_up_to(options["until"]),
            logins=_logins(options["demo_password"], randomness, fresh=not options["force_append"]),
        )
        started = monotonic()
        with transaction.atomic():
            self._make_room(marketplace, reset=options["reset"], append=options["force_append"])
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SET CONSTRAINTS ALL IMMEDIATE"
                    )  # else every row's checks wait in the server's memory
            with _progress(marketplace.sizes, visible=options["verbosity"] > 0) as advance:
                rows = marketplace.write(connection, advance)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        if options["verbosity"] > 0:
            self.stdout.write(f"Wrote {rows:,} rows in {monotonic() - started:.1f} seconds.")
            if marketplace.logins:
                self.stdout.write(
                    f"Demo logins: {DEMO_ADMINISTRATOR} and {DEMO_MEMBER}, password {options['demo_password']}"
                )

    def _make_room(self, marketplace: DemoMarketplace, *, reset: bool, append: bool) -> None:
        if reset:
            if not settings.DEMO_LOGINS:
                raise CommandError("--reset is for demos; these settings keep real data, so nothing was deleted.")
            empty_marketplace(connection)
            return
        if append:
            if holds_people_of(marketplace.people):
                raise CommandError(
                    f"Seed {marketplace.randomness.seed} is in this database already; append another --seed."
                )
            return
        if occupied := occupied_tables():
            raise CommandError(
                f"The database already holds {', '.join(occupied)}; nothing was written. "
                "Say --reset to delete the marketplace first, or --force-append to add to it."
            )


def _sizes(options: dict[str, Any]) -> Sizes:
    if options["seed"] < 0:
        raise CommandError("--seed is a whole number from 0.")
    if options["scale"] <= 0:
        raise CommandError("--scale is a number above 0.")
    try:
        return Sizes.scaled(options["users"], options["offers"], options["reviews"], factor=options["scale"])
    except SizesError as error:
        raise CommandError(str(error)) from error


def _logins(password: str, randomness: Randomness, *, fresh: bool) -> DemoLogins | None:
    """Return the demo logins where settings allow them, unless the database has them from before."""
    if not settings.DEMO_LOGINS:
        return None
    if not fresh and User.objects.filter(email__in=(DEMO_ADMINISTRATOR, DEMO_MEMBER)).exists():
        return None
    return DemoLogins.with_password(password, randomness)


@contextmanager
def _progress(sizes: Sizes, *, visible: bool) -> Iterator[Advance]:
    """Show a bar for each pass, and yield what moves it on."""
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(bar_width=40),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not visible) as progress:
        totals = {Pass.PEOPLE: sizes.users, Pass.OFFERS: sizes.offers, Pass.REVIEWS: sizes.reviews}
        tasks = {name: progress.add_task(name.value, total=total, start=False) for name, total in totals.items()}
        counts = dict.fromkeys(Pass, 0)

        def advance(name: Pass) -> None:
            counts[name] += 1
            if counts[name] == 1:
                progress.start_task(tasks[name])
            if counts[name] % 250 == 0 or counts[name] == totals[name]:
                progress.update(tasks[name], completed=counts[name])

        yield advance
