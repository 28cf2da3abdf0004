"""The names by which workers know the tasks are names of use cases."""

from importlib import import_module

import pytest

from marketplace.subgraphs.offers.task_names import TaskName


@pytest.mark.parametrize("name", TaskName)
def test_a_task_is_named_after_its_use_case(name):
    subgraph, use_case = name.split(".")
    service = import_module(f"marketplace.subgraphs.{subgraph}.services.{use_case}")
    assert callable(getattr(service, use_case))
