"""A company has digests otherwise than they are shipped: off, at another time, for others, in another channel."""

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.digests.mornings import Mornings
from tests.digests.test_digests import at, shown
from tests.people.conftest import Load, directory_of, load
from workflows.kernel.company import Terms
from workflows.kernel.digests import Wish
from workflows.people.actions import LoadError

__all__ = ["load"]

COMPANY = '[company]\nname = "Acme"\n[channels]\nsales = "slack:C0SALES"\n'


def wish(mornings: Mornings, **wishes: Wish) -> None:
    """Let the company have its digests otherwise from now on, and the chore come."""
    words = msgspec.json.encode(Terms(digests=wishes)).decode()
    with mornings.office.database.transaction() as connection:
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(settings=words, directory_version=version))
    mornings.keep()


def test_a_company_switches_a_digest_off_and_on_again(mornings: Mornings) -> None:
    """Off, it comes no more and whoever asks sees it; on again, it comes on the next Monday and not at once."""
    office = mornings.office
    office.start("ada", title="New portal")
    wish(mornings, sales=Wish(off=True))

    assert [one for one in mornings.until(at(3, 17)) if one.title == "Waiting in sales"] == []
    assert "New portal" in str(shown(office, "ada", "/csops report sales").rows)
    assert "Switched off" in str(shown(office, "ada", "/csops report").rows)
    wish(mornings)
    again = [one for one in mornings.until(at(3, 24)) if one.title == "Waiting in sales"]
    assert [f"{one.at:%a %d %H}" for one in again] == ["Mon 23 09"]


def test_a_company_has_a_digest_at_another_time_and_elsewhere(mornings: Mornings) -> None:
    """Daily at six in another channel instead of weekly at nine, and back again: each day once, each week once."""
    office = mornings.office
    office.start("ada", title="New portal")
    wish(mornings, sales=Wish(every="day", hour=6, to="internal"))

    daily = [one for one in mornings.until(at(3, 5)) if one.title == "Waiting in sales"]
    assert [f"{one.at:%a %d %H}" for one in daily] == ["Tue 03 06", "Wed 04 06", "Thu 05 06"]
    assert {one.lane for one in daily} == {office.dispatcher.directory().channels["internal"]}
    wish(mornings)
    weekly = [one for one in mornings.until(at(3, 17)) if one.title == "Waiting in sales"]
    assert [f"{one.at:%a %d %H}" for one in weekly] == ["Mon 09 09", "Mon 16 09"]


def test_a_timer_of_before_the_change_sends_nothing(mornings: Mornings) -> None:
    """Between a load and the chore that takes it up a digest that is off, or has another period, does not leave."""
    office = mornings.office
    office.start("ada", title="New portal")
    mornings.until(at(3, 8))
    office.start("ada", title="Another")
    kept, mornings.keep = mornings.keep, lambda: None  # type: ignore[method-assign]
    wish(mornings, sales=Wish(off=True), pipeline=Wish(every="month"))

    assert [one for one in mornings.until(at(3, 9)) if one.title in {"Waiting in sales", "Pipeline and risks"}] == []
    kept()
    assert {f"{one.at:%d %b}" for one in mornings.until(at(4, 2)) if one.title.startswith("Pipeline")} == {"01 Apr"}


def test_digests_that_there_are_not_are_told_with_their_line(load: Load) -> None:
    """A name, a period, a channel or a way that a digest cannot have is a fault, and nothing is changed."""
    wrong = """[digests.pipelines]
off = true
[digests.references]
every = "week"
[digests.stories]
to = "sales"
[digests.sales]
to = "sails"
"""
    with pytest.raises(LoadError) as caught:
        load(csops_toml=COMPANY, more_toml=wrong)
    words = str(caught.value)

    assert "more.toml:1: There is no digest 'pipelines'. Mend: did you mean 'pipeline'?" in words
    assert "more.toml:4: 'references' does not come every week. Mend: write month." in words
    assert "more.toml:6: 'stories' is each person's own, so no channel can have it." in words
    assert "more.toml:8: There is no channel for 'sails'. Mend: did you mean 'sales'?" in words


def test_digests_are_the_companys_own(database: Database, load: Load) -> None:
    """What a file says of one is kept and told; another file that does not speak of it leaves it, `--prune` too."""
    load(csops_toml=COMPANY)
    loaded = load(csops_toml='[digests.sales]\nevery = "day"\nhour = 7\n[digests.finance]\noff = true\n')
    load(csops_toml=COMPANY, prune=True)

    assert [(one.kind, one.key, one.what) for one in loaded.changes] == [
        ("digests", "finance", "added"),
        ("digests", "sales", "added"),
    ]
    assert directory_of(database).settings.digests == {"finance": Wish(off=True), "sales": Wish(every="day", hour=7)}
    load(csops_toml="[digests.finance]\noff = true\n", prune=True)
    assert directory_of(database).settings.digests.keys() == {"finance"}
