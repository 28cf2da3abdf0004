from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "marketplace.subgraphs.users"
    label = "users"
    verbose_name = "Users"
