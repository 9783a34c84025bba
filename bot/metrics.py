"""What the process counts about itself, for Prometheus: few numbers, none with a name of a person or a customer."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

BUCKETS_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._deliveries = Counter(
            "csops_deliveries",
            "What Slack and Teams sent, by the door it came through, its kind and the status it was answered with.",
            ("door", "kind", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "csops_delivery_seconds",
            "How long a delivery took from its last byte to its answer.",
            ("door",),
            buckets=BUCKETS_SECONDS,
            registry=self._registry,
        )

    def delivered(self, *, door: str, kind: str, status: int, seconds: float) -> None:
        """Count one delivery."""
        counted = self._counted.get((door, kind, status))
        if counted is None:  # Looking one up by its labels costs more than all the rest.
            counted = self._deliveries.labels(door, kind, str(status)), self._seconds.labels(door)
            self._counted[door, kind, status] = counted
        counted[0].inc()
        counted[1].observe(seconds)

    def text(self) -> bytes:
        """Return everything as Prometheus reads it."""
        return generate_latest(self._registry)
