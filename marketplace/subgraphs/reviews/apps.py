"""Django registration of the reviews subgraph."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The label `reviews` names the tables and the admin section."""

    name = "marketplace.subgraphs.reviews"
    label = "reviews"
    verbose_name = "Reviews"
    default_auto_field = "django.db.models.BigAutoField"
