"""Made-up cards, forms and lines of every size, for property tests."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from workflows.kernel.cards import Button, Card, Confirm, Fact, Item, Row, Table
from workflows.kernel.forms import LOOKED_UP, Choice, Field, Form
from workflows.kernel.text import Link, Mention, Strong, Usage, When

HOSTILE = (
    "<!channel>",
    "<@U0ANN>",
    "<https://evil.example|invoice>",
    "*bold* _it_ ~s~ `code`",
    "&lt;!here&gt;",
    "> quoted",
    ":tada: :+1:",
    "@channel #general https://evil.example",
    "a\u202egnp.exe",
    "zero\u200bwidth",
    "\x00\x07",
    "\ud800",
    "",
    "   ",
    "x" * 4000,
    "\U0001f469\u200d\U0001f4bb" * 300,
)

texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.text(st.characters(exclude_categories=()), max_size=40)
)
keys = st.from_regex(r"\A[a-z][a-z0-9.-]{0,20}\Z")
subjects = st.from_regex(r"\A[A-Za-z0-9:-]{0,40}\Z")
moments = st.builds(
    When,
    at=st.datetimes(timezones=st.just(UTC)) | st.just(datetime(1, 1, 1, tzinfo=UTC)),
    style=st.sampled_from(("date", "time", "moment")),
)
urls = st.sampled_from(
    ("https://acme.example/a?b=1&c=<d>|e", "javascript:alert(1)", "http://", "https://[", "x" * 4000)
)
pieces = st.one_of(
    texts,
    moments,
    st.builds(Mention, person=st.sampled_from(("ann", "cyd", "gone")) | texts, notify=st.booleans()),
    st.builds(Link, url=urls | texts, label=texts),
    st.builds(Strong, words=texts),
    st.builds(Usage, words=texts),
)
lines = st.lists(pieces, max_size=5).map(tuple)


def tuples(of: st.SearchStrategy[object], most: int) -> st.SearchStrategy[tuple[object, ...]]:
    """Return tuples of up to so many."""
    return st.lists(of, max_size=most).map(tuple)


confirms = st.builds(Confirm, title=texts, text=texts, yes=texts, no=texts)
buttons = st.builds(
    Button,
    key=keys,
    label=texts,
    subject=subjects,
    version=st.integers(0, 2**31 - 1),
    argument=st.from_regex(r"\A[a-z0-9 äß-]{0,40}\Z"),
    style=st.sampled_from(("default", "primary", "danger")),
    confirm=st.none() | confirms,
)
rows = st.builds(Row, text=lines, detail=lines, button=st.none() | buttons)
tables = st.integers(1, 6).flatmap(
    lambda width: st.builds(
        Table,
        columns=st.tuples(*[texts] * width),
        rows=st.lists(st.tuples(*[texts] * width), max_size=130).map(tuple),
    )
)
cards = st.builds(
    Card,
    title=texts,
    status=lines,
    facts=tuples(st.builds(Fact, label=texts, value=lines), 25),
    body=tuples(lines, 10),
    quote=texts,
    items=tuples(st.builds(Item, title=texts, done=st.booleans(), note=lines), 20),
    table=st.none() | tables,
    rows=tuples(rows, 70),
    more=texts,
    buttons=tuples(buttons, 30),
    footer=lines,
)

choices = st.lists(
    st.builds(Choice, value=st.from_regex(r"\A[a-z0-9]{1,150}\Z"), label=texts, description=texts),
    min_size=1,
    max_size=250,
    unique_by=lambda choice: choice.value,
).map(tuple)
initials = st.none() | st.booleans() | texts | st.lists(texts, max_size=3).map(tuple)
fields = st.builds(
    Field,
    key=st.from_regex(r"\A[a-z][a-z0-9_]{0,30}\Z"),
    label=texts,
    kind=st.sampled_from(
        ("text", "long_text", "number", "money", "date", "choice", "choices", "yes_no", "link", *sorted(LOOKED_UP))
    ),
    required=st.booleans(),
    hint=texts,
    placeholder=texts,
    choices=choices,
    initial=initials,
    initial_label=texts,
    max_length=st.integers(1, 10_000),
)
forms = st.builds(
    Form,
    kind=keys,
    title=texts,
    fields=st.lists(fields, max_size=12, unique_by=lambda field: field.key).map(tuple),
    submit=texts,
    intro=tuples(lines, 4),
    subject=subjects,
    version=st.integers(0, 2**31 - 1),
    argument=st.from_regex(r"\A[a-z0-9 äß-]{0,40}\Z"),
)
