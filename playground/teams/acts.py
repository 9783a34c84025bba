"""What people do in Teams: they write, press, fill in, search and look, and the bot is asked as Teams asks it."""

from collections.abc import Mapping

from playground.slack.shapes import Json
from playground.teams import activities, answers
from playground.teams.control import known_person
from playground.teams.delivery import Outcome
from playground.teams.errors import impossible
from playground.teams.reading import card_of, inputs, wrong_entry
from playground.teams.service import Teams
from playground.teams.state import Conversation, Message, Person, named_hash

FAILED = "Something went wrong. Please try again."
CONSENT = "application/vnd.microsoft.teams.card.file.consent"


def failure(outcome: Outcome) -> Json:
    """Give what Teams shows where the bot did not answer."""
    return {"failure": {"error": outcome.failure, "text": FAILED}}


def place_of(teams: Teams, person: Person, name: str) -> Conversation:
    """Find a conversation that a person is in; empty names their chat with the bot."""
    if not name:
        found = teams.tenant.personal(person)
        if found is None:
            raise impossible(f"{person.name} has not got the app.")
        return found
    for one in teams.tenant.conversations.values():
        if name in (one.id, one.name) and person.id in one.members:
            return one
    raise impossible(f"{person.name} is in no conversation {name!r}.")


async def write(teams: Teams, args: Json) -> Json:
    """Write a message: {person, text, conversation?, root?, attachments?}. In a channel the bot hears what names it."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, str(args.get("conversation") or ""))
    activity: Json = {"type": "message", "text": str(args["text"]), "attachments": args.get("attachments") or []}
    said = teams.put(where, sender=person.id, activity=activity, root=str(args.get("root") or ""))
    answer: Json = {"conversation": where.id, "id": said.id}
    heard = where.kind == "personal" or f"<at>{teams.settings.bot_name}</at>" in activity["text"]
    if not heard or not where.bot:
        return answer
    outcome = await teams.delivery.insist(activities.message(teams, person, where, said=said))
    return answer if outcome.ok else {**answer, **failure(outcome)}


def seen(teams: Teams, person: Person, where: Conversation, name: str) -> tuple[Message, Json]:
    """Find a message and the card that a person sees in it."""
    message = where.messages.get(name)
    if message is None or message.deleted or message.only_for not in ("", person.id):
        raise impossible("That message is not there.")
    card = message.views.get(person.id) or card_of(message.activity)
    if card is None:
        raise impossible("That message has no card.")
    del teams
    return message, card


async def press(teams: Teams, args: Json) -> Json:
    """Press an action of a card: {person, conversation, id, action, card, values?}; `card` is the one around it."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, str(args["conversation"]))
    message, _ = seen(teams, person, where, str(args["id"]))
    action: Json = args["action"]
    filled: Json = args.get("values") or {}
    entered = entries(args["card"], filled, action)
    if action["type"] == "Action.Execute":
        return await _execute(teams, person, where, message=message, action=action, entered=entered)
    if action["type"] != "Action.Submit":
        return {}
    data: Json = action["data"] if isinstance(action.get("data"), dict) else {}
    value = {**data, **entered}
    meant: Json = data.get("msteams") or {}
    if meant.get("type") == "task/fetch":
        asked = {"data": value, "context": {"theme": "default"}}
        sent = activities.invoke(teams, person, where, name="task/fetch", value=asked, of=message)
        opened = {"conversation": where.id, "message": message.id, "submit": "task/submit"}
        return answers.dialog(teams, person, await teams.delivery.send(sent), opened=opened)
    sent = activities.submitted(teams, person, where, card=message, value=value)
    if meant.get("type") == "messageBack":
        sent |= {"text": meant.get("text", ""), "value": {**(meant.get("value") or {}), **entered}}
    outcome = await teams.delivery.insist(sent)
    return {} if outcome.ok else failure(outcome)


def entries(card: Json, values: Mapping[str, object], action: Json) -> Json:
    """Give what goes along with an action: every input around it, as it was filled in or as it stood."""
    if action.get("associatedInputs") == "none":
        return {}
    return {one["id"]: answers.sent(one, values) for one in inputs(card)}


async def _execute(
    teams: Teams, person: Person, where: Conversation, *, message: Message, action: Json, entered: Json
) -> Json:
    data: Json = {**(action.get("data") or {}), **entered}
    pressed: Json = {"type": "Action.Execute", "data": data}
    pressed |= {name: action[name] for name in ("id", "verb", "title") if name in action}
    value = {"action": pressed, "trigger": "manual"}
    sent = activities.invoke(teams, person, where, name="adaptiveCard/action", value=value, of=message)
    return answers.executed(teams, person, message, await teams.delivery.send(sent))


async def look(teams: Teams, args: Json) -> Json:
    """Look at a message whose card refreshes itself for this person: {person, conversation, id}."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, str(args["conversation"]))
    message, _ = seen(teams, person, where, str(args["id"]))
    refresh = (card_of(message.activity) or {}).get("refresh")
    people: list[str] | None = refresh.get("userIds") if refresh else []
    if not refresh or (people is not None and person.id not in people):
        return {"refreshed": False}
    action = refresh["action"]
    value = {
        "action": {"type": "Action.Execute", "verb": action.get("verb"), "data": action.get("data") or {}},
        "trigger": "automatic",
    }
    sent = activities.invoke(teams, person, where, name="adaptiveCard/action", value=value, of=message)
    answer = answers.executed(teams, person, message, await teams.delivery.send(sent))
    return {**answer, "refreshed": "failure" not in answer}


async def submit(teams: Teams, args: Json) -> Json:
    """Send the open dialog: {person, values, action?}; what the client itself finds wrong is not sent."""
    person = known_person(teams, str(args["person"]))
    opened = answers.opened(teams, person)
    card, action = opened["card"], args["action"]
    filled: Json = args.get("values") or {}
    entered = entries(card, filled, action)
    found = {one["id"]: wrong_entry(one, entered.get(one["id"], "")) for one in inputs(card)}
    errors = {name: words for name, words in found.items() if words}
    if errors and action.get("associatedInputs") != "none":
        return {"result": "errors", "errors": errors, "by": "teams"}
    data = {**(action.get("data") or {}), **entered}
    where = teams.tenant.conversations[opened["conversation"]]
    of = where.messages.get(opened["message"])
    value: Json = {**opened["beside"], "data": data, "context": {"theme": "default"}}
    sent = activities.invoke(teams, person, where, name=opened["submit"], value=value, of=of)
    return answers.submitted(teams, person, await teams.delivery.send(sent), before=opened)


async def close(teams: Teams, args: Json) -> Json:
    """Close the open dialog: {person}. The bot does not hear of it."""
    answers.closed(teams, known_person(teams, str(args["person"])))
    return {}


async def extend(teams: Teams, args: Json) -> Json:
    """Use an action of the message extension: {person, command, conversation?, id? (the message it is used on)}."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, str(args.get("conversation") or ""))
    of = where.messages.get(str(args.get("id") or ""))
    beside: Json = {"commandId": str(args["command"]), "commandContext": "message" if of else "compose"}
    if of is not None:
        beside["messagePayload"] = activities.payload(teams, where, of=of)
    value = {**beside, "context": {"theme": "default"}}
    sent = activities.invoke(teams, person, where, name="composeExtension/fetchTask", value=value, of=of)
    opened = {
        "conversation": where.id,
        "message": of.id if of else "",
        "submit": "composeExtension/submitAction",
        "beside": beside,
    }
    return answers.dialog(teams, person, await teams.delivery.send(sent), opened=opened)


async def search(teams: Teams, args: Json) -> Json:
    """Search with the message extension: {person, command, query, parameter?, conversation?}."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, str(args.get("conversation") or ""))
    value = {
        "commandId": str(args["command"]),
        "parameters": [{"name": str(args.get("parameter") or "query"), "value": str(args["query"])}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    sent = activities.invoke(teams, person, where, name="composeExtension/query", value=value, of=None)
    return answers.found(await teams.delivery.send(sent))


async def options(teams: Teams, args: Json) -> Json:
    """Type into an input that asks the bot what there is to choose: {person, dataset, query, conversation, id?}."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, str(args.get("conversation") or ""))
    value = {
        "queryText": str(args["query"]),
        "queryOptions": {"skip": 0, "top": 15},
        "dataset": str(args["dataset"]),
    }
    of = where.messages.get(str(args.get("id") or ""))
    sent = activities.invoke(teams, person, where, name="application/search", value=value, of=of)
    return answers.offered(await teams.delivery.send(sent))


async def consent(teams: Teams, args: Json) -> Json:
    """Say whether the bot may put a file into one's folder: {person, id, accept}."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, "")
    message = where.messages[str(args["id"])]
    asked = next((one for one in message.activity.get("attachments") or () if one["contentType"] == CONSENT), None)
    if asked is None:
        raise impossible("That message asks for no consent.")
    accept = bool(args["accept"])
    content = asked["content"]
    value: Json = {"type": "fileUpload", "action": "accept" if accept else "decline"}
    value["context"] = content.get("acceptContext" if accept else "declineContext")
    if accept:
        key = named_hash("upload", message.id)
        teams.tenant.uploads[key] = None
        value["uploadInfo"] = {
            "contentUrl": f"https://example.sharepoint.com/personal/{key}/{asked['name']}",
            "name": asked["name"],
            "uploadUrl": f"{teams.settings.base_url}/upload/{key}",
            "uniqueId": key,
            "fileType": str(asked["name"]).rpartition(".")[2],
        }
    sent = activities.invoke(teams, person, where, name="fileConsent/invoke", value=value, of=message)
    outcome = await teams.delivery.send(sent)
    return {} if outcome.ok else failure(outcome)


async def install(teams: Teams, args: Json) -> Json:
    """Put the app into one's own chats: {person, action? (add, remove)}."""
    person = known_person(teams, str(args["person"]))
    where = place_of(teams, person, "")
    action = str(args.get("action") or "add")
    person.installed = action == "add"
    sent = activities.event(teams, person, where, kind="installationUpdate", action=action)
    outcome = await teams.delivery.insist(sent)
    return {} if outcome.ok else failure(outcome)
