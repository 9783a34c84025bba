"""What the texts of the shipped definitions say when they are filled in: nothing that nobody could have given."""

import msgspec

from storage import tables
from tests.office import Office
from workflows.kernel.answers import Done
from workflows.process.templates import fill, variables


def texts(office: Office) -> str:
    """Return every promise and every checklist item as one string."""
    items = [row["items"] for row in office.rows(tables.engagement)]
    return "\n".join([msgspec.json.encode(one.payload).decode() for one in office.sent()] + items)


def test_a_post_about_a_board_says_where_its_record_goes(office: Office) -> None:
    """Without a connector there is no link to a record, so the text says on which board it is to be added."""
    asked = {"customer": "acme", "kind": "post-implementation", "title": "The report is late"}
    answer = office.submit("carl", office.type("carl", "/ticket"), asked)
    assert isinstance(answer, Done), answer
    answer = office.say("carl", office.rows(tables.engagement)[0]["id"], "on-board")
    assert isinstance(answer, Done), answer
    said = texts(office)
    assert "Task: (to be added in Rocketlane) Request: logged without a message" in said
    assert "Request: not given" not in said


def test_a_mail_about_a_check_in_names_what_it_is_about(office: Office) -> None:
    """A chat has no address for an engagement; its number is what people look it up by."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started", success_manager="carl", cadence="monthly"), Done)
    answer = office.say("carl", engagement, "happy", upsell="yes", description="They want ten more seats.")
    assert isinstance(answer, Done), answer
    said = texts(office)
    assert "ten more seats" in said
    assert "not given" not in said
    assert any("link" in variables(text) for text in ("See {link}",))
    assert fill("See {link}", {"link": "CS-1"}) == "See CS-1"
