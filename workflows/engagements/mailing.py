"""The mails of a definition: one to each person of the roles, promised like everything else that leaves."""

from collections.abc import Iterable
from typing import Final

from workflows.desk import Desk
from workflows.engagements.work import Work
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post
from workflows.kernel.text import Line, Mention, Piece, line

SYSTEM: Final = "mail"
"""What mail is called among the systems that this process reaches, and in the lanes of what leaves."""


def write_to(desk: Desk, work: Work, people: Iterable[str], *, subject: str, told: Line) -> list[str]:
    """Promise a mail to each person, say so in the thread, and return those who have no address.

    Nothing is promised where no mail is sent from here: then everybody is returned.
    """
    known, unknown = dict[str, str](), list[str]()
    people = list(dict.fromkeys(people))
    # Who stands in for somebody who is away is written to as well; they are nobody's to miss without an address.
    stand_ins = {away.here for one in people if (away := desk.directory.away.get(one)) and away.here} - set(people)
    for person in sorted(stand_ins):
        found = desk.directory.people.get(person)
        if SYSTEM in desk.ties.reached and found is not None and found.email:
            known[person] = found.email
    for person in people:
        found = desk.directory.people.get(person)
        if SYSTEM in desk.ties.reached and found is not None and found.email:
            known[person] = found.email
        else:
            unknown.append(person)
    footer = line(f"{work.key} · {work.customer.name}")
    for address in dict.fromkeys(known.values()):
        card = Card(title=subject, body=(told,), footer=footer)
        desk.send(f"{SYSTEM}:{address}", Post(card=card, private=work.is_private), due_at=desk.hold)
    if known:
        pieces: list[Piece] = []
        for person in known:
            pieces += ([", "] if pieces else []) + [Mention(person, notify=False)]
        work.say(desk, Card(title="", body=(line("A mail is on its way to ", *pieces, f": {subject}"),)))
    return unknown
