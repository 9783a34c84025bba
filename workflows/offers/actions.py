"""Taking an offer, or giving it back: one entry in the history, and the post says who did."""

from workflows.desk import Desk
from workflows.engagements import offering
from workflows.engagements.actions import check_may
from workflows.engagements.work import Work, load, save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import paragraphs
from workflows.kernel.reading import read_values
from workflows.offers import cards, rules
from workflows.offers.commands import REASON, AcceptOffer, ReturnOffer


def accept(desk: Desk, command: AcceptOffer) -> Done:
    """Take what was posted: it is the actor's from now on, and whoever found it hears who has it."""
    work = _waiting(desk, command.offer)
    _answer(desk, work, command.offer, "Accepted", rules.ACCEPTED)
    return Done(card=cards.answer_card(work, "accepted", "It is yours; whoever found it sees that you have it."))


def give_back(desk: Desk, command: ReturnOffer) -> Done:
    """Give it back with the reason, for whoever found it."""
    work = _waiting(desk, command.offer)
    reason = read_values((REASON,), {REASON.key: paragraphs(command.reason)})[REASON.key]
    _answer(desk, work, command.offer, "Returned", rules.RETURNED, reason)
    return Done(card=cards.answer_card(work, "returned", "Whoever found it has your reason."))


def _waiting(desk: Desk, offer: str) -> Work:
    """Return the work whose offer it is; refused where it was answered, or is for somebody else."""
    work = load(desk)
    effect = offering.effect_of(work, offering.mark_in(offer))
    if effect is None:
        raise RefusedError(Reason.NOT_FOUND)
    check_may(desk, work.customer, effect.accept, work.definition.role_of)
    if offer not in work.cards:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, done="answered")
    return work


def _answer(desk: Desk, work: Work, offer: str, word: str, action: str, reason: str = "") -> None:
    text = work.cards[offer][0].words
    said = cards.answered(word, desk.by, desk.now)
    work.record(desk, action, note=rules.note_of(text, reason))
    work.refresh(desk, offer, offering.answered_card(work, text, said, reason), last=True)
    work.say(desk, cards.thread_note(work, word, desk.by, text, reason))
    save(desk, work)
