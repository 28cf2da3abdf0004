"""Django registration of the offers subgraph."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """The label `offers` names the tables and the admin section."""

    name = "marketplace.subgraphs.offers"
    label = "offers"
    verbose_name = "Offers"
