"""Makes a document of a template: the company's own, or the example that comes with csops.

docxtpl is imported where a document is made and nowhere else: it brings lxml and Jinja, which nobody else needs. What a
template may do is held by Jinja's sandbox. Words that people typed are put in as words: they are escaped, and never
become a part of the template.
"""

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from workflows.kernel.files import Document, Filling

EXAMPLES: Final = Path(__file__).parent / "templates"
"""The folder of the templates that come with csops."""
SUFFIX: Final = ".docx"
_CONTROLS: Final = re.compile("[^\\t\\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML can hold; and what docxtpl would take for a new page or paragraph."""
_PARTED: Final = re.compile(r"([{}])_(?=[{}%])|%_(?=})")
"""What docxtpl would turn into a brace of a template after everything was filled in."""
_JOINER: Final = "\u2060"


class TemplateFaultError(Exception):
    """A template cannot be used; the words say which, why, and how to mend it."""


class Templates:
    """The templates by name: those of the company's folder, and the examples for what is not there."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def path(self, name: str) -> Path | None:
        """Return where a template lies; None where there is none of that name."""
        places = (self._folder, EXAMPLES) if self._folder is not None else (EXAMPLES,)
        return next((place / f"{name}{SUFFIX}" for place in places if (place / f"{name}{SUFFIX}").is_file()), None)

    def filled_in(self, document: Document) -> bytes:
        """Return the document as a file. Raises TemplateFaultError."""
        path = self.path(document.template)
        if path is None:
            raise TemplateFaultError(f"There is no template {document.template}{SUFFIX}. Mend: {self._mend()}.")
        return _filled_in(path, {name: _clean(value) for name, value in document.values.items()})

    def faults(self, name: str, known: Mapping[str, Filling]) -> Iterator[str]:
        """Yield what is wrong with a template, which may say what `known` has; the values are examples."""
        path = self.path(name)
        if path is None:
            yield f"There is no template {name}{SUFFIX}."
            return
        try:
            unknown = sorted(_asked(path) - known.keys())
            if not unknown:
                _filled_in(path, known)
        except TemplateFaultError as error:
            yield str(error).partition(" Mend: ")[0]
        else:
            yield from (f"{path.name} says {{{{ {one} }}}}, which csops does not know." for one in unknown)

    def _mend(self) -> str:
        return f"put it into {self._folder or 'the folder of CSOPS_TEMPLATES'}"


def _clean(value: Filling) -> Filling:
    if isinstance(value, str):
        return _PARTED.sub(lambda found: f"{found[0][0]}{_JOINER}_", _CONTROLS.sub("", value))
    return tuple({name: str(_clean(words)) for name, words in row.items()} for row in value)


def _environment() -> Any:  # noqa: ANN401 - Jinja is imported late.
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _opened(path: Path) -> Any:  # noqa: ANN401 - docxtpl has no types.
    from docxtpl import DocxTemplate  # noqa: PLC0415

    return DocxTemplate(io.BytesIO(path.read_bytes()))


def _asked(path: Path) -> set[str]:
    """Return the variables that a template asks for."""
    try:
        found: set[str] = _opened(path).get_undeclared_template_variables(_environment())
    except Exception as error:  # Whatever a file that anybody wrote makes the libraries raise.
        raise _fault(path, error) from error
    return found


def _filled_in(path: Path, values: Mapping[str, Filling]) -> bytes:
    try:
        template = _opened(path)
        template.render(dict(values), _environment(), autoescape=True)
        page = io.BytesIO()
        template.save(page)
    except Exception as error:  # Whatever a file that anybody wrote makes the libraries raise.
        raise _fault(path, error) from error
    return page.getvalue()


def _fault(path: Path, error: Exception) -> TemplateFaultError:
    words = " ".join(str(error).split())[:200] or type(error).__name__
    return TemplateFaultError(f"{path.name} cannot be used: {words}. Mend: correct it; csops check reads it again.")
