"""A document has the words that it was given, in the template's places, and nothing of them is markup or template."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from docx import Document as Page
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.files.documents import EXAMPLES, TemplateFaultError, Templates
from workflows.files.making import maker
from workflows.kernel.files import Document, Filling
from workflows.process.catalogue import load_definitions
from workflows.process.templates import DOCUMENT_VARIABLES, VARIABLES

LINE = {"role": "Engineer", "hours": "100", "rate": "150.00", "amount": "15,000.00"}
FIELDS = load_definitions().current("services-engagement").fields
KNOWN: Mapping[str, Filling] = {
    **dict.fromkeys((*VARIABLES, *DOCUMENT_VARIABLES, *FIELDS), "x"),
    "lines": (LINE,),
}
HOSTILE = (
    "Birk & Sons <b>",
    "]]></w:t></w:p><w:p>",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{# gone #}",
    "{_{ company }_}",
    "{_% raw %_}",
    "{{ company.__class__.__mro__ }}",
    "&lt;b&gt; &amp; &#60;",
    "=cmd|' /C calc'!A0",
    "\x00\x07\x0b\x0c\ufffe\ud800 controls",
    "Zeile eins\nZeile zwei\n\tmit Tabulator",
    "כותרת 🚀 日本",
    "\u201cquoted\u201d \u2018words\u2019",
)


def document(template: str = "statement-of-work", **values: Filling) -> Document:
    return Document(name="ENG-1-sow", title="ENG-1 SOW", template=template, values={**KNOWN, **values})


def words_of(content: bytes) -> list[str]:
    """Return every text of a document, cell by cell and paragraph by paragraph, headers and footers too."""
    page = Page(io.BytesIO(content))
    found = [paragraph.text for paragraph in page.paragraphs]
    found += [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return found + [paragraph.text for section in page.sections for paragraph in section.footer.paragraphs]


def written(folder: Path, *paragraphs: str, name: str = "statement-of-work") -> Path:
    """Write a template of these paragraphs into a folder."""
    page = Page()
    for words in paragraphs:
        page.add_paragraph(words)
    page.save(str(folder / f"{name}.docx"))
    return folder


@pytest.mark.parametrize("name", ["statement-of-work", "sign-off"])
def test_the_examples_are_sound(name: str) -> None:
    """Everything that they ask for is known, and they can be filled in."""
    assert list(Templates().faults(name, KNOWN)) == []


def test_the_figures_stand_in_their_places() -> None:
    """A row for each line item, the sums below it, and the terms."""
    lines = (LINE, {**LINE, "role": "Architect", "amount": "1,875.00"})
    words = words_of(
        maker()(
            document(customer="Acme Mills", lines=lines, travel="1,200.00", amount="18,075.00 EUR", billing_details="")
        )
    )
    assert words.index("Engineer") < words.index("Architect") < words.index("Travel")
    assert {"15,000.00", "1,875.00", "1,200.00", "18,075.00 EUR", "Acme Mills"} <= set(words)
    assert "The entire amount of 18,075.00 EUR is billed when this statement of work is signed." in words


def test_other_terms_take_the_place_of_the_entire_amount() -> None:
    """What the SOW bills is said once, in its own words."""
    words = "\n".join(
        words_of(maker()(document(billing_terms="As the SOW says", billing_details="Half now, half later.")))
    )
    assert "Half now, half later." in words
    assert "The entire amount" not in words


@pytest.mark.parametrize("typed", HOSTILE)
def test_words_of_people_stay_words(typed: str) -> None:
    """No markup, no template, no broken file; what no XML can hold is left out."""
    content = maker()(document(scope=typed, customer=typed, lines=({**LINE, "role": typed},)))
    shown = "".join(one for one in typed if one in "\t\n" or one.isprintable() or one == "🚀").replace("\ufffe", "")
    found = [words.replace("\u2060", "") for words in words_of(content)]
    assert found.count(shown) >= 3, (shown, found)
    assert "49" not in "".join(found)


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_words_leave_a_document_that_opens(typed: str) -> None:
    """Whatever somebody types, Word gets a whole file with as many tables as the template has."""
    page = Page(io.BytesIO(maker()(document("sign-off", scope=typed, customer=typed))))
    assert len(page.tables) == 2


def test_the_companys_own_template_comes_first(tmp_path: Path) -> None:
    """What is in the folder takes the example's place; what is not there is made of the example."""
    folder = written(tmp_path, "Ours for {{ customer }}")
    assert words_of(maker(folder)(document(customer="Acme Mills")))[0] == "Ours for Acme Mills"
    assert words_of(maker(folder)(document("sign-off")))[0] == "Sign-off"
    assert Templates(folder).path("sign-off") == EXAMPLES / "sign-off.docx"


def test_a_template_changes_while_csops_runs(tmp_path: Path) -> None:
    """It is read when the document is made: a corrected one needs no restart."""
    make = maker(written(tmp_path, "First"))
    assert words_of(make(document()))[0] == "First"
    written(tmp_path, "Second")
    assert words_of(make(document()))[0] == "Second"


@pytest.mark.parametrize(
    ("paragraph", "said"),
    [
        ("{{ custmer }}", "statement-of-work.docx says {{ custmer }}, which csops does not know."),
        ("{{ line.role", "cannot be used"),
        ("{% for line in lines %}{{ line.colour }}{% endfor %}", "has no attribute 'colour'"),
        ("{{ customer.__class__.__mro__ }}", "is unsafe"),
        ("{{ ''.__class__.__subclasses__() }}", "unsafe"),
        ("{% nonsense %}", "unknown tag"),
    ],
)
def test_a_faulty_template_is_told_in_words(tmp_path: Path, paragraph: str, said: str) -> None:
    """The check names it before anybody needs the document, and making it is refused."""
    folder = written(tmp_path, paragraph)
    (fault,) = Templates(folder).faults("statement-of-work", KNOWN)
    assert said in fault
    with pytest.raises(TemplateFaultError, match="Mend: "):
        maker(folder)(document())


def test_what_is_no_template_is_told_too(tmp_path: Path) -> None:
    """A file that is no document of Word, and one that is not there at all."""
    (tmp_path / "statement-of-work.docx").write_bytes(b"not a zip")
    assert "cannot be used" in next(iter(Templates(tmp_path).faults("statement-of-work", KNOWN)))
    assert list(Templates(tmp_path).faults("unheard-of", KNOWN)) == ["There is no template unheard-of.docx."]
    with pytest.raises(TemplateFaultError, match="put it into"):
        maker(tmp_path)(document("unheard-of"))
