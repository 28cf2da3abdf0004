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
        self._name_subject = {SubjectForm.NONE: _nobody, SubjectForm.PLAIN: _plain, SubjectForm.HASH: self._hash}[
            config.subject
        ]
        self._key = config.subject_key.encode()
        self._hashes: dict[str, str] = {}
        self._stages: tuple[str, ...] = ()
        self._plan = self._execute = len(self._stages)

    def line(self, report: RequestReport) -> bytes:
        if report.stages is not self._stages:
            self._find_stages(report.stages)
        marks = report.marks
        plan, execute = self._plan, self._execute
        trace = report.trace
        subject = report.subject
        document = report.document_hash
        name, version = report.client_name, report.client_version
        operation = report.operation_name
        return orjson.dumps(
            {
                "time": datetime.fromtimestamp(report.started_at, UTC),
                "request_id": report.request_id,
                "trace_id": trace.trace_id if trace is not None else None,
                "sampled": trace is not None and trace.sampled,
                "protocol": report.protocol,
                "method": report.method,
                "client_name": name and name[:MAX_CHARACTERS],
                "client_version": version and version[:MAX_CHARACTERS],
                "client_address": report.client_address if self._address else None,
                "subject": self._name_subject(subject) if subject is not None else None,
                "operation_name": operation and operation[:MAX_CHARACTERS],
                "operation_type": report.operation_type,
                "document_hash": document.hex() if document is not None else None,
                "status": report.status,
                "codes": report.codes,
                "duration_us": int((report.ended - report.started) * MICROSECONDS),
                "plan_us": int((marks[plan] - marks[plan - 1]) * MICROSECONDS) if plan < len(marks) else None,
                "execute_us": int((marks[execute] - marks[execute - 1]) * MICROSECONDS)
                if execute < len(marks)
                else None,
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

    def _find_stages(self, stages: tuple[str, ...]) -> None:
        """Neither is ever the first; where one is missing, no mark is found for it."""
        self._stages = stages
        self._plan = stages.index("plan_operation") if "plan_operation" in stages else len(stages)
        self._execute = stages.index("execute") if "execute" in stages else len(stages)

    def _hash(self, subject: str) -> str:
        known = self._hashes.get(subject)
        if known is None:
            if len(self._hashes) >= MAX_KNOWN_SUBJECTS:
                self._hashes.clear()
            known = hashlib.blake2b(subject.encode(), digest_size=8, key=self._key).hexdigest()
            self._hashes[subject] = known
        return known


def _plain(subject: str) -> str:
    return subject[:MAX_CHARACTERS]


def _nobody(_subject: str) -> None:
    return None
