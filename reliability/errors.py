"""The tree of errors that the reliability package raises itself.

ReliabilityError
    SpecificationError      an SLO file, or what it refers to, is wrong: the file's author mends it
    MeasurementError        Prometheus or another source of counts does not answer, or not with what was asked
"""


class ReliabilityError(Exception):
    """Every text says what to do, and may be shown to whoever asked."""


class SpecificationError(ReliabilityError):
    """The file's author mends it."""


class MeasurementError(ReliabilityError):
    """A source of counts does not answer, or not with what was asked."""
