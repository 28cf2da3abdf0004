"""What a gateway looks for while it runs."""

from dataclasses import dataclass

from marketplace.gateway.app.reload.watch import SupergraphWatch
from marketplace.gateway.app.reload.watch_configuration import ConfigurationWatch


@dataclass(slots=True)
class Watches:
    """None where nobody said what to look at."""

    supergraph: SupergraphWatch | None = None
    configuration: ConfigurationWatch | None = None

    def start(self) -> None:
        for watch in (self.supergraph, self.configuration):
            if watch is not None:
                watch.start()

    async def reload_configuration(self) -> None:
        """Look now, whether the file has changed or not."""
        if self.configuration is not None:
            await self.configuration.look(anyway=True)

    async def stop(self) -> None:
        for watch in (self.supergraph, self.configuration):
            if watch is not None:
                await watch.stop()
