"""Where the posts of private work go: to each of its people in a thread of their own, as they come to it."""

from collections.abc import Iterable

from workflows.desk import Desk
from workflows.engagements import addressing, cards, offering, sight
from workflows.engagements.parts import Copy
from workflows.engagements.starting import first_lane
from workflows.engagements.work import PERSONAL, ROOT, STEP, Work
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post
from workflows.process.parts import PRIVATE


def open_to(desk: Desk, work: Work, people: Iterable[str]) -> None:
    """Open a thread with each of these people, and with who stands in for them, where there is none yet.

    What everybody sees has its thread in a channel, and what is private may have one in the channel for that.
    """
    if not work.is_private or PRIVATE in desk.directory.channels:
        return
    known = {head.lane for head in work.heads}
    for lane in dict.fromkeys(lane for person in people for lane in lanes_of(desk, work, person)):
        if lane not in known:
            _head(desk, work, lane)


def lanes_of(desk: Desk, work: Work, person: str) -> tuple[str, ...]:
    """Return where a person is told of work; nowhere of what is private, where they are none of its people any more."""
    named = {*(work.seen_by or ()), work.owner or ""}  # Whoever has it from now on is one of them when it is saved.
    hears = not work.is_private or sight.seen(desk.directory, person, named, work.customer)
    return addressing.lanes_of(desk, person) if hears else ()


def bring_to(desk: Desk, work: Work, person: str) -> None:
    """Open a thread with whoever has private work from now on, with the card of its step, where they have none yet."""
    before = len(work.heads)
    open_to(desk, work, (person,))
    for head in work.heads[before:]:
        card = desk.ties.face(work, desk.directory)
        effect = desk.send(head.lane, Post(card=card, thread=head.effect, private=work.is_private))
        work.cards.setdefault(STEP, []).append(Copy(effect, head.lane))


def move_house(desk: Desk, work: Work, left: Card, *, public: bool = False) -> None:
    """Begin the thread anew where it belongs now; what stood in the old one shows `left`. The live cards follow.

    `public` lets everybody see it from here on.
    """
    offers = [(one.name, work.cards[one.name][0].words) for one in work.open_offers()]
    for name in [name for name in work.cards if not name.startswith(PERSONAL)]:
        work.refresh(desk, name, left, last=True)
    if public:
        work.seen_by = None
    _head(desk, work, first_lane(desk, work.customer, private=work.is_private))
    desk.ties.show(desk, work)
    for name, text in offers:
        if (effect := offering.effect_of(work, offering.mark_in(name))) is not None:
            offering.show(desk, work, effect, name, text, addressing.address_of(desk, work, effect.to))


def _head(desk: Desk, work: Work, lane: str) -> None:
    effect = desk.send(lane, Post(card=cards.root_card(work, desk.directory), private=work.is_private))
    work.cards.setdefault(ROOT, []).append(Copy(effect, lane))
