"""How long an answer is waited for, told to the subgraph: work for nobody is not worth doing.

Like gRPC's `grpc-timeout` it is a duration and no moment, for clocks of two machines differ. It counts from the moment
of sending, after any wait for a connection or a thread.
"""

DEADLINE_HEADER = "x-holdfast-deadline-ms"


def milliseconds(seconds: float) -> int:
    """The header's value: at least 1, for a request without any time left is not sent."""
    return max(1, int(seconds * 1000.0))
