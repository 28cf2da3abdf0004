"""SLO files to services, or every problem at once.

file -> read_yaml: nodes with lines -> form, shapes, scalars: sections that fit the form
     -> build*: the frozen model -> references: what must fit between files
"""

from reliability.slo.spec.load import load_definitions, load_services, parse_service

__all__ = ["load_definitions", "load_services", "parse_service"]
