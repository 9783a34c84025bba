"""What the texts of a definition say of an engagement: what is filled into them, and the post that they become."""

from collections.abc import Mapping

from workflows.desk import Desk
from workflows.engagements import briefs, rules
from workflows.engagements.work import Work
from workflows.kernel.cards import Card
from workflows.kernel.text import Line, Link, line
from workflows.process import templates
from workflows.process.effects import Post


def words_for(desk: Desk, work: Work, *, outcome: str = "", reason: str = "") -> dict[str, str]:
    """Return what the templates of a definition can say of an engagement now."""
    ticket: dict[str, str] = {}
    handing = briefs.handing_of(work)
    if handing is not None:
        ticket = {"kind": work.title, "next_steps": " ".join(handing.next_steps)}
    if work.ticket is not None:
        kind = work.definition.kind_of.get(work.ticket.kind)
        board = kind.board if kind else None
        ticket = {
            "kind": kind.title if kind else work.ticket.kind,
            "priority": next((one.title for one in kind.priorities if one.key == work.ticket.priority), "")
            if kind
            else work.ticket.priority,
            "board": board.system if board else "",
            "board_link": f"(to be added in {rules.SYSTEMS.get(board.system, board.system)})" if board else work.key,
            "request": work.ticket.description,
            "request_link": work.ticket.source_link or "logged without a message",
        }
    return {
        **rules.in_words(work.definition, work.facts, named=desk.directory.named),
        **ticket,
        "customer": work.customer.name,
        "subject": work.title,
        "reference": work.key,
        # A chat has no address of its own for what is not posted yet: the number is what people look it up by.
        "link": work.key,
        "process": work.definition.title,
        "step": "" if work.ended else work.step.id,
        "step_title": work.ending_title if work.ended else work.step.title,
        "outcome": outcome,
        "person": desk.actor.name,
        "owner": desk.directory.named(work.owner) if work.owner else "",
        "reason": reason,
        "due": rules.day_words(work.due_at, desk.directory.time_zone) if work.due_at else "",
    }


def post_card(work: Work, effect: Post, words: Mapping[str, str]) -> Card:
    """Return what a post says."""
    footer = line(f"{work.key} · {work.customer.name}")
    return Card(title="", body=(linked(work, templates.fill(effect.text, words)),), footer=footer)


def linked(work: Work, text: str) -> Line:
    """Return filled-in words with the link to the ticket's message as a link; nothing else in them becomes one."""
    url = work.ticket.source_link if work.ticket else ""
    before, found, after = text.partition(url) if url else (text, "", "")
    return line(before, Link(url, "the message"), after) if found else line(text)
