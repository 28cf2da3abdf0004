"""What a gateway with everything switched on needs around it: Redis, an issuer of tokens, a collector of spans."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from tests.harness.otlp_collector import Collector, collecting
from tests.harness.processes import free_port
from tests.harness.redis_servers import RedisServer, redis_server
from tests.harness.token_issuer import TokenIssuer, serve_key_set


@dataclass
class Surroundings:
    """`environment` is what the configuration refers to."""

    environment: Mapping[str, str]
    _redis: RedisServer
    _collector: Collector
    _access_log: Path

    def what_worked(self) -> dict[str, int]:
        """What each part has to show for having been on."""
        with self._redis.client() as client:
            commands = client.info("commandstats")
            keys = client.dbsize()
        return {
            "access_log_lines": len(self._access_log.read_text().splitlines()) if self._access_log.exists() else 0,
            "spans": len(self._collector.spans),
            "redis_keys": int(keys),
            "redis_rate_limit_scripts": int(commands.get("cmdstat_evalsha", {}).get("calls", 0)),
        }


@asynccontextmanager
async def surroundings(work: Path) -> AsyncIterator[Surroundings]:
    """Running; their files are in `work`."""
    issuer = TokenIssuer()
    issuer.add_key("first")
    manifest, access_log = work / "manifest.json", work / "access.log"
    manifest.write_text(json.dumps({"typename": "{ __typename }"}))
    async with collecting() as collector:
        with redis_server() as redis, serve_key_set(issuer) as key_set:
            environment = {
                "AUDIT_REDIS": redis.unix_url,
                "AUDIT_KEY_SET": key_set.url,
                "AUDIT_INTERNAL_KEY": token_hex(32),
                "AUDIT_MANIFEST": str(manifest),
                "AUDIT_COLLECTOR": collector.url,
                "AUDIT_ACCESS_LOG": str(access_log),
                "AUDIT_ADMIN_PORT": str(free_port()),
            }
            yield Surroundings(environment, redis, collector, access_log)
