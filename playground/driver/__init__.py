"""People for tests: start or find a local Slack, be somebody in it, and wait for what happens.

slack = await LocalSlack.start()
alice = slack.person("alice")
reply = await alice.command("/ticket", "printer is on fire")
await alice.modal().fill({"Title": "Printer"}).submit()
await slack.channel("general").last().click("Approve", by=alice)
"""

from playground.driver.local import LocalSlack
from playground.driver.modals import Home, Modal, Submission
from playground.driver.people import Person
from playground.driver.places import Channel, Message, Thread
from playground.driver.staging import Reply

__all__ = ["Channel", "Home", "LocalSlack", "Message", "Modal", "Person", "Reply", "Submission", "Thread"]
