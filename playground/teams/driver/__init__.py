"""People for tests on Teams: the same verbs as on Slack wherever the thing is the same.

teams = await LocalTeams.start(bot_url="http://127.0.0.1:3000/teams/messages")
alice = teams.person("alice")
reply = await alice.command("/ticket", "printer is on fire")
await alice.modal().fill({"Title": "Printer"}).submit()
await teams.channel("acme").last().click("Approve", by=alice)
"""

from playground.driver.staging import Reply
from playground.teams.driver.dialogs import Dialog, Submission
from playground.teams.driver.local import LocalTeams
from playground.teams.driver.people import Person
from playground.teams.driver.places import Channel, Message

__all__ = ["Channel", "Dialog", "LocalTeams", "Message", "Person", "Reply", "Submission"]
