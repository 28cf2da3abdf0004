"""The commands of `python -m reliability.slo`: what they write, where, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from reliability.command_line.main import main
from reliability.slo.converting.sloth import load_sloth
from reliability.slo.spec import load_services

SHOP = """\
version: holdfast/v1
service: shop
slos:
  - name: answered
    description: Orders are taken.
    objective: 99.9
    indicator: {availability: {bad: 'orders_total{outcome="error"}', total: orders_total}}
"""
BANK = SHOP.replace("shop", "bank").replace("99.9", "90")
SLOTH = """\
version: prometheus/v1
service: My_Shop
slos:
  - name: answered
    objective: 99.9
    sli: {events: {error_query: 'sum(rate(a[{{.window}}]))', total_query: 'sum(rate(b[{{.window}}]))'}}
    alerting: {name: Fails}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "slos").mkdir()
    (tmp_path / "slos" / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "slos" / "bank.yml").write_text(BANK, encoding="utf-8")
    (tmp_path / "sloth.yml").write_text(SLOTH, encoding="utf-8")
    return tmp_path


def test_validate_counts_and_warns(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(folder / "slos")]) == 0
    captured = capsys.readouterr()
    assert captured.out == "2 SLOs of 2 services can be used.\n"
    assert captured.err == (
        "warning: bank/answered: the page over 1h can never fire: even with all events bad its burn rate is not "
        "reached. Write a smaller budget share, or a longer window.\n"
    )


def test_validate_tells_problems_with_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "slos" / "shop.yaml"
    file.write_text(SHOP.replace("99.9", "100"), encoding="utf-8")
    assert main(["validate", str(folder / "slos")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"{file}:6: 100 is out of range. Write a percentage above 0, below 100.\n"


def test_validate_tells_machines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--json", str(folder / "slos" / "shop.yaml")]) == 0
    assert json.loads(capsys.readouterr().out) == {"valid": True, "slos": ["shop/answered"], "warnings": []}
    missing = folder / "missing.yaml"
    assert main(["validate", "--json", str(missing)]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "valid": False,
        "problems": [
            {
                "file": str(missing),
                "line": 1,
                "text": "this file cannot be read: No such file or directory. Name one that can.",
            }
        ],
    }


def test_problems_of_files_of_every_form_are_told_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = folder / "slos" / "shop.yaml", folder / "sloth.yml"
    ours.write_text(SHOP.replace("99.9", "100"), encoding="utf-8")
    theirs.write_text(SLOTH.replace("99.9", "100"), encoding="utf-8")
    assert main(["validate", str(ours), str(theirs)]) == 1
    assert capsys.readouterr().err == (
        f"{ours}:6: 100 is out of range. Write a percentage above 0, below 100.\n"
        f"{theirs}:5: an objective of 100 % leaves no error budget. Write less, such as 99.99.\n"
    )


def test_a_service_in_files_of_two_forms_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = folder / "slos" / "shop.yaml", folder / "sloth.yml"
    theirs.write_text(SLOTH.replace("My_Shop", "shop"), encoding="utf-8")
    assert main(["validate", str(ours), str(theirs)]) == 1
    assert capsys.readouterr().err == f"{theirs}:1: the service shop is in {ours} too. Leave out one of them.\n"


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path}:1: this folder has no YAML files. Name another.\n"


def test_rules_in_one_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", str(folder / "slos")]) == 0
    (document,) = yaml.safe_load_all(capsys.readouterr().out)
    records = {rule.get("record") for group in document["groups"] for rule in group["rules"]}
    assert "slo:bad_events:increase5m" in records
    services = {rule["labels"]["slo_service"] for group in document["groups"] for rule in group["rules"]}
    assert services == {"shop", "bank"}


def test_rules_in_a_file_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", str(folder / "slos"), "-o", str(folder / "rules")]) == 0
    assert sorted(file.name for file in (folder / "rules").iterdir()) == ["bank.yaml", "shop.yaml"]
    assert "bank.yaml, shop.yaml" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "key"), [("prometheus", "groups"), ("kubernetes", "spec"), ("tests", "tests")])
def test_rules_in_every_format(folder: Path, form: str, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", str(folder / "slos" / "shop.yaml"), "--format", form, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[key]


def test_tests_of_several_services_want_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", str(folder / "slos"), "--format", "tests"]) == 1
    assert capsys.readouterr().err == "Unit tests are a file for each service. Name a folder with -o.\n"


def test_sloths_rules_of_sloths_file_are_word_for_word(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--compat", "sloth", "--extra-labels", "a=b", "--sloth-version", "v0"]
    assert main(["rules", str(folder / "sloth.yml"), *options]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    rules = [rule for group in yaml.safe_load(captured.out)["groups"] for rule in group["rules"]]
    assert rules[0]["labels"] == {
        "a": "b",
        "sloth_id": "My_Shop-answered",
        "sloth_service": "My_Shop",
        "sloth_slo": "answered",
        "sloth_window": "5m",
    }
    assert [rule["labels"]["sloth_version"] for rule in rules if rule.get("record") == "sloth_slo_info"] == ["v0"]


def test_sloths_rules_of_our_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", str(folder / "slos" / "shop.yaml"), "--compat", "sloth"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["groups"][0]["name"] == "sloth-slo-sli-recordings-shop-answered"


def test_extra_labels_are_sloths(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", str(folder / "slos"), "--extra-labels", "a=b"]) == 1
    assert "add --compat sloth" in capsys.readouterr().err


def test_convert_there_and_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(folder / "sloth.yml"), "-o", str(folder / "ours")]) == 0
    assert "is called my-shop here" in capsys.readouterr().err
    (service,) = load_services([folder / "ours"])
    assert service.slos[0].reference == "my-shop/answered"
    assert main(["convert", str(folder / "ours"), "--to", "sloth", "-o", str(folder / "again.yml")]) == 0
    (document,) = load_sloth([folder / "again.yml"])
    assert document.slos[0].error_query == "sum(rate(a[{{.window}}]))"


def test_converting_several_services_wants_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(folder / "slos")]) == 1
    assert capsys.readouterr().err == "Our form has a file for each service. Name a folder with -o.\n"


def test_explain_for_machines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(folder / "slos"), "--slo", "shop/answered", "--json"]) == 0
    (explanation,) = json.loads(capsys.readouterr().out)
    page, *_ = explanation["tiers"]
    assert explanation["budget"]["full_outage_seconds"] == 2592
    assert explanation["budget"]["allowed_events"] == {"1000": 30, "100000": 3000, "10000000": 300_000}
    assert page["factor"] == 14.4
    assert page["derivation"] == "2 % of the budget x 30d / 1h = 0.02 x 720 h / 1 h = 14.4"
    assert page["error_ratio"] == 0.0144
    assert page["detected_at_full_outage"] == pytest.approx(3600 * 0.0144)
    assert page["exhausted_at_threshold"] == 180_000


def test_explaining_an_unknown_slo(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(folder / "slos"), "--slo", "shop/nothing"]) == 1
    assert "These files have bank/answered, shop/answered." in capsys.readouterr().err


def test_what_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "-o", str(folder / "sloth.yml" / "schema.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["validate", "rules", "convert", "explain", "backtest", "schema"])
def test_every_command_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"examples:\n  python -m reliability.slo {command}" in capsys.readouterr().out.replace("\n\n", "\n")


@pytest.mark.parametrize("arguments", [[], ["validate"], ["unknown"], ["rules", "a", "--extra-labels", "b"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err
