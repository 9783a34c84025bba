"""The words of every piece of work, by which it is found: folded alike for both databases, indexed by each in its way.

A piece of work has one row, written when it begins. Its words are kept as they are compared: without capitals, accents
and punctuation, each once (workflows/kernel/spelling.py). What it is (a ticket, or other work) is one of its words,
which nobody can type.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import DDL, event

MOST_WORDS: Final = 8
"""So many of the words that somebody looks for count."""
LOOKED_AT: Final = 2000
"""So many of the newest are looked at one by one before the index is asked: what is common is found there at once."""
MOST_FOUND: Final = 1000
"""So many of those that have the words, the newest, are turned through on PostgreSQL."""
RARE: Final = 2
COMMON: Final = 200
"""A word is rare that so many of the LOOKED_AT newest have at most, and common that so many have at least."""
DIALECTS: Final = ("sqlite", "postgresql")

_INDEX: Final = (
    "CREATE VIRTUAL TABLE finding_words USING fts5(words, content = 'finding', content_rowid = 'seq', detail = none,"
    " columnsize = 0, prefix = '1 2 3', tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
)
_ON_SQLITE: Final = (
    _INDEX,
    """
CREATE TRIGGER finding_added AFTER INSERT ON finding
BEGIN INSERT INTO finding_words (rowid, words) VALUES (new.seq, new.words); END
""".strip(),
    """
CREATE TRIGGER finding_changed AFTER UPDATE OF words ON finding
BEGIN
    INSERT INTO finding_words (finding_words, rowid, words) VALUES ('delete', old.seq, old.words);
    INSERT INTO finding_words (rowid, words) VALUES (new.seq, new.words);
END
""".strip(),
)
# A function of our own tells PostgreSQL what it costs: left to itself it reads every row rather than the index.
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION csops_words(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
COST 500 AS $$ BEGIN RETURN array_to_tsvector(string_to_array(words, ' ')); END $$
"""
_ON_POSTGRES: Final = (_FUNCTION.strip(), "CREATE INDEX ix_finding_words ON finding USING gin (csops_words(words))")


def statements(dialect: str) -> tuple[str, ...]:
    """Return what makes the words searchable on a kind of database. Migrations call it, so it stays as it is."""
    return _ON_SQLITE if dialect == "sqlite" else _ON_POSTGRES


def make_searchable(finding: sa.Table) -> None:
    """Make words searchable wherever the table is created."""
    for dialect in DIALECTS:
        for statement in statements(dialect):
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy's own.
            event.listen(finding, "after_create", made)


def search_of(words: Sequence[str], kind: str, dialect: str) -> Mapping[str, str]:
    """Return the parameters of a search for what has every one of the words, or begins with it."""
    wanted = words[:MOST_WORDS]
    begins = {f"begins_{number}": f"% {word}%" for number, word in enumerate(wanted)}
    rest = {f"begins_{number}": "%" for number in range(len(wanted), MOST_WORDS)}
    if dialect == "sqlite":
        search = " ".join([f'"_{kind}"', *(f'"{word}"*' for word in wanted)])
    else:
        search = " & ".join([f"'_{kind}'", *(f"'{word}':*" for word in wanted)])
    return {**begins, **rest, "kind": kind, "search": search}


def rare_only(words: Sequence[str], among: Sequence[int]) -> Mapping[str, str]:
    """Return what SQLite's index is asked for instead where some of the words are rare: no words that are common.

    `among` says how many of the LOOKED_AT newest have each word. Asked for the beginning of a word of every ticket the
    index gathers them all first; whether the few with the rare word have it too, EVERYWHERE looks up in any case.
    """
    if not any(number <= RARE for number in among):
        return {}
    asked = (f'"{word}"*' for word, number in zip(words, among, strict=True) if number < COMMON)
    return {"search": " ".join(asked)}


def counts(finding: sa.Table) -> sa.Select[*tuple[Any, ...]]:
    """Return how many of the LOOKED_AT newest of a kind have each of the words that are looked for."""
    padded, recent = _recent(finding)
    return sa.select(
        *(
            sa.func.coalesce(sa.func.sum(sa.case((padded.like(_begins(number)), 1), else_=0)), 0).label(f"has_{number}")
            for number in range(MOST_WORDS)
        )
    ).select_from(recent)


def newest(finding: sa.Table) -> sa.FromClause:
    """Return the newest of a kind that have the words, of the LOOKED_AT newest there are."""
    padded, recent = _recent(finding)
    begin = (padded.like(_begins(number)) for number in range(MOST_WORDS))
    return sa.select(recent.c.seq, recent.c.id).where(*begin).subquery("found")


def _recent(finding: sa.Table) -> tuple[sa.ColumnElement[str], sa.Subquery]:
    """Return the LOOKED_AT newest of a kind, and their words as LIKE compares them."""
    recent = (
        sa.select(finding)
        .where(finding.c.kind == sa.bindparam("kind", type_=sa.Text))
        .order_by(finding.c.seq.desc())
        .limit(sa.literal_column(str(LOOKED_AT)))
        .subquery("recent")
    )
    return _padded(recent.c.words), recent


def _padded(words: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.literal_column("' '", sa.Text) + words


def _begins(number: int) -> sa.BindParameter[str]:
    return sa.bindparam(f"begins_{number}", type_=sa.Text)


def everywhere(finding: sa.Table, dialect: str) -> sa.FromClause:
    """Return all of a kind that have the words, by the index."""
    search = sa.bindparam("search", type_=sa.Text)
    if dialect == "sqlite":
        index = sa.table("finding_words", sa.column("rowid"), sa.column("finding_words"))
        return (
            sa.select(index.c.rowid.label("seq"), finding.c.id)
            .select_from(sa.join(index, finding, finding.c.seq == index.c.rowid))
            .where(index.c.finding_words.match(search), finding.c.kind == sa.bindparam("kind", type_=sa.Text))
            .where(*(_padded(finding.c.words).like(_begins(number)) for number in range(MOST_WORDS)))
            .subquery("found")
        )
    from sqlalchemy.dialects.postgresql import TSQUERY  # noqa: PLC0415 - SQLite does without.

    held: sa.ColumnElement[Any] = sa.func.csops_words(finding.c.words)
    matches = held.op("@@")(sa.cast(search, TSQUERY))
    # Ordered by no index: PostgreSQL would walk one to the end for words that it takes for common and that never meet.
    newest_first = (finding.c.seq + sa.literal_column("0")).desc()
    most: sa.ColumnElement[Any] = sa.literal_column(str(MOST_FOUND))
    return sa.select(finding.c.seq, finding.c.id).where(matches).order_by(newest_first).limit(most).subquery("found")
