"""Makes the example templates of documents: `python -m tools.templates`. They are plain; a company makes its own."""

from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from workflows.files.documents import EXAMPLES

FONT: Final = "Calibri"
INK: Final = RGBColor(0x1F, 0x29, 0x33)
QUIET: Final = RGBColor(0x52, 0x60, 0x6D)


def statement_of_work() -> Any:  # noqa: ANN401 - python-docx has no types.
    """Return the example of a statement of work (A 9)."""
    page = _page("Statement of work", "{{ reference }} · {{ subject }}")
    _facts(
        page,
        ("Customer", "{{ customer }}"),
        ("Contractor", "{{ company }}"),
        ("Date", "{{ today }}"),
        ("Work begins", "{{ work_begins or 'as agreed' }}"),
        ("Work ends", "{{ work_ends or 'as agreed' }}"),
    )
    _note(page, "{%p if again %}", "{{ again }}", "{%p endif %}")
    page.add_heading("1 Scope", 2)
    _note(page, "{{ scope or 'As agreed.' }}")
    page.add_heading("2 Services and price", 2)
    _prices(page)
    page.add_heading("3 What this rests on", 2)
    _note(page, "{{ assumptions or 'Nothing besides the scope.' }}")
    page.add_heading("4 Billing", 2)
    _note(
        page,
        "{%p if billing_details %}",
        "{{ billing_details }}",
        "{%p else %}",
        "The entire amount of {{ amount }} is billed when this statement of work is signed.",
        "{%p endif %}",
    )
    page.add_heading("5 Signatures", 2)
    _signatures(page, "For {{ customer }}", "For {{ company }}")
    return page


def sign_off() -> Any:  # noqa: ANN401 - python-docx has no types.
    """Return the example of a sign-off document (A 15)."""
    page = _page("Sign-off", "{{ reference }} · {{ subject }}")
    _facts(
        page,
        ("Customer", "{{ customer }}"),
        ("Contractor", "{{ company }}"),
        ("Date", "{{ today }}"),
        ("Accepted on", "{{ accepted_on }}"),
        ("Accepted by", "{{ accepted_by }}"),
    )
    page.add_heading("What was delivered", 2)
    _note(page, "{{ scope or 'What the statement of work names.' }}")
    page.add_heading("Confirmation", 2)
    page.add_paragraph(
        "{{ customer }} confirms that the work of {{ reference }} was delivered as agreed and is accepted. "
        "The amount of the engagement is {{ amount }}."
    )
    _signatures(page, "For {{ customer }}", "For {{ company }}")
    return page


def _page(title: str, subtitle: str) -> Any:  # noqa: ANN401
    page = Document()
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    styles: Any = page.styles  # Its types do not say which of them have letters.
    normal = styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(11), INK
    normal.paragraph_format.space_after = Pt(6)
    for name, size in (("Title", 24), ("Heading 2", 13)):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), True, INK
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), FONT)
        fonts = style.element.rPr.rFonts
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    page.add_paragraph(title, style="Title")
    said = page.add_paragraph(subtitle)
    said.runs[0].font.color.rgb = QUIET
    foot = section.footer.paragraphs[0]
    foot.text = "{{ company }} · {{ reference }} · {{ rom }}"
    foot.runs[0].font.size, foot.runs[0].font.color.rgb = Pt(9), QUIET
    return page


def _note(page: Any, *lines: str) -> None:  # noqa: ANN401
    for words in lines:
        page.add_paragraph(words)


def _facts(page: Any, *facts: tuple[str, str]) -> None:  # noqa: ANN401
    table = page.add_table(rows=0, cols=2)
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Cm(3.5), Cm(12.5)
    for label, value in facts:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(3.5), Cm(12.5)
        cells[0].text, cells[1].text = label, value
        cells[0].paragraphs[0].runs[0].bold = True
    page.add_paragraph()


def _prices(page: Any) -> None:  # noqa: ANN401
    """Add the line items of the ROM, one row for each, and what comes to them."""
    table = page.add_table(rows=1, cols=4, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _row(table.rows[0], "Role", "Hours", "Rate ({{ currency }})", "Amount ({{ currency }})", bold=True)
    for words in (
        ("{%tr for line in lines %}", "", "", ""),
        ("{{ line.role }}", "{{ line.hours }}", "{{ line.rate }}", "{{ line.amount }}"),
        ("{%tr endfor %}", "", "", ""),
        ("Travel", "", "", "{{ travel }}"),
        ("Contingency", "", "", "{{ contingency }}"),
    ):
        _row(table.add_row(), *words)
    _row(table.add_row(), "Total", "", "", "{{ amount }}", bold=True)
    page.add_paragraph()


def _row(row: Any, *words: str, bold: bool = False) -> None:  # noqa: ANN401
    for number, (cell, said) in enumerate(zip(row.cells, words, strict=True)):
        cell.width = Cm(6.5 if number == 0 else 3.2)
        cell.text = said
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        if number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in paragraph.runs:
            run.bold = bold
        if bold:
            shade = OxmlElement("w:shd")
            for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "EEF2F6")):
                shade.set(qn(name), value)
            cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no shading of its own.


def _signatures(page: Any, *parties: str) -> None:  # noqa: ANN401
    table = page.add_table(rows=2, cols=len(parties))
    for cell, party in zip(table.rows[0].cells, parties, strict=True):
        cell.text = party
        cell.paragraphs[0].paragraph_format.space_after = Pt(36)
    for cell in table.rows[1].cells:
        cell.text = "_________________________________\nName, date"


def make(folder: Path = EXAMPLES) -> None:
    """Write the templates into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in (("statement-of-work", statement_of_work()), ("sign-off", sign_off())):
        page.core_properties.author = ""
        page.core_properties.title = ""
        page.core_properties.comments = ""
        page.save(str(folder / f"{name}.docx"))


if __name__ == "__main__":
    make()
