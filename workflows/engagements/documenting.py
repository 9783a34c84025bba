"""The documents of an engagement: what stands in them, and where they go (A 9 and 15)."""

from collections.abc import Mapping
from decimal import Decimal

from workflows.desk import Desk
from workflows.engagements import rules
from workflows.engagements.commands import ALONE, DOCUMENT
from workflows.engagements.estimate import Sums, shown_in, sums_of
from workflows.engagements.parts import AtStep
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card
from workflows.kernel.files import Document, Filling
from workflows.kernel.posts import Post
from workflows.kernel.text import Line, Strong, line
from workflows.process.steps import Paper
from workflows.process.templates import DOCUMENT_VARIABLES

REPLACES = "It replaces the one that was made before."


def post(desk: Desk, work: Work, paper: Paper, words: Mapping[str, str], *, again: bool) -> None:
    """Promise a document in the engagement's thread; `words` are what every template can say of the engagement."""
    alone = button(work, paper, alone=True)
    card = _card(work, paper, REPLACES if again else "")
    document = made_of(desk, work, paper, words, again=again)
    for head in work.heads:
        post = Post(card=card, thread=head.effect, file=document, alone=alone, private=work.is_private)
        desk.send(head.lane, post)


def hand_over(desk: Desk, work: Work, paper: Paper, words: Mapping[str, str], *, lane: str) -> None:
    """Promise a copy of a document to one person."""
    document = made_of(desk, work, paper, words, again=False)
    desk.send(lane, Post(card=_card(work, paper, ""), file=document, private=work.is_private))


def button(work: AtStep, paper: Paper, *, alone: bool = False) -> Button:
    """Return the button that sends a document: where it is pressed, or to whoever presses it."""
    label = "Send it to me" if alone else f"Document: {paper.title}"
    return Button(key=DOCUMENT, label=label, subject=work.id, version=ALONE if alone else 0, argument=paper.key)


def buttons_here(work: AtStep) -> tuple[Button, ...]:
    """Return the buttons of the documents that are made at the current step."""
    papers = () if work.ended else work.definition.papers.values()
    return tuple(button(work, paper) for paper, step in papers if step.id == work.step.id)


def buttons_before(work: Work) -> tuple[Button, ...]:
    """Return the buttons of the documents that were made at steps which are behind."""
    here = buttons_here(work)
    return tuple(one for paper in reached(work) if (one := button(work, paper)) not in here)


def reached(work: Work) -> tuple[Paper, ...]:
    """Return the documents that the steps which were reached make, the newest first."""
    found = [paper for paper, step in work.definition.papers.values() if step.id in work.position.visits]
    return tuple(reversed(found))


def made_of(desk: Desk, work: Work, paper: Paper, words: Mapping[str, str], *, again: bool) -> Document:
    """Return a document with everything that its template can ask for; what nobody said is empty."""
    values: dict[str, Filling] = dict.fromkeys((*DOCUMENT_VARIABLES, *work.definition.fields), "")
    values |= {**words, **_figures(work), "company": desk.directory.company}
    values["today"] = rules.day_words(desk.now, desk.directory.time_zone)
    values["again"] = REPLACES if again else ""
    title = f"{work.key} {paper.title}"
    return Document(name=f"{work.key}-{paper.key}", title=title, template=paper.key, values=values)


def _figures(work: Work) -> dict[str, Filling]:
    """Return the ROM's figures; without a ROM there are no lines, and the words are empty."""
    if work.estimate is None:
        return {"lines": ()}
    sums = sums_of(work.estimate)
    return {
        "currency": sums.currency,
        "rom": shown_in(work.estimate.figures).title,
        "lines": _lines(sums),
        "work_amount": f"{sum(one.likely for one in sums.lines):,}",
        "travel": f"{sums.travel:,}",
        "contingency": f"{sums.contingency:,}",
        "assumptions": sums.assumptions,
    }


def _lines(sums: Sums) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "role": one.title,
            "hours": f"{one.hours.likely:,}",
            "rate": _as_money(one.per_hour, like=one.likely),
            "amount": f"{one.likely:,}",
        }
        for one in sums.lines
    )


def _as_money(rate: Decimal, *, like: Decimal) -> str:
    """Return a rate with as many digits as amounts of its currency have; a finer one keeps its own."""
    exact = rate.quantize(like) if rate == rate.quantize(like) else rate
    return f"{exact:,}"


def _card(work: Work, paper: Paper, note: str) -> Card:
    said: Line = line(Strong(paper.title), f" of {work.key} {work.title}")
    if work.estimate is not None:
        said += line(f", made from {shown_in(work.estimate.figures).title}", *_amount(work))
    return Card(title="", body=(line(*said, "."), *((line(note),) if note else ())))


def _amount(work: Work) -> Line:
    amount = work.facts.get("amount", "")
    return line(f" ({amount})") if amount else ()
