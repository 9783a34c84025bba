"""What may stand in csops.toml and in sheets, and how what may not is told: every fault, its line, its mend."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import EXAMPLE, faults, read
from workflows.people.reading import LARGEST_BYTES, Source, read_file

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"

PERSON = '[[people]]\nkey = "ana"\nname = "Ana"\n'
CARD = '[[rate_cards]]\nversion = "1"\ncurrency = "EUR"\nvalid_from = 2026-01-01\n'
RATE = '[[rate_cards.roles]]\nkey = "engineer"\ntitle = "Engineer"\n'


def test_the_example_company_has_no_fault() -> None:
    """The example is read whole, money exactly as it is written."""
    content = read(EXAMPLE.read_bytes()).content
    assert len(content.people) == 15
    assert len(content.customers) == 8
    assert content.rate_cards[1].roles[2].rate == Decimal("147.50")
    assert str(content.rate_cards[1].roles[2].rate) == "147.50"
    assert content.people[3].slack == ("U00000IRENA", "U0000IRENA2")
    assert content.roles["pse"] == ("omar", "leila")


def test_the_documentation_shows_what_can_be_loaded() -> None:
    """The pieces of csops.toml in docs/configuration.md make one file without a fault, with every key that there is."""
    pieces = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    content = read("\n".join(pieces)).content
    shown = set(re.findall(r"^(?:\{ )?([a-z_]+) =", "\n".join(pieces), flags=re.MULTILINE))
    for section in (content.company, *content.people[:1], *content.customers[:1], *content.rate_cards[:1]):
        assert section is not None
        assert set(type(section).model_fields) - shown - {"roles", "slack_channel"} == set()
    assert content.tiers
    assert content.channels


@pytest.mark.parametrize(
    ("text", "line", "what", "mend"),
    [
        ("", 1, "file is empty", "[company]"),
        ("a = '\x00'", 1, "nobody can see", "by hand"),
        ("[company]\nname = 'A\ntime_zone = 'UTC'", 2, "not closed", "quotation mark"),
        ('[company]\nname = "A\n', 2, "not closed", "quotation mark"),
        ("[company\nname = 1", 1, "not TOML", "brackets"),
        (PERSON + 'key = "b"', 4, "not TOML: cannot overwrite a value", "line"),
        ("x = " + "[" * 5000, 1, "too deep", "take some"),
        ("x = " + "1" * 5000, 1, "thousands of digits", "read"),
        ("people = 3", 1, "must be a list", "[[people]]"),
        ("[people]\nkey = 'a'", 1, "must be a list", "[[people]]"),
        ("company = 'Acme'", 1, "keys of its own", "[company]"),
        ("[[people]]\nname = 'Ana'", 1, "no 'key'", "add key"),
        ("[[people]]\nkey = 'a'\nname = 'A'\nemial = 'x'", 4, "'emial' is not known", "did you mean 'email'"),
        ("[company]\nname = 'A'\n'a\u202eb' = 1", 3, "'a\\u202eb' is not known", "use one of name"),
        ("[customer]\nx = 1", 1, "'customer' is not known", "did you mean 'customers'"),
        (
            "[tiers.gold]\ntitle = 'G'\nreview_per_year = 1\nfirst_response_minutes = 1",
            3,
            "not known",
            "'reviews_per_year'",
        ),
        ("[[people]]\nkey = 'Ana'\nname = 'A'", 2, "'Ana' is no key", "small letters"),
        ("[[people]]\nkey = 'csops'\nname = 'A'", 2, "is csops itself", "another name"),
        ("[[people]]\nkey = 'a'\nname = 7", 3, "must be words", "quotation marks"),
        ("[[people]]\nkey = 'a'\nname = ''", 3, "is empty", "write it out"),
        (f"[[people]]\nkey = 'a'\nname = '{'x' * 121}'", 3, "longer than 120", "shorten"),
        ('[[people]]\nkey = "a"\nname = "A\\u0000"', 3, "nobody can see", "by hand"),
        ('[[people]]\nkey = "a"\nname = "A\\nB"', 3, "line break", "by hand"),
        ('[[people]]\nkey = "a"\nname = "A\\u202eB"', 3, "nobody can see", "by hand"),
        (PERSON + "hours = 'Mon-Fri'", 4, "hours: 'mon-fri' says no days and hours", "Mon-Fri 09:00-17:00"),
        (PERSON + "hours = 9", 4, "must be words", "quotation marks"),
        (PERSON + "hours = ['Mon 09:00-12:00', 'Mon 11:00-13:00']", 4, "Two shifts meet on Mon", "is over"),
        (PERSON + "holidays = 'Germany'", 4, "no place whose holidays are known", "two letters"),
        (PERSON + "holidays = 'de-xx'", 4, "no place whose holidays are known", "DE-BY"),
        (PERSON + "closed = ['tomorrow']", 4, "'tomorrow' is no day", "2026-12-24"),
        (PERSON + "closed = [2026-12-24, '2027-01-02 to 2026-12-28']", 4, "ends before it begins", "first day first"),
        ("[working_time.csm]\nhour = 'always'", 2, "'hour' is not known", "did you mean 'hours'"),
        (PERSON + "email = 'ana'", 4, "no e-mail address", "ana@example.com"),
        (PERSON + "email = 'a@b.c, d@e.f'", 4, "no e-mail address", "ana@example.com"),
        (PERSON + "slack = '@ana'", 4, "no Slack member id", "copy the member id"),
        (PERSON + "slack = 'C0123'", 4, "no Slack member id", "copy the member id"),
        (PERSON + "slack = ['U123', 'U123']", 4, "twice", "once"),
        (PERSON + "slack = [7]", 4, "no Slack member id", "copy the member id"),
        (PERSON + "teams = 'ana@x.y'", 4, "no Teams user id", "Entra"),
        (PERSON + "time_zone = 'europe/berlin'", 4, "no time zone", "did you mean 'Europe/Berlin'"),
        (PERSON + "time_zone = '../../etc/passwd'", 4, "no time zone", "Europe/Berlin"),
        ("[roles]\nsystem = 'ana'", 2, "is csops itself", "another name"),
        ("[roles]\n'PS Manager' = 'ana'", 2, "no key", "small letters"),
        ("[roles]\nps_manager = []", 2, "names nobody", "name the people"),
        ("[roles]\nps_manager = ''", 2, "no key", "small letters"),
        ("[channels]\nsales = '#sales'", 2, "no address", "copy its id"),
        ("[channels]\nsales = 'C0123ABCD'", 2, "no address", '"slack:C0123ABCD"'),
        ("[channels]\nsales = 'teams:sales'", 2, "no address", "19:"),
        ("[[customers]]\nkey = 'a'\nname = 'A'\nslack_channel = 'a-channel'", 4, "no Slack channel id", "copy its id"),
        ("[[customers]]\nkey = 'a'\nname = 'A'\nroles = { csm = [] }", 4, "names nobody", "name the people"),
        ("[[customers]]\nkey = 'a'\nname = 'A'\nslack_channel = 'C12'\nchannel = 'slack:C12'", 1, "and a", "keep one"),
        ("[tiers.gold]\ntitle = 'Gold'\nfirst_response_minutes = 0", 3, "no number that fits", "from 1 to"),
        ("[tiers.gold]\ntitle = 'Gold'\nfirst_response_minutes = true", 3, "no number that fits", "from 1 to"),
        ("[tiers.gold]\ntitle = 'G'\nfirst_response_minutes = 5\nservice_manager = 'no'", 4, "neither true", "true or"),
        ("[digests.sales]\nevery = 'fortnight'", 2, "'fortnight' is no period", "day, week or month"),
        ("[digests.sales]\nhour = 24", 2, "no number that fits", "from 0 to 23"),
        ("[digests.sales]\noff = 'yes'", 2, "neither true", "true or"),
        ("[digests.sales]\nto = '#sales'", 2, "no key", "small letters"),
        ("[digests.sales]\npeople = ['am', 'am']", 2, "twice", "once"),
        ("[digests.sales]\nto = 'sales'\npeople = ['am']", 1, "a channel and to 'people'", "keep one"),
        ("[digests.sales]\nhours = 8", 2, "'hours' is not known", "did you mean 'hour'"),
        (CARD + RATE + "rate = -1", 8, "out of range", "from 0"),
        (CARD + RATE + "rate = nan", 8, "out of range", "from 0"),
        (CARD + RATE + "rate = inf", 8, "out of range", "from 0"),
        (CARD + RATE + "rate = 1e99", 8, "out of range", "from 0"),
        (CARD + RATE + "rate = true", 8, "no number", "165"),
        (CARD + RATE + "rate = '1.000,50'", 8, "no number", "165"),
        (CARD + RATE + "rate = 0.00001", 8, "four decimals", "round"),
        (CARD + "roles = []", 1, "no roles", "[[rate_cards.roles]]"),
        (CARD + "".join(RATE.replace("engineer", f"r{n}") + "rate = 1\n" for n in range(41)), 1, "40 roles", "leave"),
        (CARD + RATE + "rate = 1\n" + RATE + "rate = 2", 1, "has 'engineer' twice", "keep one"),
        (CARD.replace("EUR", "Euro") + RATE + "rate = 1", 3, "no currency", "EUR"),
        (CARD.replace("2026-01-01", "'2026-01-01'") + RATE + "rate = 1", 4, "no day", "2026-01-31"),
        (CARD.replace("2026-01-01", "2026-01-01T00:00:00Z") + RATE + "rate = 1", 4, "no day", "2026-01-31"),
    ],
)
def test_a_fault_has_its_line_and_its_mend(text: str, line: int, what: str, mend: str) -> None:
    """Each mistake is told on the line where it stands, in words, with what to do about it."""
    (fault,) = faults(text)
    assert (fault.file, fault.line) == ("csops.toml", line)
    assert what in fault.what
    assert mend in fault.mend
    assert fault.words().isprintable()


@pytest.mark.parametrize(
    ("text", "line", "what", "mend"),
    [
        ("", 1, "file is empty", "key, name, email"),
        ("key,name\n", 1, "no rows", "add a row"),
        ("key,name,email\nana,Ana,a@b.c\n\nben,Ben,b", 4, "email: 'b' is no e-mail address", "ana@example.com"),
        ('key,name,email\nana,"Ana\n\nB",\nben,Ben', 5, "2 cells; there are 3 columns", "separators"),
        ('key,name,email\nana,"Ana', 2, "not CSV", "quotation marks"),
        ("key,name\nana,A\x00", 2, "nobody can see", "by hand"),
        ("key,name,email,email\nana,A,,", 1, "'email' stands here twice", "take one"),
        ("key,name,e_mail\nana,A,", 1, "'e_mail' is not known", "did you mean 'email'"),
        ("name,email\nA,", 1, "no column 'key'", "add it"),
        ("key,name\nana,", 2, "name: A name is empty", "write it out"),
        ("key,name,slack\nana,A,U12 @ana", 2, "no Slack member id", "copy"),
    ],
)
def test_a_sheet_is_told_its_faults_too(text: str, line: int, what: str, mend: str) -> None:
    """A sheet's faults have the line on which its row begins, also after quoted line breaks and empty lines."""
    (fault,) = faults(text, "people.csv")
    assert (fault.file, fault.line) == ("people.csv", line)
    assert what in fault.what
    assert mend in fault.mend


def test_every_fault_in_one_go() -> None:
    """Six mistakes in one file are six lines, not six tries."""
    text = "[company]\nname = ''\ntime_zone = 'x'\n[[people]]\nkey = 'A'\nname = ''\nemail = 'x'\nfoo = 1\n"
    assert [fault.line for fault in faults(text)] == [2, 3, 5, 6, 7, 8]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name = '\xe9'", b"\x80" * 10])
@pytest.mark.parametrize("name", ["csops.toml", "people.csv"])
def test_another_encoding_is_told(content: bytes, name: str) -> None:
    """A file in Latin-1 or UTF-16 is refused in words."""
    assert "UTF-8" in faults(content, name)[0].what


def test_a_mark_at_the_beginning_and_dos_lines_do_not_matter() -> None:
    """What editors on Windows add is read as if it were not there."""
    dos = b"\xef\xbb\xbf" + PERSON.replace("\n", "\r\n").encode() + b"slack = 'x'\r\n"
    assert faults(dos)[0].line == 4


def test_a_huge_file_is_not_read() -> None:
    """Beyond the limit nothing is even parsed."""
    assert "larger than" in faults(b"#" * (LARGEST_BYTES + 1))[0].what


def test_sheets_tell_people_from_customers_by_their_columns() -> None:
    """The columns decide what a sheet is; semicolons, empty cells and several values in one are understood."""
    customers = read("Key; Name ;tier;role.csm\nacme;Acme;;ana, ben\n", "export.csv").content.customers
    assert customers[0].roles == {"csm": ("ana", "ben")}
    assert customers[0].tier == ""
    assert read("key,name\nacme,Acme\n", "all customers.csv").content.customers
    assert read("key,name,slack\nana,Ana,U12 W34\n", "x.csv").content.people[0].slack == ("U12", "W34")


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No content of a file ends in anything but its sections or faults that can be printed."""
    for name in ("csops.toml", "people.csv"):
        found = read_file(content, name)
        assert isinstance(found, Source) or all(fault.words().isprintable() for fault in found)


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.decimals()
grouped = st.lists(plain, max_size=3) | st.dictionaries(st.text(max_size=8), plain, max_size=3)
values = plain | grouped | st.lists(grouped, max_size=2) | st.dictionaries(st.text(max_size=8), grouped, max_size=2)


@given(st.data())
def test_any_value_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever kind of value stands where another is expected, it is refused in words, never a crash."""
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    section = data.draw(st.sampled_from(sorted(example)))
    entry = example[section][0] if isinstance(example[section], list) else example[section]
    key = data.draw(st.sampled_from(sorted(entry)))
    text = f"{section} = {_spelt({**entry, key: data.draw(values)}, many=isinstance(example[section], list))}"
    found = read_file(text.encode(), "csops.toml")
    assert isinstance(found, Source) or all(fault.words().isprintable() for fault in found)


def _spelt(value: object, *, many: bool = False) -> str:
    """Write a value as TOML; what TOML has no word for is left to be refused as not TOML."""
    if many:
        return f"[{_spelt(value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_spelt(str(name))} = {_spelt(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_spelt(inner) for inner in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08x}" for sign in value) + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)
