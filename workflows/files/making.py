"""Makes a promised file when its post leaves."""

from workflows.files.spreadsheets import written
from workflows.kernel.files import File, Sheet
from workflows.process.chart.trail import draw_trail


def made(file: File) -> bytes:
    """Return what is in a file. It takes a moment, so the event loop has it done in a thread."""
    return written(file) if isinstance(file, Sheet) else draw_trail(file)
