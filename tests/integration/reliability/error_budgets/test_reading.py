"""The database gives the engine the same numbers as memory does, and quickly."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connection

from reliability.conventions import BudgetEventKind
from reliability.error_budgets.adjusting import make_adjustment, withdraw_adjustment
from reliability.error_budgets.database_counts import DatabaseCounts
from reliability.error_budgets.mark import mark_event
from reliability.error_budgets.reading import attribution, counts, events_around, read_budget, worst_minutes
from reliability.error_budgets.retention import forget_old_minutes
from reliability.errors import SpecificationError
from reliability.models import AdjustmentChange, BudgetAdjustment, BudgetEvent, Ledger, MinuteCount, NeverDeletedError
from reliability.slo.error_budget import CountsInMemory, MinuteCounts, Share, Span, minute_of
from reliability.slo.model import Adjustment, Component, Composite, GroupObjective, Period, RollingWindow
from tests.factories.counts import make_counts
from tests.factories.slos import make_service, make_slo

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOW = minute_of(AT)
DAYS = 90


def some_rows(number: int, *, within: int, seed: int = 7) -> list[MinuteCounts]:
    chance = random.Random(seed)
    minutes = chance.sample(range(NOW - within, NOW), number)
    return [MinuteCounts(minute, (total := chance.randint(0, 50)), chance.randint(0, total)) for minute in minutes]


def test_sums_and_slices_are_those_of_memory():
    rows = some_rows(600, within=1_000)
    make_counts("shop/orders", rows)
    database, memory = DatabaseCounts(Ledger.objects.get().pk), CountsInMemory(rows)
    chance = random.Random(3)
    for _ in range(60):
        spans = [
            Span(start, start + chance.randint(1, 90)) for start in range(NOW - 1_000, NOW, chance.randint(100, 400))
        ]
        assert database.sums(spans) == memory.sums(spans)
        minutes, target = chance.choice([1, 5, 7, 60]), Fraction(chance.randint(1, 20), 20)
        within = Span((NOW - 1_000) // minutes * minutes, NOW // minutes * minutes)
        assert database.bad_slices(within, spans, minutes, target) == memory.bad_slices(within, spans, minutes, target)


def test_a_window_of_90_days_is_read_in_a_tenth_of_a_second():
    slo = make_slo(window=RollingWindow(DAYS * 86_400))
    ledger = Ledger.objects.create(slo=slo.reference)
    rows = [(ledger.pk, minute, 1_000, minute % 3) for minute in range(NOW - DAYS * 1_440, NOW)]
    with connection.cursor() as cursor:
        table = MinuteCount._meta.db_table
        cursor.executemany(f"INSERT INTO {table} (ledger_id, minute, total, bad) VALUES (%s, %s, %s, %s)", rows)
    planned = tuple(
        Adjustment(name="night", reason="upgrade", when=Period(night, night + timedelta(hours=1)))
        for night in (AT - timedelta(days=day) for day in range(1, DAYS, 7))
    )
    service = make_service(slo, adjustments=planned)
    budget = read_budget(slo, None, AT, services=[service])
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        read_budget(slo, None, AT, services=[service])
        times.append(time.perf_counter() - begun)
    assert budget.minutes_with_data == len(rows) - 60 * len(planned)
    assert budget.total == 1_000 * budget.minutes_with_data
    assert min(times) < 0.1


def test_groups_have_their_own_objective_and_composites_their_components():
    slo = make_slo(group_objectives=(GroupObjective((("class", "mutation"),), Fraction(1, 2)),))
    make_counts(slo.reference, [MinuteCounts(NOW - 5, 10, 1)], group=(("class", "mutation"),))
    journey = make_slo(
        name="journey", indicator=Composite(components=(Component("shop/orders", Fraction(1)),)), group_by=()
    )
    service = make_service(slo, journey)
    assert read_budget(slo, {"class": "mutation"}, AT, services=[service]).spent == Fraction(1, 5)
    assert read_budget(slo, {}, AT, services=[service]).spent == 100
    assert read_budget(journey, {}, AT, services=[service]).spent == 100
    assert read_budget(slo, {"class": "query"}, AT, services=[service]).total == 0


def test_adjusted_events_count_until_it_is_said_and_again_when_it_is_withdrawn(shop):
    slo = shop
    make_counts(slo.reference, [MinuteCounts(NOW - 50, 10, 9, (("users", 9),)), MinuteCounts(NOW - 5, 10, 1)])
    hour = (AT - timedelta(hours=1), AT)
    assert [row.bad for row in worst_minutes(slo, None, *hour)] == [9, 1]
    assert attribution(slo, None, *hour)[0] == Share("users", 9, Fraction(9, 10))
    planned = make_adjustment(
        name="upgrade",
        reason="announced on Monday",
        by="mara",
        when=Period(AT - timedelta(minutes=55), AT - timedelta(minutes=45)),
        slos=[slo.reference],
    )
    budget = read_budget(slo, None, AT)
    assert (budget.total, budget.excluded_events, budget.excluded_bad) == (10, 10, 9)
    assert budget.bad == 1
    assert [row.bad for row in worst_minutes(slo, None, *hour)] == [1]
    assert attribution(slo, None, *hour) == (Share(None, 1, Fraction(1)),)
    assert withdraw_adjustment(adjustment_id=planned.pk, reason="was not announced", by="jo")
    assert not withdraw_adjustment(adjustment_id=planned.pk, reason="again", by="jo")
    assert read_budget(slo, None, AT).bad == 10
    history = [(one.done, one.by, one.content["name"]) for one in planned.changes.all()]
    assert history == [("made", "mara", "upgrade"), ("withdrawn", "jo", "upgrade")]


def test_the_history_of_adjustments_cannot_be_rewritten():
    planned = make_adjustment(name="x", reason="y", by="z", when=Period(AT, AT + timedelta(hours=1)))
    change = planned.changes.get()
    for attempt in (change.save, change.delete, planned.delete, AdjustmentChange.objects.all().delete):
        with pytest.raises(NeverDeletedError):
            attempt()
    with pytest.raises(NeverDeletedError):
        BudgetAdjustment.objects.all().delete()
    with pytest.raises(SpecificationError, match="Say why"):
        make_adjustment(name="x", reason=" ", by="z", when=Period(AT, AT + timedelta(hours=1)))


def test_an_event_told_again_is_the_same():
    for end in (None, AT):
        mark_event(
            key="deploy-7",
            kind=BudgetEventKind.DEPLOYMENT,
            title="7",
            service="shop",
            start=AT - timedelta(hours=1),
            end=end,
        )
    assert BudgetEvent.objects.get().end == AT
    assert len(events_around("shop", AT - timedelta(minutes=1), AT)) == 1
    assert events_around("other", AT - timedelta(minutes=1), AT) == []


def test_old_minutes_are_forgotten(settings):
    settings.RELIABILITY_BUDGET_RETENTION_DAYS = 1
    make_counts("shop/orders", [MinuteCounts(NOW - 2_000, 1, 1, (("users", 1),)), MinuteCounts(NOW - 10, 1, 0)])
    assert forget_old_minutes(now=AT) == 2
    assert MinuteCount.objects.get().minute == NOW - 10
    assert counts(make_slo(), None, AT - timedelta(days=2), AT)[0].minute == NOW - 10
