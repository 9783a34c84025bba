"""What the schedulers of a shared job store run: a job store finds its function by name, so it stands in a module."""

ran: list[int] = []


def run() -> None:
    """Count."""
    ran.append(1)
