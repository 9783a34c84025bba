"""What Teams does with the bot's answers: it opens dialogs, shows cards, and refuses what is malformed."""

from collections.abc import Mapping

from playground.slack.shapes import Json
from playground.teams.cards import ADAPTIVE, check_card
from playground.teams.delivery import Outcome
from playground.teams.errors import TeamsError, impossible
from playground.teams.reading import held, inputs
from playground.teams.service import Teams
from playground.teams.state import Message, Person

CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
FOUND = "application/vnd.microsoft.search.searchResponse"
LONGEST_TITLE = 256
MOST_FOUND = 25
_SIZES = frozenset({"small", "medium", "large"})
_PREVIEWS = frozenset({"application/vnd.microsoft.card.hero", "application/vnd.microsoft.card.thumbnail"})


def failed(teams: Teams, person: Person, error: str, words: str) -> Json:
    """Show a person that the bot failed, and tell who looks."""
    teams.hub.tell("failure", person=person.id, error=error, text=words)
    return {"failure": {"error": error, "text": words}}


def _unanswered(teams: Teams, person: Person, outcome: Outcome) -> Json:
    return failed(teams, person, outcome.failure, "Something went wrong. Please try again.")


def _malformed(teams: Teams, person: Person, words: str) -> Json:
    teams.wire.note("in", "failure", "malformed", words=words)
    return failed(teams, person, "malformed", words)


def sent(one: Json, values: Mapping[str, object]) -> object:
    """Give what an input sends: what was filled in, by its id, else what it holds."""
    return values[one["id"]] if one["id"] in values else held(one)


def executed(teams: Teams, person: Person, message: Message, outcome: Outcome) -> Json:
    """Take the answer to an Action.Execute: a card for this person alone, words, or an error."""
    if not outcome.ok:
        return _unanswered(teams, person, outcome)
    body = outcome.body
    if not isinstance(body, dict) or not isinstance(body.get("statusCode"), int) or "type" not in body:
        return _malformed(teams, person, "An Action.Execute is answered by statusCode, type and value.")
    value = body.get("value")
    if body["type"] == CARD:
        return _own_view(teams, person, message, value)
    if body["type"] == WORDS and isinstance(value, str):
        teams.hub.tell("notice", person=person.id, text=value)
        return {"text": value}
    if body["type"] == ERROR and isinstance(value, dict):
        return failed(teams, person, str(value.get("code")), str(value.get("message")))
    return _malformed(teams, person, f"Teams shows no answer of type {body['type']}.")


def _own_view(teams: Teams, person: Person, message: Message, card: object) -> Json:
    try:
        check_card(card)
    except TeamsError as error:
        return _malformed(teams, person, str(error))
    message.views[person.id] = card if isinstance(card, dict) else {}
    teams.changed(message)
    return {"card": card}


def dialog(teams: Teams, person: Person, outcome: Outcome, *, opened: Json) -> Json:
    """Open the dialog that the bot answered with; `opened` is where it belongs and what it is submitted with."""
    if not outcome.ok:
        return _unanswered(teams, person, outcome)
    task = outcome.body.get("task") if isinstance(outcome.body, dict) else None
    if not isinstance(task, dict):
        return _malformed(teams, person, "A dialog is answered by a task.")
    if task.get("type") == "message" and isinstance(task.get("value"), str):
        teams.hub.tell("notice", person=person.id, text=task["value"])
        return {"text": task["value"]}
    try:
        shown = _task(task)
    except TeamsError as error:
        return _malformed(teams, person, str(error))
    number = str(int(teams.tenant.dialogs.get(person.id, {}).get("number", 0)) + 1)
    teams.tenant.dialogs[person.id] = {"beside": {}, **opened, **shown, "number": number, "open": True}
    teams.hub.tell("dialog", person=person.id)
    return {"dialog": number}


def _task(task: Json) -> Json:
    value = task.get("value")
    if task.get("type") != "continue" or not isinstance(value, dict):
        raise TeamsError(400, "BadTask", "A task is of type continue or message.")
    title, card = value.get("title"), value.get("card")
    if not isinstance(title, str) or not 0 < len(title) <= LONGEST_TITLE:
        raise TeamsError(400, "BadTask", "A dialog has a title.")
    for name in ("height", "width"):
        size = value.get(name)
        if size is not None and size not in _SIZES and not isinstance(size, int):
            raise TeamsError(400, "BadTask", f"{name} is small, medium, large or pixels.")
    if not isinstance(card, dict) or card.get("contentType") != ADAPTIVE:
        raise TeamsError(400, "BadTask", "A dialog has an Adaptive Card.")
    check_card(card.get("content"), dialog=True)
    return {"title": title, "card": card["content"]}


def opened(teams: Teams, person: Person) -> Json:
    """Give a person's open dialog."""
    found = teams.tenant.dialogs.get(person.id)
    if found is None or not found["open"]:
        raise impossible(f"{person.name} has no dialog open.")
    return found


def closed(teams: Teams, person: Person) -> None:
    """Close a person's dialog."""
    teams.tenant.dialogs[person.id] = {**opened(teams, person), "open": False}
    teams.hub.tell("dialog", person=person.id)


def submitted(teams: Teams, person: Person, outcome: Outcome, *, before: Json) -> Json:
    """Take the answer to a dialog that was sent: it closes, says something, or goes on."""
    if not outcome.ok:
        return {"result": "failed", **_unanswered(teams, person, outcome)}
    body = outcome.body
    if isinstance(body, dict) and isinstance(body.get("composeExtension"), dict):
        closed(teams, person)
        return {"result": "closed", **_attached(teams, person, body["composeExtension"])}
    task = body.get("task") if isinstance(body, dict) else None
    if task is None:
        closed(teams, person)
        return {"result": "closed"}
    if isinstance(task, dict) and task.get("type") == "message":
        closed(teams, person)
        return {"result": "closed", "text": str(task.get("value") or "")}
    kept = {name: before[name] for name in ("conversation", "message", "submit", "beside")}
    answer = dialog(teams, person, outcome, opened=kept)
    if "failure" in answer:
        return {"result": "failed", **answer}
    asked = {one["id"] for one in inputs(before["card"])}
    again = {one["id"] for one in inputs(opened(teams, person)["card"])}
    return {"result": "errors" if asked and asked <= again else "updated", **answer}


def _attached(teams: Teams, person: Person, extension: Json) -> Json:
    try:
        return {"attachments": _attachments(extension)}
    except TeamsError as error:
        return _malformed(teams, person, str(error))


def _attachments(extension: Json) -> list[Json]:
    attachments = extension.get("attachments")
    if extension.get("type") != "result" or not isinstance(attachments, list) or len(attachments) > MOST_FOUND:
        raise TeamsError(400, "BadExtension", f"A message extension answers a result of at most {MOST_FOUND}.")
    for one in attachments:
        if one.get("contentType") == ADAPTIVE:
            check_card(one.get("content"))
            if (one.get("preview") or {}).get("contentType") not in _PREVIEWS:
                raise TeamsError(400, "BadExtension", "An Adaptive Card has a hero or thumbnail card as its preview.")
    return attachments


def found(outcome: Outcome) -> Json:
    """Take what a search found."""
    if not outcome.ok:
        return {"failure": {"error": outcome.failure, "text": "Unable to reach the app. Please try again."}}
    extension = outcome.body.get("composeExtension") if isinstance(outcome.body, dict) else None
    if isinstance(extension, dict) and extension.get("type") == "message":
        return {"attachments": [], "text": str(extension.get("text") or "")}
    if not isinstance(extension, dict):
        return {"failure": {"error": "malformed", "text": "A search is answered by composeExtension."}}
    return {"attachments": _attachments(extension)}


def offered(outcome: Outcome) -> Json:
    """Take what there is to choose."""
    if not outcome.ok:
        return {"failure": {"error": outcome.failure, "text": "Unable to load."}, "options": []}
    body = outcome.body
    if not isinstance(body, dict) or body.get("type") != FOUND or not isinstance(body.get("value"), dict):
        return {"failure": {"error": "malformed", "text": "A search is answered by results."}, "options": []}
    results = body["value"].get("results")
    sound = isinstance(results, list) and all({"title", "value"} <= set(one) for one in results)
    if not sound:
        return {"failure": {"error": "malformed", "text": "Each result has a title and a value."}, "options": []}
    return {"options": results}
