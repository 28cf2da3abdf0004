"""A request as one line of JSON."""

import hashlib
from datetime import UTC, datetime

import orjson

from marketplace.gateway.config import AccessLogConfig, SubjectForm
from marketplace.gateway.report import RequestReport

MAX_CHARACTERS = 128
"""Of what the client chose: with it a line fits into what a pipe takes whole (4096 bytes)."""
OPTIONS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
MICROSECONDS = 1_000_000
MAX_KNOWN_SUBJECTS = 10_000


class LineWriter:
    """Every line has the same members, null where something is not known. Durations are microseconds, sizes bytes."""

    def __init__(self, config: AccessLogConfig) -> None:
        self._address = config.client_address
        self._form = config.subject
        self._key = config.subject_key.encode()
        self._hashes: dict[str, str] = {}

    def line(self, report: RequestReport) -> bytes:
        trace = report.trace
        document = report.document_hash
        plan = report.seconds_of("plan_operation")
        execute = report.seconds_of("execute")
        return orjson.dumps(
            {
                "time": datetime.fromtimestamp(report.started_at, UTC),
                "request_id": report.request_id,
                "trace_id": trace.trace_id if trace is not None else None,
                "sampled": trace.sampled if trace is not None else False,
                "protocol": report.protocol,
                "method": report.method,
                "client_name": _short(report.client_name),
                "client_version": _short(report.client_version),
                "client_address": report.client_address if self._address else None,
                "subject": self._subject(report.subject),
                "operation_name": _short(report.operation_name),
                "operation_type": report.operation_type,
                "document_hash": document.hex() if document is not None else None,
                "status": report.status,
                "codes": report.codes,
                "duration_us": int(report.seconds * MICROSECONDS),
                "plan_us": int(plan * MICROSECONDS) if plan is not None else None,
                "execute_us": int(execute * MICROSECONDS) if execute is not None else None,
                "subgraphs_us": int(report.fetch_seconds * MICROSECONDS),
                "fetches": report.fetches,
                "responses": report.responses,
                "cache": report.cache,
                "estimated_cost": report.estimated_cost,
                "actual_cost": report.actual_cost,
                "rate_limit_remaining": report.rate_limit_remaining,
                "bytes_in": report.bytes_in,
                "bytes_out": report.bytes_out,
            },
            option=OPTIONS,
        )

    def _subject(self, subject: str | None) -> str | None:
        if subject is None or self._form is SubjectForm.NONE:
            return None
        if self._form is SubjectForm.PLAIN:
            return _short(subject)
        known = self._hashes.get(subject)
        if known is None:
            if len(self._hashes) >= MAX_KNOWN_SUBJECTS:
                self._hashes.clear()
            known = hashlib.blake2b(subject.encode(), digest_size=8, key=self._key).hexdigest()
            self._hashes[subject] = known
        return known


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS]
