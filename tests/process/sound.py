"""A small definition that is sound and uses everything, and what becomes of it when something in it is changed."""

from tests.process.alone import read_definition
from workflows.process.definition import Definition
from workflows.process.faults import Fault

OTHERS = {"ticket": frozenset({"logged", "closed"})}

SOUND = """\
process: small
title: Small
version: 1
about: A small process.
source: {name: A page, version: "1"}
roles:
  seller: {title: Seller, channel: sales}
  boss: {title: Boss, channel: internal, fallback: seller}
  agency: {title: Agency, channel: marketing, outside: true}
  system: {title: csops, channel: operations, fallback: boss}
facts:
  region:
    title: Region
    choices: {north: North, south: South}
steps:
  "1":
    title: Offer
    description: Make the offer.
    owners: [seller]
    kind: task
    due: 2 working days
    form:
      price: {label: Price, type: money, required: true}
      terms:
        label: Terms
        type: choice
        default: usual
        choices: {usual: As usual, other: Other}
    outcomes:
      made: {label: Made, next: "2", style: primary}
  "2":
    title: Agree?
    description: Look at the offer.
    owners: [boss]
    kind: approval
    asks: estimate
    rule: any
    open_from: "1"
    reask_until: "3"
    escalation: {after: 1 working day, to: boss}
    outcomes:
      agree: {label: Agree, next: "3", style: primary}
      ask: {label: Ask, next: "1"}
      refuse: {label: Refuse, next: "end:refused", style: danger, reason: required}
  "3":
    title: Film
    description: The agency makes a film.
    owners: [agency]
    marked_by: seller
    kind: wait
    recurs: 1 month
    on_enter:
      - {do: post, to: sales, text: "{customer}: {price}, {terms}"}
      - {do: post, to: seller, text: "Now it is {owner}.", unless: {terms: [other]}}
      - {do: message, to: [boss], text: "Look, {{here}}.", acknowledge: true}
      - {do: mail, to: [boss], subject: "{subject}", text: "{reason}"}
      - do: record
        system: salesforce
        what: opportunity
        title: "{subject}"
        owner: seller
        values: {Stage: Won}
    outcomes:
      again: {label: Again, next: "3"}
      north: {label: Done in the north, next: "4", when: {region: [north]}, effects: [{do: list, list: referenceable}]}
      south: {label: Done in the south, next: "4", when: {region: [south]}}
  "4":
    title: Book
    description: It is booked.
    owners: [system]
    kind: system
    outcomes:
      booked:
        label: Booked
        next: end:done
        effects:
          - {do: start, process: ticket, at: logged}
ends:
  done: {title: Done, good: true}
  refused: {title: Refused}
loops:
  asking: {title: Asking, path: ["1", "2"], warn_at: 3}
  filming: {title: Filming, path: ["3"], warn_at: 12}
raci:
  offer: {title: Offer, shares: {seller: R, boss: A}}
scorecards:
  voice:
    title: Voice
    measures:
      ratio:
        title: Licence ratio
        weight: 60
        unit: percent
        highest: 100
        ranges:
          - {to: 0, score: 1}
          - {over: 0, to: 40, score: 3}
          - {over: 40, below: 90, score: 7}
          - {from: 90, score: 10}
      features:
        title: Features
        weight: 30
        whole: true
        ranges:
          - {from: 0, to: 1, score: 1}
          - {from: 2, to: 5, score: 6}
          - {over: 5, score: 10}
      value: {title: Value index, weight: 10, unit: score}
"""

WITH_KINDS = """\
process: small-ticket
title: Small ticket
version: 1
about: A small ticket.
source: {name: A page, version: "1"}
roles:
  csm: {title: Manager, channel: internal}
steps:
  open:
    title: Open
    description: It is open.
    owners: [csm]
    owners_of_kind: true
    kind: task
    on_enter:
      - {do: board}
      - {do: alert}
      - {do: announce}
    outcomes:
      easy: {label: Easy, next: "end:over", when: {kind: [question]}}
      hard: {label: Hard, next: "end:over", when: {kind: [bug]}}
ends:
  over: {title: Over}
kinds:
  question: {title: Question, description: Easy., owners: [csm]}
  bug:
    title: Bug
    description: Broken.
    owners: [csm]
    board: {system: azure-devops, record: bug, title: "{subject}"}
    priorities:
      high: {title: High, description: Broken., message: [csm], acknowledge: true, text: "{board_link}"}
      normal: {title: Normal, description: Usual., default: true}
    posts:
      - {to: internal, text: "{kind} {priority}"}
    form:
      seen: {label: Seen, type: date}
    subtasks:
      - {title: Questions, form: {why: {label: Why?, type: text, max_length: 100}}}
    review: {by: [csm], every: 1 working day}
"""

HANDING = """\
process: small-hand-off
title: Small hand-off
version: 1
about: A small hand-off.
source: {name: A page, version: "1"}
roles:
  am: {title: Account manager, channel: sales}
  csm: {title: Manager, channel: internal}
steps:
  plan:
    title: Plan
    description: Carry it out.
    owners: [csm]
    owners_of_kind: true
    kind: task
    items_of_kind: plan
    outcomes:
      done: {label: Done, next: "end:over"}
ends:
  over: {title: Over}
kinds:
  deal:
    title: Deal
    description: A deal was made.
    owners: [csm]
    handing:
      objective: Begin well.
      trigger: A deal.
      scope: All of it.
      audience: Everybody.
      sender: [am]
      shares: {am: R, csm: A}
      plan:
        - {title: Tell, owner: am}
      next_steps: [Go on.]
      success:
        - {title: Told, owner: csm}
raci:
  onboard: {title: Onboard, group: Adopt, hand_off: deal, shares: {csm: R/A}}
"""


def read(text: str) -> Definition | tuple[Fault, ...]:
    return read_definition(text.encode(), "small.yml", OTHERS)


def faults(text: str) -> tuple[Fault, ...]:
    found = read(text)
    return () if isinstance(found, Definition) else found


def changed(text: str, old: str, new: str) -> str:
    """The text with one place changed; the place must be there and stand alone."""
    assert text.count(old) == 1, f"{text.count(old)} places: {old}"
    return text.replace(old, new)


def line_of(text: str, words: str) -> int:
    """The number of the only line that has these words."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    assert len(found) == 1, f"{found}: {words}"
    return found[0]
