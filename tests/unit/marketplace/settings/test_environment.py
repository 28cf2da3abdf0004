from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.settings.environment import Environment, documented_variables, read_environment


def test_nothing_set_gives_the_defaults():
    assert read_environment({}) == Environment()
    assert read_environment({"PORT": " ", "REDIS_URL": ""}) == Environment()


def test_values_are_typed():
    environment = read_environment(
        {
            "PORT": "9000",
            "DATA_DIR": "/tmp/somewhere",
            "DEBUG": "Yes",
            "EXPOSE_QUERY_PLAN": "0",
            "ALLOWED_HOSTS": "shop.example, www.shop.example,",
            "OFFERS_SUBGRAPH_URL": "http://127.0.0.1:4002/graphql",
            "UNKNOWN": "ignored",
        }
    )
    assert environment.port == 9000
    assert environment.data_dir == Path("/tmp/somewhere")
    assert environment.debug is True
    assert environment.expose_query_plan is False
    assert environment.allowed_hosts == ("shop.example", "www.shop.example")
    assert environment.subgraph_urls == {
        "users": None,
        "offers": "http://127.0.0.1:4002/graphql",
        "reviews": None,
    }


@pytest.mark.parametrize(("name", "text"), [("PORT", "eight"), ("DEBUG", "maybe"), ("FORWARDED_HOPS", "1.5")])
def test_a_value_that_cannot_be_read_is_named(name, text):
    with pytest.raises(ImproperlyConfigured, match=rf"{name}='{text}' cannot be read"):
        read_environment({name: text})


def test_every_variable_is_documented():
    documentation = documented_variables()
    assert list(documentation) == [field.name.upper() for field in fields(Environment)]
    assert all(text.endswith(".") and len(text) > 20 for text in documentation.values())
