"""People at the same moment: commands in threads of their own that begin together."""

import threading

from tests.office import Office
from workflows.kernel.answers import Answer
from workflows.kernel.commands import Command


def at_once(office: Office, *asked: Command) -> list[Answer]:
    """Carry the commands out in threads of their own that begin together; return their answers in the same order."""
    answers: dict[int, Answer] = {}
    gate = threading.Barrier(len(asked))

    def carry(place: int, command: Command) -> None:
        gate.wait(timeout=10)
        answers[place] = office.dispatcher.answer(command)

    threads = [threading.Thread(target=carry, args=pair) for pair in enumerate(asked)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return [answers[place] for place in range(len(asked))]
