"""The slash commands as people see them: the manifests, the help and the README are made of this."""

from workflows.kernel.menu import Slash, Verb

MENU: tuple[Slash, ...] = (
    Slash(
        command="/engagement",
        summary="Start an engagement, see where it stands, move it on",
        hint="new | show ENG-12 | list [customer] | done ENG-12 | history ENG-12 | chart ENG-12",
        verbs=(
            Verb("", "Start an engagement: a form opens"),
            Verb("new TITLE", "The same, with the title filled in"),
            Verb("show ENG-12", "Where it stands, who can move it, and the buttons to do so"),
            Verb("list", "What is under way; `list acme` for one customer, `list services-engagement` for one process"),
            Verb("done ENG-12", "Say what came of the current step"),
            Verb("assign ENG-12 @ben", "Give the current step to somebody who may do it; `take ENG-12` takes it over"),
            Verb("comment ENG-12 WORDS", "Say something in its thread and its history"),
            Verb("back ENG-12", "Set it back to an earlier step, because an outcome was said by mistake"),
            Verb("cancel ENG-12", "End it before its time, with the reason"),
            Verb("history ENG-12", "What happened, step by step"),
            Verb("chart ENG-12", "The whole process with the step it is at, as a list and as a picture"),
        ),
    ),
    Slash(
        command="/rom",
        summary="Make, change and send the rough order of magnitude of an engagement",
        hint="ENG-12 | ENG-12 show | ENG-12 send | ENG-14 clone ENG-12 | list",
        verbs=(
            Verb("", "Make a ROM: a form opens, with a field for every role of the rate card"),
            Verb("ENG-12", "Make or change the ROM of this engagement"),
            Verb("ENG-12 show", "Its figures, and the buttons to change them or send them for approval"),
            Verb("ENG-12 send", "Send it for approval"),
            Verb("ENG-14 clone ENG-12", "Begin the ROM of one engagement with what stands in another's"),
            Verb("list", "The newest ROMs"),
        ),
    ),
    Slash(
        command="/approvals",
        summary="What waits for your decision",
        hint="all | show ENG-12",
        verbs=(
            Verb("", "The decisions and questions that wait for you, with their buttons"),
            Verb("all", "Every decision that waits, oldest first"),
            Verb("show ENG-12", "One decision: its figures, who decides by when, what was asked and answered"),
        ),
    ),
    Slash(
        command="/ticket",
        summary="Log a customer's request, see which are under way",
        hint="[KIND] [CUSTOMER] [TITLE] | list [mine | KIND | CUSTOMER] | show TCK-12 | close TCK-12",
        verbs=(
            Verb("", "Log a ticket: a form opens"),
            Verb("bug acme The login fails", "The same, with what the words mean filled in"),
            Verb("list", "The tickets under way; `list mine`, `list bug` or `list acme` for fewer"),
            Verb("show TCK-12", "All there is to a ticket, and the buttons to move it on"),
            Verb("close TCK-12", "Say what came of its step; at the last one you write what the customer is told"),
            Verb("link TCK-12 TCK-13", "Let the two show each other as they stand; also an engagement or a check-in"),
            Verb("unlink TCK-12 TCK-13", "Take the link off again"),
            Verb("reopen TCK-12", "Take up again what had ended, at the step that you choose"),
        ),
    ),
    Slash(
        command="/checkin",
        summary="Say how a check-in with a customer went",
        hint="CUSTOMER | list | list all",
        verbs=(
            Verb("", "Say how a check-in went: a form asks with whom"),
            Verb("acme", "The form of this customer's check-in, with the last three above it"),
            Verb("list", "Your check-ins, by when the next is due; `list all` for everybody's"),
        ),
    ),
    Slash(
        command="/customer",
        summary="All there is to a customer, and the stage they are in",
        hint="CUSTOMER | CUSTOMER stage [STAGE]",
        verbs=(
            Verb("", "A form asks which customer"),
            Verb("acme", "The account card: tier, stage, people, what is under way, what happened"),
            Verb("acme stage onboard", "Say that the customer has come to a stage; what follows from it begins"),
        ),
    ),
    Slash(
        command="/handoff",
        summary="Hand a customer or a task over to another group or person",
        hint="[CUSTOMER]",
        verbs=(
            Verb("", "Hand over: a form asks which customer and what"),
            Verb("acme", "The same, with the customer filled in"),
        ),
    ),
    Slash(
        command="/references",
        summary="The customers who agreed to be a reference",
        hint="[remove CUSTOMER]",
        verbs=(
            Verb("", "The register: who, since when, by whom, and how far their reference program is"),
            Verb("remove acme", "Take a customer off it, with the reason"),
        ),
    ),
    Slash(
        command="/csops",
        summary="What waits for you, where things are and why",
        hint="mine | find WORDS | why ENG-12 | away | back | reminders | failed | check | help",
        verbs=(
            Verb("", "What waits for you"),
            Verb("mine", "The same"),
            Verb("find WORDS", "Find by number, by words of a title, or by the beginning of a customer's name"),
            Verb("why ENG-12", "Why it is where it is, who can move it, what happened last"),
            Verb("away until 2026-12-01 to @ben", "Be away, with somebody who stands in; without words a form opens"),
            Verb("back", "End that before its last day; administrators add a name, as in `back ben`"),
            Verb("link", "Get a code for your account on the other platform; `link CODE` there makes it yours"),
            Verb("unlink", "Take a linked account off again"),
            Verb("notify teams", "Choose where you are told things: `slack` or `teams`"),
            Verb("accounts", "Your accounts; for administrators also who linked what"),
            Verb("reminders", "Of what you are reminded, and when; stop one, or have it again"),
            Verb("failed", "What could not be delivered, for administrators"),
            Verb("check", "What the company file leaves open, for administrators"),
            Verb("help", "Every command"),
        ),
    ),
)
