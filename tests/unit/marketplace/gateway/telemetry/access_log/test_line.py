"""A line of the access log holds what it should, whatever is known of the request, and nothing else."""

from datetime import datetime

import orjson
import pytest

from marketplace.gateway.config import AccessLogConfig, SubjectForm
from marketplace.gateway.report import RequestReport, Trace
from marketplace.gateway.telemetry.access_log.line import LineWriter

TRACE = Trace("0af7651916cd43dd8448eb211c80319c", 11, 7, sampled=True, state="", headers={})


def line(report: RequestReport, **options):
    written = LineWriter(AccessLogConfig(**options)).line(report)
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")
    return orjson.loads(written)


def full_report() -> RequestReport:
    report = RequestReport(100.0, 1_700_000_000.25)
    report.stages, report.marks = ("read_request", "plan_operation", "execute"), [100.001, 100.003, 100.053]
    report.ended, report.status, report.codes = 100.06, 200, ("SUBGRAPH_FAILED",)
    report.request_id, report.method, report.trace = "abc", "POST", TRACE
    report.client_name, report.client_version, report.client_address = "web", "1.2", "192.0.2.1"
    report.subject, report.operation_name, report.operation_type = "user-7", "Home", "query"
    report.document_hash, report.cache = b"\x01" * 16, "miss"
    report.fetches, report.fetch_seconds = 2, 0.07
    report.estimated_cost, report.actual_cost, report.rate_limit_remaining = 20, 12, 99
    report.bytes_in, report.bytes_out = 300, 2_000
    return report


def test_a_line_says_everything_that_is_known():
    told = line(full_report(), subject=SubjectForm.PLAIN)
    assert datetime.fromisoformat(told.pop("time")).timestamp() == 1_700_000_000.25
    assert told == {
        "request_id": "abc",
        "trace_id": TRACE.trace_id,
        "sampled": True,
        "protocol": "http",
        "method": "POST",
        "client_name": "web",
        "client_version": "1.2",
        "client_address": "192.0.2.1",
        "subject": "user-7",
        "operation_name": "Home",
        "operation_type": "query",
        "document_hash": "01" * 16,
        "status": 200,
        "codes": ["SUBGRAPH_FAILED"],
        "duration_us": pytest.approx(60_000, abs=1),
        "plan_us": pytest.approx(2_000, abs=1),
        "execute_us": pytest.approx(50_000, abs=1),
        "subgraphs_us": pytest.approx(70_000, abs=1),
        "fetches": 2,
        "responses": 1,
        "cache": "miss",
        "estimated_cost": 20,
        "actual_cost": 12,
        "rate_limit_remaining": 99,
        "bytes_in": 300,
        "bytes_out": 2_000,
    }


def test_a_request_of_which_nothing_is_known_has_the_same_members():
    report = RequestReport(100.0, 0.0)
    report.ended = 100.0
    told = line(report)
    assert set(told) == set(line(full_report()))
    assert (told["operation_name"], told["plan_us"], told["trace_id"]) == (None, None, None)


def test_subjects_are_hashed_unless_asked_otherwise():
    hashed = line(full_report())["subject"]
    assert hashed != "user-7"
    assert hashed == line(full_report())["subject"], "the same subject can be found again"
    assert hashed != line(full_report(), subject_key="pepper")["subject"]
    assert line(full_report(), subject=SubjectForm.NONE)["subject"] is None


def test_addresses_can_be_left_out():
    assert line(full_report(), client_address=False)["client_address"] is None


def test_what_clients_choose_cannot_make_a_line_longer_than_a_pipe_takes_whole():
    report = full_report()
    report.client_name = report.client_version = report.operation_name = "ä" * 10_000
    report.codes = ("C" * 64,) * 8
    written = LineWriter(AccessLogConfig()).line(report)
    assert len(written) < 4_096
    assert orjson.loads(written)["client_name"] == "ä" * 128
