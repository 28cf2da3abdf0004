"""Which services an installation promises something for."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from reliability.errors import SpecificationError
from reliability.promises import promised_services
from reliability.slo.spec import load_definitions

SHOP = """\
version: holdfast/v1
service: shop
slos:
  - name: availability
    description: Orders are taken.
    objective: {objective}
    window: 30d
    indicator: {{availability: {{bad: bad_total, total: all_total}}}}
"""


def test_those_of_the_package_unless_others_are_named(settings):
    settings.RELIABILITY_SLO_FILES = ()
    assert promised_services() == load_definitions()


def test_a_file_that_changes_is_read_again(settings, tmp_path: Path):
    file = tmp_path / "shop.yaml"
    settings.RELIABILITY_SLO_FILES = (tmp_path,)
    file.write_text(SHOP.format(objective="99"))
    (first,) = promised_services()
    assert promised_services()[0] is first
    file.write_text(SHOP.format(objective="99.5"))
    os.utime(file, ns=(1, 1))
    (second,) = promised_services()
    assert (first.slos[0].objective, second.slos[0].objective) == (Fraction(99, 100), Fraction(995, 1000))


def test_a_mistake_is_told_with_its_line(settings, tmp_path: Path):
    (tmp_path / "shop.yaml").write_text(SHOP.format(objective="101"))
    settings.RELIABILITY_SLO_FILES = (tmp_path,)
    with pytest.raises(SpecificationError, match=r"shop\.yaml:6"):
        promised_services()


def test_a_file_that_is_not_there_is_told(settings, tmp_path: Path):
    settings.RELIABILITY_SLO_FILES = (tmp_path / "nothing.yaml",)
    with pytest.raises(SpecificationError, match=r"nothing\.yaml"):
        promised_services()
