"""The sentences for each refusal, the fullest first: the first is said whose facts are all there."""

from collections.abc import Mapping

from handlers.refusals import administration, entries, people, references, work
from workflows.kernel.answers import Reason

REFUSALS: Mapping[Reason, tuple[str, ...]] = {
    **people.REFUSALS,
    **administration.REFUSALS,
    **entries.REFUSALS,
    **references.REFUSALS,
    **work.REFUSALS,
}
