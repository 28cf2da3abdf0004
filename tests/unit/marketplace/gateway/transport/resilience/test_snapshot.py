"""What operators can read about a subgraph."""

from marketplace.gateway.config import BreakerConfig
from marketplace.gateway.transport.resilience import BreakerState
from tests.harness.resilient_world import World, run


def test_the_snapshot_tells_everything_about_every_instance():
    async def scenario():
        world = World("primary replica", breaker=BreakerConfig())
        await world.send()
        assert world.transport.snapshot() == {
            "subgraph": "users",
            "breakers": {"queries": "closed", "mutations": "closed"},
            "instances": [
                {
                    "instance": f"{role}-1",
                    "address": f"http://{number}/",
                    "role": role,
                    "usable": True,
                    "healthy": True,
                    "unhealthyBecause": None,
                    "breaker": BreakerState.CLOSED.value,
                    "secondsUntilProbe": 0.0,
                    "inFlight": 0,
                    "latencySeconds": 0.0,
                }
                for number, role in enumerate(("primary", "replica"))
            ],
            "inFlight": 0,
            "retryBudget": 50.0,
        }
        await world.transport.aclose()

    run(scenario())
