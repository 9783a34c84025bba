"""Words of titles, by which engagements are found: a full-text index of each database's own."""

import re

import sqlalchemy as sa
from sqlalchemy import DDL, event

_ON_SQLITE = (
    "CREATE VIRTUAL TABLE title_words USING fts5(id UNINDEXED, title, tokenize = 'unicode61 remove_diacritics 0')",
    """
CREATE TRIGGER engagement_title_added AFTER INSERT ON engagement
BEGIN INSERT INTO title_words (id, title) VALUES (new.id, new.title); END
""".strip(),
    """
CREATE TRIGGER engagement_title_changed AFTER UPDATE OF title ON engagement WHEN old.title IS NOT new.title
BEGIN UPDATE title_words SET title = new.title WHERE id = new.id; END
""".strip(),
)
_ON_POSTGRES = (
    "CREATE INDEX ix_engagement_title_words ON engagement USING gin (to_tsvector('simple'::regconfig, title))",
)
DIALECTS = ("sqlite", "postgresql")
MOST_WORDS = 8
MOST_FOUND = 1000
"""SQLite looks at so many of the newest that have the words."""

_WORD = re.compile(r"[^\W_]+")
_STRANGE = "://["
_WRITTEN = re.compile(r"[^\s\x00-\x1f'\\\ud800-\udfff]+")


def statements(dialect: str) -> tuple[str, ...]:
    """Return what makes titles searchable on a kind of database. Migrations call it, so it stays as it is."""
    return _ON_SQLITE if dialect == "sqlite" else _ON_POSTGRES


def make_searchable(engagement: sa.Table) -> None:
    """Make titles searchable wherever the table is created."""
    for dialect in DIALECTS:
        for statement in statements(dialect):
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy's own.
            event.listen(engagement, "after_create", made)


def has_words(engagement: sa.Table, dialect: str) -> sa.ColumnElement[bool]:
    """Return the condition that a title has every one of the words, or begins of them: the parameter `words`."""
    words = sa.bindparam("words", type_=sa.Text)
    if dialect == "sqlite":
        found = sa.table("title_words", sa.column("id"), sa.column("rowid"), sa.column("title_words"))
        newest = sa.select(found.c.id).where(found.c.title_words.match(words))
        return engagement.c.id.in_(newest.order_by(found.c.rowid.desc()).limit(sa.literal_column(str(MOST_FOUND))))
    simple: sa.ColumnElement[str] = sa.literal_column("'simple'::regconfig")
    return sa.func.to_tsvector(simple, engagement.c.title).op("@@")(sa.func.to_tsquery(simple, words))


_ANY_ON_SQLITE = (
    "e.id IN (SELECT w.id FROM title_words w WHERE w.title_words MATCH {words} ORDER BY w.rowid DESC LIMIT %s)"
)
_ANY_ON_POSTGRES = "to_tsvector('simple'::regconfig, e.title) @@ websearch_to_tsquery('simple'::regconfig, {words})"
ANY_WORD = {"sqlite": _ANY_ON_SQLITE % MOST_FOUND, "postgresql": _ANY_ON_POSTGRES}
"""The condition that the title of an engagement `e` has any of the words of `any_of`, as each database wants it."""


def any_of(words: str) -> str:
    """Return words as `ANY_WORD` looks for any of them, the longest first; on both databases the same."""
    found = sorted(dict.fromkeys(_WORD.findall(words.lower())), key=lambda word: (-len(word), word))
    return " OR ".join(f'"{word}"' for word in found[:MOST_WORDS]) or '""'


def search_of(words: str, dialect: str) -> str:
    """Return typed words as the parameter `words`; empty where there is none to look for.

    PostgreSQL keeps a date, a path or an address of a title in pieces of its own making, so it also looks for them as
    they were typed. Of an address of numbers in brackets it keeps next to nothing: neither database looks for one.
    """
    if _STRANGE in words:
        return ""
    found = _WORD.findall(words.lower())[:MOST_WORDS]
    if dialect == "sqlite":
        return " ".join(f'"{word}"*' for word in found)
    plain = " & ".join(f"{word}:*" for word in found)
    written = [one for one in _WRITTEN.findall(words.lower()) if _WORD.search(one)][:MOST_WORDS]
    if written == found:
        return plain
    as_typed = " & ".join(f"'{one}':*" for one in written)
    return f"({plain}) | ({as_typed})"
