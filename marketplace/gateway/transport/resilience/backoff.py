"""How long to wait before a request is sent again."""

from marketplace.gateway.config import RetryConfig


def full_jitter(config: RetryConfig, repetition: int, draw: float) -> float:
    """Seconds before the repetition of this number, counted from 0: drawn from a range that doubles each time
    (Brooker, "Exponential Backoff And Jitter"). `draw` is uniform from 0 to below 1.
    """
    return draw * min(config.max_delay, config.first_delay * 2.0 ** min(repetition, 30))
