"""What a Grafana is provisioned with fits what it is to show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from reliability.stack import PrometheusServer

ROOT = Path(__file__).resolve().parents[3]
PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"


def read(path: str) -> Any:
    return yaml.safe_load((PROVISIONING / path).read_text(encoding="utf-8"))


def test_rates_look_back_over_several_scrapes(tmp_path: Path) -> None:
    """$__rate_interval is four times this interval: a wrong one leaves gaps in every graph."""
    (source,) = read("datasources/prometheus.yaml")["datasources"]
    server = PrometheusServer(folder=tmp_path, port=9090, jobs=())
    assert source["jsonData"]["timeInterval"] == f"{server.scrape_interval}s"


def test_the_data_source_is_one_that_boards_can_choose() -> None:
    (source,) = read("datasources/prometheus.yaml")["datasources"]
    boards = list((ROOT / "dashboards").glob("*.json"))
    assert boards
    for path in boards:
        (choice,) = [
            variable
            for variable in json.loads(path.read_text(encoding="utf-8"))["templating"]["list"]
            if variable["type"] == "datasource"
        ]
        assert choice["query"] == source["type"], path.name


def test_what_the_files_say_stays() -> None:
    (provider,) = read("dashboards/holdfast.yaml")["providers"]
    assert (provider["type"], provider["allowUiUpdates"], provider["disableDeletion"]) == ("file", False, False)
