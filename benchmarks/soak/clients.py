"""The steady load: clients that ask, wait a moment, and ask again."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.soak.http_client import Answer, HttpClient, LostError
from benchmarks.soak.operations import OPERATIONS, Asked, Operation, Who
from benchmarks.soak.outcomes import Kind, Outcome, Record
from tests.harness.token_issuer import TokenIssuer

RETRY_AFTER: Final = 0.6
"""Seconds: long enough for the balancer to notice that a gateway is gone."""
RETRIED: Final = frozenset({Kind.LOST, Kind.SHED})
"""What a client asks for once more: nothing has answered, or it was told to come back."""
TOKEN_LIFETIME: Final = 60
STREAM_TOKEN_LIFETIME: Final = 3600
GREEDY: Final = "greedy"
UNKNOWN_HASH: Final = "PERSISTED_QUERY_NOT_FOUND"


@dataclass
class Principals:
    """Their tokens, each signed with the key of the day and used for half of its life."""

    issuer: TokenIssuer
    signing_key: Callable[[], str]
    _tokens: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    def token(self, name: str) -> str:
        key = self.signing_key()
        token, renew_at = self._tokens.get((name, key), ("", 0.0))
        if time.monotonic() >= renew_at:
            token = self._sign(name, key, TOKEN_LIFETIME)
            self._tokens[name, key] = token, time.monotonic() + TOKEN_LIFETIME / 2
        return token

    def lasting_token(self, name: str) -> str:
        """For subscriptions, which end with their token."""
        return self._sign(name, self.signing_key(), STREAM_TOKEN_LIFETIME)

    def _sign(self, name: str, key: str, lifetime: int) -> str:
        roles = ["GREEDY"] if name == GREEDY else ["MEMBER"]
        return self.issuer.token(key, sub=name, roles=roles, exp=int(time.time()) + lifetime)


@dataclass
class Journal:
    """What happened; times count from its making."""

    records: list[Record] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> float:
        return time.monotonic() - self.began


class Client:
    """One client; `principal` is empty for a stranger."""

    def __init__(self, number: int, principal: str, port: int, principals: Principals, journal: Journal) -> None:
        self.principal = principal
        self._port = port
        self._principals = principals
        self._journal = journal
        self._dice = random.Random(number)
        self._http = HttpClient(port)
        self._address = f"198.51.100.{number}"
        self._asked = 0
        self._number = number
        fitting = _operations_of(principal)
        self._operations: Sequence[Operation] = fitting
        self._weights = [operation.weight for operation in fitting]

    async def ask_on(self, pause: float, stopped: asyncio.Event) -> None:
        """Until stopped, with pauses of this length in the mean."""
        while not stopped.is_set():
            (operation,) = self._dice.choices(self._operations, self._weights)
            await self.ask(operation)
            await asyncio.sleep(self._dice.uniform(0.5, 1.5) * pause)
        self._http.close()

    async def ask(self, operation: Operation) -> None:
        asked = operation.make(self.principal, self._dice)
        self._asked += 1
        request_id = f"soak-{self._number}-{self._asked}"
        began = self._journal.now
        outcomes = [await self._attempt(asked, request_id)]
        if outcomes[0].kind in RETRIED:
            await asyncio.sleep(RETRY_AFTER)
            outcomes.append(await self._attempt(asked, request_id))
        record = Record(operation.name, self.principal, request_id, began, self._journal.now, outcomes, text=asked.text)
        self._journal.records.append(record)

    async def _attempt(self, asked: Asked, request_id: str) -> Outcome:
        headers = self._headers(asked, request_id)
        try:
            answer = await self._http.post(asked.body, headers)
            if asked.registers and UNKNOWN_HASH.encode() in answer.body:
                answer = await self._http.post(asked.registers, headers)
            return self._judge(asked, answer)
        except LostError as error:
            return Outcome(Kind.LOST, str(error))

    def _judge(self, asked: Asked, answer: Answer) -> Outcome:
        try:
            return asked.judge(answer)
        except (ValueError, LookupError, TypeError) as error:
            return Outcome(Kind.WRONG, f"{answer.status} {answer.body[:200]!r} cannot be read: {error!r}")

    def _headers(self, asked: Asked, request_id: str) -> Mapping[str, str]:
        headers = {"accept": asked.accept, "x-request-id": request_id, "x-forwarded-for": self._address}
        headers["apollographql-client-name"] = f"soak-{self._number % 3}"
        token = asked.token or (self._principals.token(self.principal) if self.principal else None)
        return {**headers, "authorization": f"Bearer {token}"} if token else headers


def _operations_of(principal: str) -> list[Operation]:
    if principal == GREEDY:
        return [operation for operation in OPERATIONS if operation.who is Who.GREEDY]
    mine = Who.PRINCIPAL if principal else Who.STRANGER
    return [operation for operation in OPERATIONS if operation.who in {Who.ANYONE, mine}]


def make_clients(count: int, port: int, principals: Principals, journal: Journal) -> list[Client]:
    """So many, a third of them strangers, several for each principal, and a greedy one."""
    names = ["" if number % 3 == 0 else f"ann-{number % 4}" for number in range(count - 1)]
    return [Client(number, name, port, principals, journal) for number, name in enumerate([*names, GREEDY], start=1)]
