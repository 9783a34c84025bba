"""Looks at the templates of documents: whether there is one for each that a process makes, and what each asks for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from workflows.files.documents import EXAMPLES, Templates
from workflows.kernel.files import Filling
from workflows.kernel.findings import Finding, faulty, fine, noted
from workflows.process.catalogue import Definitions
from workflows.process.definition import Definition
from workflows.process.templates import DOCUMENT_VARIABLES, TICKET_VARIABLES, VARIABLES

AREA: Final = "templates"
MEND: Final = "correct the template; docs/definitions.md lists what it can say."
_LINE: Final = {"role": "x", "hours": "1", "rate": "1.00", "amount": "1.00"}


def templates(folder: Path | None, definitions: Definitions) -> Iterator[Finding]:
    """Return what can be said of the template of each document that a current process makes."""
    known = Templates(folder)
    for process in definitions.processes:
        definition = definitions.current(process)
        for paper, _ in definition.papers.values():
            faults = list(known.faults(paper.key, _sayable(definition)))
            path = known.path(paper.key)
            yield from (faulty(AREA, fault, MEND) for fault in faults)
            if faults or path is None:
                continue
            if path.parent == EXAMPLES:
                what = f"{paper.title} ({definition.title}) is made of the example that comes with csops."
                yield noted(AREA, what, f"put your own {path.name} into the folder of CSOPS_TEMPLATES.")
            else:
                yield fine(AREA, f"{paper.title} ({definition.title}) is made of {path}.")


def _sayable(definition: Definition) -> dict[str, Filling]:
    """Return everything that a document of a process can say, with examples."""
    names = (*VARIABLES, *DOCUMENT_VARIABLES, *(TICKET_VARIABLES if definition.kinds else ()), *definition.fields)
    return {**dict.fromkeys(names, "x"), "lines": (_LINE,)}
