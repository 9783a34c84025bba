"""The check of a definition finds every mistake, on its line, and says how to mend it."""

import pytest

from tests.process.sound import SOUND, WITH_KINDS, changed, faults, line_of, read
from workflows.process.definition import Definition

# What is changed, into what, the words of the line that the fault must name (none: any line), what is wrong, the mend.
Mistake = tuple[str, str, str, str, str]

NAMES: list[Mistake] = [
    ("title: Small\n", "titel: Small\n", "titel", "'titel' is not known here", "did you mean 'title'"),
    ("due: 2 working days", "deu: 2 working days", "deu:", "'deu' is not known", "did you mean 'due'"),
    ("owners: [boss]", "owners: [bos]", "[bos]", "no role 'bos'", "did you mean 'boss'"),
    ("marked_by: seller", "marked_by: selller", "selller", "no role 'selller'", "did you mean 'seller'"),
    ("fallback: seller", "fallback: sell", "fallback: sell", "no role 'sell'", "did you mean 'seller'"),
    ("after: 1 working day, to: boss", "after: 1 working day, to: bos", "to: bos}", "no role 'bos'", "'boss'"),
    ("do: post, to: sales", "do: post, to: salse", "salse", "no role or channel 'salse'", "did you mean 'sales'"),
    ("message, to: [boss]", "message, to: [sales]", "[sales]", "no role 'sales'", "use one of seller, boss"),
    ("do: mail, to: [boss]", "do: mail, to: [all]", "[all]", "no role 'all'", "use one of"),
    ("owner: seller", "owner: seler", "seler", "no role 'seler'", "did you mean 'seller'"),
    ("channel: sales", "channel: sails", "sails", "'sails' cannot be 'channel'", "did you mean 'sales'"),
    ("system: salesforce", "system: sales-force", "sales-force", "no system 'sales-force'", "'salesforce'"),
    ("what: opportunity", "what: oportunity", "oportunity", "no record of salesforce 'oportunity'", "'opportunity'"),
    ("list: referenceable", "list: referencable", "referencable", "no list 'referencable'", "'referenceable'"),
    ("process: ticket", "process: tickets", "tickets", "no process 'tickets'", "did you mean 'ticket'"),
    ("at: logged", "at: loged", "loged", "no step of ticket 'loged'", "did you mean 'logged'"),
    ("{do: message,", "{do: massage,", "massage", "no effect 'massage'", "did you mean 'message'"),
    ("{do: list,", "{did: list,", "did: list", "does not say what it does", "add 'do:'"),
    ("type: money", "type: mony", "mony", "'mony' cannot be 'type'", "did you mean 'money'"),
    ("kind: wait", "kind: wating", "wating", "'wating' cannot be 'kind'", "did you mean 'wait'"),
    ("rule: any", "rule: one", "rule: one", "'one' cannot be 'rule'", "use one of any, all, majority, sequence"),
    ("asks: estimate", "asks: estimat", "estimat", "'estimat' cannot be 'asks'", "did you mean 'estimate'"),
    ("default: usual", "default: usuall", "usuall", "no choice 'usuall'", "did you mean 'usual'"),
    ("  seller: {title", "  Seller: {title", "Seller:", "'Seller' is not a name", "small letters"),
    ("      made:", "      Made it:", "Made it", "'Made it' is not a name", "small letters, digits and hyphens"),
    ("channel: marketing, outside", "channel: marketing, outsid", "outsid:", "'outsid' is not known", "'outside'"),
]

VALUES: list[Mistake] = [
    ("due: 2 working days", "due: soon", "due: soon", "'soon' is no length of time", "working days"),
    ("due: 2 working days", "due: 2 working weeks", "2 working weeks", "no length of time", "weeks"),
    ("recurs: 1 month", "recurs: 0 months", "0 months", "no length of time", "months"),
    ("version: 1\n", "version: one\n", "version: one", "'one' is no number", "write a number"),
    ("version: 1\n", "version: 0\n", "version: 0", "out of range", "more than 0"),
    ("version: 1\n", "version: -3\n", "version: -3", "out of range", "more than 0"),
    ("version: 1\n", "version: 1.5\n", "version: 1.5", "is no number", "write a number"),
    ("title: Offer\n", "title: # Offer\n", "# Offer", "'title' is empty", "after the colon"),
    ("title: Offer\n", f"title: {'x' * 76}\n", "xxx", "longer than 75", "shorten it"),
    ("owners: [boss]", "owners: boss", "owners: boss", "'owners' must be a list", "owners: [first"),
    ("owners: [boss]", "owners: []", "owners: []", "'owners' is empty", "at least one"),
    ("outside: true", "outside: perhaps", "perhaps", "cannot be 'outside'", "true or false"),
    ("warn_at: 3", "warn_at: 0", "warn_at: 0", "out of range", "more than 0"),
    (", warn_at: 3", "", "asking:", "'warn_at' is missing", "add 'warn_at:'"),
    ("    description: Make the offer.\n", "", '  "1":', "'description' is missing", "add 'description:'"),
    ("source: {name", "source: A page # {name", "source:", "must have keys of its own", "key: value"),
    ("label: Made, next", "label: [Made], next", "[Made]", "'label' must be words", "one text"),
    ("seller: R,", "seller: X,", "seller: X", "'X' is not right for 'letters'", "use R, A, C or I"),
    ("weight: 10,", "weight: many,", "weight: many", "'many' is no number", "write a number"),
    ("over: 5, score: 10", "over: 5, score: 11", "score: 11", "out of range", "at most 10"),
]

FLOW: list[Mistake] = [
    ('next: "2"', 'next: "22"', 'next: "22"', "'made' leads to '22', which does not exist", "did you mean '2'"),
    ('next: "end:refused"', "next: refused", "next: refused", "leads to 'refused'", "did you mean 'end:refused'"),
    ("next: end:done", "next: end:dne", "end:dne", "leads to 'end:dne'", "did you mean 'end:done'"),
    ("next: end:done", 'next: "3"', '  "4":', "From step 4 no end can be reached", "end:NAME"),
    (
        "  done: {title",
        "  spare: {title: Spare}\n  done: {title",
        "spare:",
        "No way leads to the end 'spare'",
        "end:spare",
    ),
    ("    kind: task", "    kind: question", "kind: question", "A question with one answer", "kind: task"),
    ('again: {label: Again, next: "3"}', 'again: {label: Again, next: "4"}', "recurs:", "Step 3 recurs, but", "recurs"),
    (
        "recurs: 1 month",
        "recurs: 1 month\n    recurs_by: {trms: {usual: 1 week, other: 1 day}}",
        "trms",
        "no field to choose from 'trms'",
        "did you mean 'terms'",
    ),
    (
        "recurs: 1 month",
        "recurs: 1 month\n    recurs_by: {terms: {usual: 1 week}}",
        "terms: {usual",
        "'terms' can be 'other'",
        "add 'other:'",
    ),
    (
        "recurs: 1 month",
        "recurs: 1 month\n    recurs_by: {terms: {usual: 1 week, other: 1 day, odd: 1 day}}",
        "odd",
        "no 'terms' 'odd'",
        "use one of",
    ),
    (
        "recurs: 1 month",
        "recurs_by: {terms: {usual: 1 week, other: 1 day}}",
        "recurs_by",
        "needs 'recurs'",
        "add 'recurs:'",
    ),
    ("label: Done in the south", "label: done in the North", "done in the North", "the same label", "its own words"),
    ('path: ["1", "2"]', 'path: ["2", "3"]', 'path: ["2"', "no outcome of step 3 leads to step 2", "in order"),
    ('path: ["1", "2"]', 'path: ["1", "9"]', 'path: ["1", "9"]', "no step '9'", "use one of"),
    (
        '  asking: {title: Asking, path: ["1", "2"], warn_at: 3}\n',
        "",
        '  "2":',
        "Steps 1, 2 are a loop",
        "path: [1, 2]",
    ),
    (
        '  filming: {title: Filming, path: ["3"], warn_at: 12}\n',
        "",
        '  "3":',
        "Step 3 leads back to itself",
        "path: [3]",
    ),
]

APPROVALS: list[Mistake] = [
    ("    rule: any\n", "", "kind: approval", "Approval 2 has no rule", "add 'rule:'"),
    ("    asks: estimate\n", "", "kind: approval", "does not say what is approved", "add 'asks:'"),
    (", style: danger, reason: required", ", style: danger", "style: danger", "wants no reason", "reason: required"),
    (
        'next: "3", style: primary}',
        'next: "3", style: primary, reason: required}',
        "agree:",
        "wants a reason",
        "optional",
    ),
    ('next: "3", style: primary}', 'next: "3"}', "", "0 outcomes that approve", "style: primary"),
    ('ask: {label: Ask, next: "1"}', 'ask: {label: Ask, next: "1", style: primary}', "", "2 outcomes that approve", ""),
    ('open_from: "1"', 'open_from: "3"', "open_from:", "cannot be reached from step 3", "before 2"),
    ('open_from: "1"', 'open_from: "7"', "open_from:", "no step '7'", "use one of"),
    ('reask_until: "3"', 'reask_until: "2"', "reask_until:", "cannot be reached", "behind 2"),
    (
        "    kind: task\n",
        "    kind: task\n    rule: all\n",
        "rule: all",
        "'rule' belongs to approvals",
        "kind: approval",
    ),
    ("    owners: [agency]\n    marked_by: seller\n", "    owners: [agency]\n", "[agency]", "outside", "marked_by"),
    ("marked_by: seller", "marked_by: agency", "marked_by: agency", "'agency' is outside too", "role of the company"),
    ("operations, fallback: boss}", "operations}", "owners: [system]", "Nobody can do this step by hand", "fallback"),
    ("channel: sales}", "channel: sales, fallback: boss}", "  seller:", "leads back to it", "no fallback"),
]

WORDING: list[Mistake] = [
    ("{customer}: {price}", "{custmer}: {price}", "{custmer}", "no variable '{custmer}'", "did you mean 'customer'"),
    ("{customer}: {price}", "{customer}: {prise}", "{prise}", "no variable '{prise}'", "did you mean 'price'"),
    ("Look, {{here}}.", "Look, {here.", "{here.", "a brace stands alone", "twice"),
    ("Look, {{here}}.", "Look, {customer.__class__}.", "__class__", "is not a variable", "{name}"),
    ("Look, {{here}}.", "Look, {customer!r}.", "!r", "is not a variable", "{name}"),
    ("Look, {{here}}.", "Look, {}.", "{}.", "is not a variable", "{name}"),
    (
        "      price: {label",
        "      customer: {label",
        "      customer:",
        "called like a word that templates know",
        "another name",
    ),
    ("unless: {terms: [other]}", "unless: {terms: [othr]}", "[othr]", "no 'terms' 'othr'", "did you mean 'other'"),
    ("unless: {terms: [other]}", "unless: {trms: [other]}", "trms:", "no fact 'trms'", "did you mean 'terms'"),
    ("when: {region: [south]}", "when: {region: [west]}", "[west]", "no 'region' 'west'", "use one of"),
    ("        choices: {usual: As usual, other: Other}\n", "", "type: choice", "nothing to choose from", "add choices"),
    (
        "type: money, required: true",
        "type: money, max_length: 5",
        "max_length",
        "has no length",
        "take 'max_length' out",
    ),
    ("type: money, required: true", "type: money, only_for: [mad]", "[mad]", "no outcome of this step 'mad'", "'made'"),
    ("type: money, required: true", "type: money, choices: {a: A}", "choices: {a: A}", "has choices", "type: choice"),
    (
        "type: money, required: true",
        "type: money, asked_when: {terms: [othr]}",
        "{terms: [othr]}",
        "no 'terms' 'othr'",
        "'other'",
    ),
    (
        'made: {label: Made, next: "2", style: primary}',
        'made: {label: Made, next: "2", style: primary, gives_to: price}',
        "gives_to",
        "no field for a person in this step's form 'price'",
        "",
    ),
]


@pytest.mark.parametrize("text", [SOUND, WITH_KINDS])
def test_a_sound_definition_has_no_fault(text: str) -> None:
    """What is right is not complained about."""
    found = read(text)

    assert isinstance(found, Definition), found


@pytest.mark.parametrize("mistake", [*NAMES, *VALUES, *FLOW, *APPROVALS, *WORDING])
def test_a_mistake_is_found_on_its_line_with_its_mend(mistake: Mistake) -> None:
    """Every mistake that can be made in a definition is told with line, what and mend."""
    old, new, words, what, mend = mistake
    text = SOUND.replace(old, new, 1)
    assert text != SOUND
    found = faults(text)

    fitting = [fault for fault in found if what in fault.what and mend in fault.mend]
    assert fitting, found
    if words:
        assert line_of(text, words) in [fault.line for fault in fitting]


def test_all_faults_of_a_file_are_found_at_once() -> None:
    """A person mends a file in one go: mistakes of form, of names and of the flow are all told."""
    text = SOUND
    for old, new in (
        ("titel", "title"),
        ("due: 2 working days", "due: soon"),
        ("kind: wait", "kind: wating"),
        ("owner: seller", "owner: seler"),
        ('next: "2"', 'next: "22"'),
        ("{customer}", "{custmer}"),
        ("version: 1\n", "version: first\n"),
        ("    rule: any\n", ""),
        ("boss: A", "boss: C"),
        ("weight: 30", "weight: 31"),
    ):
        text = text.replace(old, new, 1)
    told = [fault.what for fault in faults(text)]

    for what in (
        "'soon' is no length of time for 'due'.",
        "'wating' cannot be 'kind'.",
        "There is no role 'seler'.",
        "'made' leads to '22', which does not exist.",
        "There is no variable '{custmer}'.",
        "'first' is no number for 'version'.",
        "Approval 2 has no rule.",
        "'offer' has 0 accountable roles.",
        "The weights of 'voice' sum to 101.",
    ):
        assert what in told
    assert len(told) == 9, "a mistake was told twice, or one that is none"


def test_faults_are_sorted_by_line() -> None:
    """They are read from top to bottom, beside the file."""
    text = changed(changed(SOUND, "due: 2 working days", "due: soon"), "owner: seller", "owner: seler")
    lines = [fault.line for fault in faults(text)]

    assert lines == sorted(lines)
    assert lines == [line_of(text, "soon"), line_of(text, "seler")]


def test_a_step_that_nothing_leads_to_is_found() -> None:
    """With no way to step 3, it and what lies behind it is never reached."""
    text = changed(SOUND, 'agree: {label: Agree, next: "3"', 'agree: {label: Agree, next: "end:done"')
    told = {(fault.line, fault.what) for fault in faults(text)}

    assert (line_of(text, '  "3":'), "Step 3 is never reached from step 1.") in told
    assert (line_of(text, '  "4":'), "Step 4 is never reached from step 1.") in told


def test_a_value_without_an_outcome_is_found() -> None:
    """A guard may leave no kind of ticket, and no other fact, with nowhere to go."""
    text = changed(WITH_KINDS, "when: {kind: [bug]}", "when: {kind: [question]}")
    found = faults(text)

    assert [fault.what for fault in found] == ["Step open has no outcome for kind bug."]
    assert found[0].line == line_of(text, "    outcomes:")


def test_a_value_that_cannot_get_out_is_found() -> None:
    """Where only a guarded way leads to an end, those it does not let through go round for ever."""
    text = changed(SOUND, 'south: {label: Done in the south, next: "4", when: {region: [south]}}', "")
    told = [fault.what for fault in faults(text)]

    assert "From step 3 no end can be reached with region south." in told


def test_a_name_that_stands_twice_is_found() -> None:
    """The second of two steps with one number does not silently replace the first."""
    text = changed(SOUND, '  "4":', '  "3":')
    told = [(fault.line, fault.what) for fault in faults(text)]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line == '  "3":']

    assert (lines[1], f"'3' is written twice; it stands on line {lines[0]} already.") in told


def test_a_role_called_like_a_channel_has_that_channel() -> None:
    """`to: finance` must mean the same whether it names the role or the channel."""
    text = changed(SOUND, "  seller: {title: Seller, channel: sales}", "  finance: {title: Finance, channel: sales}")

    assert any("called like a channel" in fault.what for fault in faults(text))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("record: bug,", "record: task,", "There is no record of azure-devops 'task'."),
        ("system: azure-devops", "system: azure", "There is no system 'azure'."),
        (", default: true", "", "0 priorities of this kind are the default."),
        (', text: "{board_link}"', "", "This priority messages somebody without a text."),
        ("message: [csm]", "message: [lead]", "There is no role 'lead'."),
        ("by: [csm]", "by: [lead]", "There is no role 'lead'."),
        ("posts:\n      - {to: internal", "posts:\n      - {to: intern", "'intern' cannot be 'to'."),
        ("{kind} {priority}", "{kind} {prio}", "There is no variable '{prio}'."),
        ("type: text, max_length: 100", "type: date, max_length: 100", "'why' is a date, which has no length."),
    ],
)
def test_the_table_of_kinds_is_checked(old: str, new: str, what: str) -> None:
    """A kind's board, people, priorities, posts and forms are names and texts like any other."""
    text = changed(WITH_KINDS, old, new)

    assert what in [fault.what for fault in faults(text)]


def test_effects_of_kinds_need_kinds() -> None:
    """Without the table there is no board, no alert and no announcement to make."""
    text = changed(SOUND, "{do: list, list: referenceable}", "{do: board}")

    assert "'board' needs the table of kinds." in [fault.what for fault in faults(text)]


def test_entries_without_names_are_told_once() -> None:
    """Steps written as a list are not steps; that is said in one sentence and not in twenty."""
    text = changed(
        SOUND, "ends:\n  done: {title: Done, good: true}\n  refused: {title: Refused}", "ends: [done, refused]"
    )
    told = [fault.what for fault in faults(text)]

    assert told.count("The entries of 'ends' have no names.") == 1
    assert "'ends' must be a list." not in told
