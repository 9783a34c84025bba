"""Which document is meant, and which there are."""

from collections.abc import Sequence

from workflows.kernel.answers import Reason, RefusedError
from workflows.process.definition import Definition
from workflows.process.steps import Paper


def chosen(definition: Definition, reached: Sequence[Paper], words: str, *, key: str) -> Paper:
    """Return the document that words name among those that were reached; without words, the one made last.

    Refused with NO_DOCUMENT where the process makes none, or none of that name, and with DOCUMENT_LATER where its step
    has not been reached.
    """
    said = words.casefold()
    named = [paper for paper, _ in definition.papers.values() if is_called(paper, said)]
    if not named:
        titles = ", ".join(paper.title for paper, _ in definition.papers.values())
        raise RefusedError(Reason.NO_DOCUMENT, key=key, choices=titles)
    for paper in reached:
        if paper in named:
            return paper
    step = definition.papers[named[0].key][1]
    raise RefusedError(Reason.DOCUMENT_LATER, key=key, document=named[0].title, step=f"{step.id} {step.title}")


def is_called(paper: Paper, said: str) -> bool:
    """Return whether a document is meant by the beginning of its name or its title, in small letters."""
    return paper.key.startswith(said) or paper.title.casefold().startswith(said)
