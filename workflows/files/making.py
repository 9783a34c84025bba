"""Makes a promised file when its post leaves."""

from collections.abc import Callable
from pathlib import Path

from workflows.files.bars import draw_bars
from workflows.files.documents import Templates
from workflows.files.spreadsheets import written
from workflows.kernel.files import Bars, Document, File, Sheet
from workflows.process.chart.trail import draw_trail

Make = Callable[[File], bytes]
"""Returns what is in a file. It takes a moment, so the event loop has it done in a thread.

Raises workflows.files.documents.TemplateFaultError, with words for who can mend it.
"""


def maker(templates: Path | None = None) -> Make:
    """Return what makes files, with the company's folder of templates; without one with the examples of csops."""
    documents = Templates(templates)

    def made(file: File) -> bytes:
        if isinstance(file, Document):
            return documents.filled_in(file)
        if isinstance(file, Sheet):
            return written(file)
        return draw_bars(file) if isinstance(file, Bars) else draw_trail(file)

    return made
