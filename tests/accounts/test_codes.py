"""A code from one side links an account of the other: once, for ten minutes, and after few wrong tries no more."""

import msgspec
import pytest

from storage import accounts as statements
from storage import tables
from tests.accounts.desks import ADA_IN_TEAMS, SLACK_ADA, STRANGER, code, code_on, linked, reason, say, words_in
from tests.office import Office
from workflows.accounts import rules
from workflows.kernel.answers import Done, Reason, Refused
from workflows.kernel.people import Identity
from workflows.kernel.posts import Post

OTHER = Identity("teams", "bbbbbbbb-0000-4000-8000-0000000000b0")


def test_a_code_makes_two_accounts_one_person(office: Office) -> None:
    """What is typed on the other side acts as the same person at once, and the person hears of it where they were."""
    assert reason(say(office, STRANGER, "mine")) is Reason.UNKNOWN_PERSON
    linked(office)
    assert not isinstance(say(office, STRANGER, "mine"), Refused)
    assert office.dispatcher.directory().identities[STRANGER] == "ada"
    told = office.sent()[-1]
    assert told.lane == "slack:UADA"
    assert isinstance(told.payload, Post)
    assert "linked to you" in told.payload.card.title


@pytest.mark.parametrize("typed", ["{0}", "{1}", "{2}", "  {0}  "])
def test_a_code_is_read_as_people_type_it(office: Office, typed: str) -> None:
    """Small letters, spaces instead of hyphens, and no hyphens at all are the same code."""
    made = code(office)
    words = typed.format(made.lower(), made.replace("-", " "), made.replace("-", ""))
    assert isinstance(say(office, STRANGER, f"link {words}"), Done)


def test_letters_that_look_like_digits_are_those_digits() -> None:
    """O is nought, I and L are one: somebody may have written the code down."""
    assert rules.read_code("oOiI-lL00-1111") == "001111001111"
    assert rules.read_code("abc") == rules.read_code("") == rules.read_code("U" * 12) == ""


def test_a_code_is_kept_as_its_hash_alone(office: Office) -> None:
    """No row of any table holds the code, not even the answer that is remembered; a repeat is not told it again."""
    made = code_on(say(office, SLACK_ADA, "link", key="twice"))
    again = say(office, SLACK_ADA, "link", key="twice")
    assert isinstance(again, Done)
    assert "shown once" in words_in(again.card)
    for table in tables.metadata.sorted_tables:
        for row in office.rows(table):
            assert made not in str(row)
            assert made.replace("-", "") not in str(row)
    (kept,) = office.rows(tables.link_code)
    assert kept["digest"] == rules.digest_of(made.replace("-", ""))


def test_a_code_works_once(office: Office) -> None:
    """The second account that comes with it is refused, and nothing changes hands."""
    made = code(office)
    assert isinstance(say(office, STRANGER, f"link {made}"), Done)
    assert reason(say(office, OTHER, f"link {made}")) is Reason.LINK_USED
    assert [row["user_id"] for row in office.rows(tables.link)] == [ADA_IN_TEAMS]


def test_a_code_works_for_ten_minutes(office: Office) -> None:
    """A minute too late it is old, and a new one ends the one before."""
    first = code(office)
    second = code(office)
    assert reason(say(office, STRANGER, f"link {first}")) is Reason.LINK_OLD
    office.later(minutes=10)
    assert reason(say(office, STRANGER, f"link {second}")) is Reason.LINK_OLD
    third = code(office)
    office.later(minutes=9, seconds=59)
    assert isinstance(say(office, STRANGER, f"link {third}"), Done)


def test_a_code_does_not_work_where_it_was_made(office: Office) -> None:
    """Two accounts of one platform are not linked by a code."""
    made = code(office)
    assert reason(say(office, Identity("slack", "UNEW"), f"link {made}")) is Reason.LINK_SAME_PLATFORM
    assert isinstance(say(office, STRANGER, f"link {made}"), Done)


def test_an_account_is_one_persons(office: Office) -> None:
    """Somebody's account cannot be linked to somebody else, nor twice, nor a second one of the same platform."""
    linked(office)
    bens = code(office, Identity("slack", "USVEN"))
    assert reason(say(office, STRANGER, f"link {bens}")) is Reason.LINK_TAKEN
    assert reason(say(office, STRANGER, "link")) is Reason.LINK_COMPLETE
    with pytest.raises(AssertionError):
        code(office)  # Ada has an account on each platform.
    assert [row["person_key"] for row in office.rows(tables.link)] == ["ada"]


def test_a_second_account_of_a_platform_is_refused(office: Office) -> None:
    """A code that was made before the person had an account there links no second one."""
    made = code(office)
    with office.database.transaction() as connection:
        row = {"platform": "teams", "user_id": "cccc", "person_key": "ada", "how": "email", "linked_at": office.now}
        connection.execute(tables.link.insert().values(**row))
        connection.exec_driver_sql("UPDATE company SET directory_version = directory_version + 1")
    assert reason(say(office, STRANGER, f"link {made}")) is Reason.LINK_SECOND


def test_wrong_codes_are_counted_and_then_refused(office: Office) -> None:
    """Five wrong ones in a quarter of an hour: the next is not even looked at, a right one neither."""
    made = code(office)
    for number in range(rules.MOST_TRIES):
        assert reason(say(office, STRANGER, f"link 0000-0000-000{number}")) is Reason.LINK_WRONG
    assert reason(say(office, STRANGER, f"link {made}")) is Reason.LINK_TOO_MANY
    assert len(office.rows(tables.link_try)) == rules.MOST_TRIES
    assert isinstance(say(office, OTHER, f"link {made}"), Done), "somebody else's tries are their own"


def test_after_a_while_one_may_try_again(office: Office) -> None:
    """Tries are forgotten after a quarter of an hour, and cleared away after a day."""
    for _ in range(rules.MOST_TRIES):
        say(office, STRANGER, "link wrong")
    office.later(minutes=16)
    linked(office)
    office.later(days=2)
    assert sum(statements.forget(office.database, now=office.now)) == rules.MOST_TRIES + 1
    assert office.rows(tables.link_try) == office.rows(tables.link_code) == []
    assert len(office.rows(tables.link)) == 1


def test_a_code_of_somebody_who_left_links_nothing(office: Office) -> None:
    """Between the code and its use the person left."""
    made = code(office)
    with office.database.transaction() as connection:
        connection.execute(tables.person.update().where(tables.person.c.key == "ada").values(active=False))
        connection.exec_driver_sql("UPDATE company SET directory_version = directory_version + 1")
    assert reason(say(office, STRANGER, f"link {made}")) is Reason.LINK_OLD


def test_where_everybody_reads_along_nothing_is_linked(office: Office) -> None:
    """An answer in a channel of Teams is seen by all, so no code is made or taken there."""
    channel = "teams:19:general@thread.tacv2"
    assert reason(say(office, STRANGER, "link", place=channel)) is Reason.LINK_IN_SIGHT
    assert reason(say(office, STRANGER, f"link {code(office)}", place=channel)) is Reason.LINK_IN_SIGHT


def test_the_history_keeps_who_linked_what(office: Office) -> None:
    """Linking and unlinking stand in the company's history, with the person, the account and how."""
    linked(office)
    say(office, SLACK_ADA, "unlink")
    entries = [row for row in office.rows(tables.history) if row["action"].startswith("account-")]
    assert [(row["actor"], row["action"]) for row in entries] == [
        ("ada", "account-linked"),
        ("ada", "account-unlinked"),
    ]
    details = msgspec.json.decode(entries[0]["details"])
    assert details == {"person": "ada", "platform": "teams", "user": ADA_IN_TEAMS, "how": "code"}
