from __future__ import annotations

from django.conf import settings

from marketplace.celery_app import app
from marketplace.subgraphs.reviews import tasks
from marketplace.subgraphs.reviews.task_names import TaskName


def test_every_name_has_its_task():
    assert tasks.record_author_name.name in app.tasks
    assert {name for name in app.tasks if name.startswith("reviews.")} == set(TaskName)


def test_messages_and_schedule_name_tasks_that_exist():
    heard = {name for names in settings.MESSAGE_SUBSCRIBERS.values() for name in names if name.startswith("reviews.")}
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert heard == set(TaskName) - {TaskName.RECOUNT_RATINGS}
    assert TaskName.RECOUNT_RATINGS in scheduled
