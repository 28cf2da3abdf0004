"""Bounds on what one request may ask for, checked before anything expensive happens."""

from marketplace.gateway.limits.json_shape import refuse_oversized_json
from marketplace.gateway.limits.measure import DocumentSize, measure_document
from marketplace.gateway.limits.refuse import find_refusal, refuse_oversized, refuse_repetition

__all__ = [
    "DocumentSize",
    "find_refusal",
    "measure_document",
    "refuse_oversized",
    "refuse_oversized_json",
    "refuse_repetition",
]
