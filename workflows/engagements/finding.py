"""`/csops find`: customers, work and tickets by words of whatever they are called, with what matched, page by page."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from storage import finding, tables
from storage.sight import seen
from storage.statements import Prepared, Row, Spelt
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.commands import Find
from workflows.engagements.lists import BRIEF, FIND_KEY, JOINED, PAGE, entry
from workflows.kernel.answers import Shown
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as Entry
from workflows.kernel.spelling import WORD, plain, words_of
from workflows.kernel.text import Line, Strong, line

FEW: Final = 5
"""So many of each sort stand on the first card; a button shows the rest."""
CUSTOMERS: Final = "customers"
TICKETS: Final = "tickets"
WORK: Final = "work"
KINDS: Final = {WORK: "work", TICKETS: "ticket"}
"""The sorts of work with their names in the table of words."""
TITLES: Final = {CUSTOMERS: "Customers", WORK: "Engagements", TICKETS: "Tickets"}
MOST_CUSTOMERS: Final = 200
AROUND: Final = 60
"""So many characters of a description are shown on either side of what matched."""

engagement, customer, ticket = tables.engagement, tables.customer, tables.ticket


def _found(found: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*BRIEF, ticket.c.description)
        .select_from(
            sa.join(found, JOINED, engagement.c.id == found.c.id).outerjoin(
                ticket, ticket.c.engagement_id == engagement.c.id
            )
        )
        .where(seen(engagement))
        .order_by(found.c.seq.desc())
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )


NEWEST = Prepared(_found(finding.newest(tables.finding)))
EVERYWHERE = Prepared(Spelt(lambda dialect: _found(finding.everywhere(tables.finding, dialect))))
COUNTS = Prepared(finding.counts(tables.finding))
OLDER = Prepared(
    sa.select(tables.finding.c.seq)
    .where(tables.finding.c.kind == sa.bindparam("kind", type_=sa.Text))
    .order_by(tables.finding.c.seq.desc())
    .limit(sa.literal_column("1"))
    .offset(sa.literal_column(str(finding.LOOKED_AT)))
)
"""Whether there are any of a kind beyond the newest that were looked at one by one."""
FIND_CUSTOMERS = Prepared(
    sa.select(customer.c.key, customer.c.name, customer.c.tier)
    .where(
        customer.c.active,
        *(customer.c.folded_name.like(sa.bindparam(f"has_{number}")) for number in range(finding.MOST_WORDS)),
    )
    .order_by(customer.c.folded_name, customer.c.key)
    .limit(sa.literal_column(str(MOST_CUSTOMERS)))
)


def find_words(look: Look, query: Find) -> Shown:
    """Find customers, work and tickets that have all the words, or words that begin so, in any order."""
    typed = query.words.strip()
    words = words_of(typed)[: finding.MOST_WORDS]
    if not words:
        what = "Say what to find: words of a title or of a ticket, a customer's name, or a number such as ENG-12."
        return Shown(card=Card(title="Find", body=(line(what),)))
    if query.group in TITLES:
        return Shown(card=_group(look, query, words))
    numbered = look.unit.rows(FIND_KEY, {"limit": 1, "offset": 0, "key": typed.upper(), **sight.sees(look)})
    if numbered:
        return Shown(card=Card(title=f"Found for “{typed}”", rows=tuple(_row(look, row, words) for row in numbered)))
    rows: list[Entry] = []
    for group, title in TITLES.items():
        found = _entries(look, group, words, skip=0, most=FEW)
        if found:
            more = Button(key="find.page", label="Show all", subject=group, version=1, argument=typed)
            button = more if len(found) > FEW else None
            rows += [Entry(text=line(Strong(title)), heading=True, button=button), *found[:FEW]]
    if not rows:
        ways = "Try fewer words, or the beginning of one. Every word is looked for in titles, tickets and names."
        return Shown(card=Card(title="Find", body=(line(f"Nothing found for “{typed}”. {ways}"),)))
    return Shown(card=Card(title=f"Found for “{typed}”", rows=tuple(rows)))


def _group(look: Look, query: Find, words: Sequence[str]) -> Card:
    found = _entries(look, query.group, words, skip=(query.page - 1) * PAGE, most=PAGE)
    title = f"{TITLES[query.group]} for “{query.words.strip()}”"
    if not found:
        return Card(title=title, body=(line("There is nothing more."),))

    def turn(label: str, page: int) -> Button:
        return Button(key="find.page", label=label, subject=query.group, version=page, argument=query.words)

    back = (turn("Back", query.page - 1),) if query.page > 1 else ()
    on = (turn("More", query.page + 1),) if len(found) > PAGE else ()
    return Card(title=title, rows=tuple(found[:PAGE]), buttons=(*back, *on))


def _entries(look: Look, group: str, words: Sequence[str], *, skip: int, most: int) -> list[Entry]:
    """Return the entries of a page, and one more where there are more."""
    if group == CUSTOMERS:
        return _customers(look, words)[skip : skip + most + 1]
    given = {
        **finding.search_of(words, KINDS[group], look.unit.dialect.name),
        **sight.sees(look),
        "limit": most + 1,
        "offset": skip,
    }
    rows = look.unit.rows(NEWEST, given)
    if len(rows) <= most and look.unit.row(OLDER, {"kind": KINDS[group]}) is not None:
        if look.unit.dialect.name == "sqlite" and len(words) > 1:
            among = look.unit.rows(COUNTS, given)[0]
            given |= finding.rare_only(words, [among[number] for number in range(len(words))])
        rows = look.unit.rows(EVERYWHERE, given)
    return [_row(look, row, words) for row in rows]


def _customers(look: Look, words: Sequence[str]) -> list[Entry]:
    given = {f"has_{number}": "%" for number in range(finding.MOST_WORDS)}
    given |= {f"has_{number}": f"%{word}%" for number, word in enumerate(words)}
    rows = look.unit.rows(FIND_CUSTOMERS, given)
    return [_customer(look, row, words) for row in rows if _begins(words_of(row.name), words)]


def _customer(look: Look, row: Row, words: Sequence[str]) -> Entry:
    tier = look.directory.settings.tier(row.tier)
    shown = Button(key="customer.show", label="Account", subject="customer", argument=row.key)
    detail = line(f"Customer{' · ' if row.tier else ''}{tier.title if tier else row.tier}")
    return Entry(text=marked(row.name, words), detail=detail, button=shown)


def _row(look: Look, row: Row, words: Sequence[str]) -> Entry:
    listed = entry(look, row)
    said = passage(getattr(row, "description", None) or "", words)
    shown = Button(key="engagement.show", label="Open", subject="engagement", argument=row.key)
    detail = (*listed.detail, "\n", *said) if said else listed.detail
    text = line(Strong(row.key), " ", *marked(f"{row.customer_name}: {row.title}", words), sight.mark(row))
    return Entry(text=text, detail=detail, button=shown)


def _begins(held: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(one.startswith(word) for one in held) for word in words)


def marked(text: str, words: Sequence[str]) -> Line:
    """Return a text in which the words that were looked for stand out."""
    pieces: list[str | Strong] = []
    end = 0
    for match in WORD.finditer(text):
        if plain(match.group()).startswith(tuple(words)):
            pieces += [text[end : match.start()], Strong(match.group())]
            end = match.end()
    return tuple(piece for piece in (*pieces, text[end:]) if piece)


def passage(text: str, words: Sequence[str]) -> Line:
    """Return where a description has one of the words, with what stands around it; nothing where it has none."""
    flat = " ".join(text.split())
    matches = (one for one in WORD.finditer(flat) if plain(one.group()).startswith(tuple(words)))
    first = next(matches, None)
    if first is None:
        return ()
    start, end = max(0, first.start() - AROUND), first.end() + AROUND
    before, after = ("… " if start else ""), (" …" if end < len(flat) else "")
    return (before, *marked(flat[start:end], words), after)
