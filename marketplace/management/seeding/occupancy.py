"""Is there anything in the database that seeding would mix with, and how is it emptied?"""

from django.apps import apps
from django.core.management.color import no_style
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from marketplace.management.seeding.people import People
from marketplace.subgraphs.offers.models import Category, Offer
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.users.models import User

_EMPTIED_APPS = ("users", "offers", "reviews", "common", "admin", "sessions")


def occupied_tables() -> list[str]:
    """Return what the database already holds, e.g. ["users", "offers"]; empty for an empty marketplace."""
    tables: tuple[type[Model], ...] = (User, Category, Offer, Review)
    return [str(table._meta.verbose_name_plural) for table in tables if table._default_manager.exists()]


def holds_people_of(people: People) -> bool:
    """Tell whether this seed was written before: its rows would come a second time under the same keys."""
    emails = [people.details(people.outline(index)).email for index in range(min(2, people.count))]
    return bool(User.objects.filter(email__in=emails).exists())


def empty_marketplace(connection: BaseDatabaseWrapper) -> None:
    """Delete every row of the marketplace, with the sessions and the admin's log that point at its users."""
    tables = [model._meta.db_table for label in _EMPTIED_APPS for model in apps.get_app_config(label).get_models()]
    statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=False, allow_cascade=True)
    connection.ops.execute_sql_flush(statements)
