"""Numbers of what runs, for Prometheus; any Django project with Celery can use it.

Each process counts for itself and shows what it counted (`listener`, `exposition`); what several processes share, such
as a queue or a table, is read when somebody looks (`sources`).
"""

from prometheus_client import disable_created_metrics

# Prometheus keeps each as a series of its own, which would be as many again.
disable_created_metrics()  # type: ignore[no-untyped-call]
