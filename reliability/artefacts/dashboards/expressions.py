"""PromQL of panels: always of the jobs and instances chosen above the board, and over Grafana's own rate interval.

`by` and `where` are written as in PromQL, without brackets: `stage, outcome` and `outcome="error"`.
"""

CHOSEN = 'job=~"$job", instance=~"$instance"'


def series(metric: str, where: str = "", *, chosen: str = CHOSEN) -> str:
    return f"{metric}{{{', '.join(part for part in (chosen, where) if part)}}}"


def aggregate(operation: str, expression: str, by: str = "") -> str:
    return f"{operation} by ({by}) ({expression})" if by else f"{operation}({expression})"


def rate(metric: str, *, by: str = "", where: str = "") -> str:
    """Return how much a counter grows in a second."""
    return aggregate("sum", f"rate({series(metric, where)}[$__rate_interval])", by)


def level(metric: str, *, by: str = "", where: str = "", operation: str = "sum") -> str:
    """Return a gauge, of all instances together."""
    return aggregate(operation, series(metric, where), by)


def quantile(rank: float, histogram: str, *, by: str = "", where: str = "") -> str:
    """Return a quantile of a classic histogram; nothing where nothing was observed."""
    groups = f"{by}, le" if by else "le"
    return f"histogram_quantile({rank}, {rate(f'{histogram}_bucket', by=groups, where=where)})"


def mean(histogram: str, *, by: str = "", where: str = "") -> str:
    """Return the mean observation of a histogram or a summary; nothing where nothing was observed."""
    count = rate(f"{histogram}_count", by=by, where=where)
    return f"{rate(f'{histogram}_sum', by=by, where=where)} / ({count} > 0)"


def share(part: str, whole: str) -> str:
    """Return part / whole of equally grouped expressions: 0 where there is no part, nothing where there is no whole."""
    return f"({part} or 0 * ({whole})) / ({whole} > 0)"
