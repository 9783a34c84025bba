"""The elements, inputs and actions of Adaptive Cards 1.5: which properties each has, and which it must have.

Source: adaptivecards.io, the schema of version 1.5; what Teams adds (`msteams`) is from learn.microsoft.com.
"""

from collections.abc import Mapping

_ELEMENT = "id spacing separator height isVisible requires fallback"
_INPUT = f"{_ELEMENT} label isRequired errorMessage"
_ACTION = "id title iconUrl style tooltip mode isEnabled requires fallback"
_CELLS = "horizontalCellContentAlignment verticalCellContentAlignment"
_BOX = "style verticalContentAlignment bleed backgroundImage minHeight rtl selectAction"

ELEMENTS: Mapping[str, tuple[str, str]] = {
    "TextBlock": ("text", f"{_ELEMENT} color fontType horizontalAlignment isSubtle maxLines size weight wrap style"),
    "RichTextBlock": ("inlines", f"{_ELEMENT} horizontalAlignment"),
    "Image": ("url", f"{_ELEMENT} altText backgroundColor horizontalAlignment selectAction size style width msteams"),
    "ImageSet": ("images", f"{_ELEMENT} imageSize"),
    "Media": ("sources", f"{_ELEMENT} poster altText"),
    "Container": ("items", f"{_ELEMENT} {_BOX}"),
    "ColumnSet": ("", f"{_ELEMENT} columns selectAction style bleed minHeight horizontalAlignment"),
    "FactSet": ("facts", _ELEMENT),
    "ActionSet": ("actions", _ELEMENT),
    "Table": (
        "columns rows",
        f"{_ELEMENT} firstRowAsHeader showGridLines gridStyle {_CELLS}",
    ),
    "Input.Text": (
        "id",
        f"{_INPUT} isMultiline maxLength placeholder regex style inlineAction value",
    ),
    "Input.Number": ("id", f"{_INPUT} max min placeholder value"),
    "Input.Date": ("id", f"{_INPUT} max min placeholder value"),
    "Input.Time": ("id", f"{_INPUT} max min placeholder value"),
    "Input.Toggle": ("id title", f"{_INPUT} value valueOff valueOn wrap"),
    "Input.ChoiceSet": ("id", f"{_INPUT} choices choices.data isMultiSelect style value placeholder wrap"),
}
"""For each element what it must have and what else it may have."""

ACTIONS: Mapping[str, tuple[str, str]] = {
    "Action.OpenUrl": ("url", _ACTION),
    "Action.Submit": ("", f"{_ACTION} data associatedInputs msteams"),
    "Action.Execute": ("", f"{_ACTION} verb data associatedInputs"),
    "Action.ShowCard": ("card", _ACTION),
    "Action.ToggleVisibility": ("targetElements", _ACTION),
}

PARTS: Mapping[str, tuple[str, str]] = {
    "Column": ("", f"{_ELEMENT} {_BOX} items width"),
    "TableRow": ("cells", f"{_ELEMENT} style horizontalCellContentAlignment verticalCellContentAlignment"),
    "TableCell": ("items", f"{_ELEMENT} {_BOX}"),
    "TextRun": (
        "text",
        "color fontType highlight isSubtle italic selectAction size strikethrough underline weight",
    ),
}

CARD = (
    "$schema type version body actions refresh authentication fallbackText backgroundImage minHeight rtl speak lang"
    " verticalContentAlignment selectAction msteams metadata"
)

CHOICES: Mapping[str, frozenset[str]] = {
    "spacing": frozenset({"default", "none", "small", "medium", "large", "extralarge", "padding"}),
    "size": frozenset({"default", "small", "medium", "large", "extralarge", "auto", "stretch"}),
    "weight": frozenset({"default", "lighter", "bolder"}),
    "color": frozenset({"default", "dark", "light", "accent", "good", "warning", "attention"}),
    "horizontalAlignment": frozenset({"left", "center", "right"}),
    "height": frozenset({"auto", "stretch"}),
    "mode": frozenset({"primary", "secondary"}),
    "fontType": frozenset({"default", "monospace"}),
    "associatedInputs": frozenset({"auto", "none"}),
}
"""Values that a property may have, in lower case: Teams does not mind the case."""

STYLES: Mapping[str, frozenset[str]] = {
    "TextBlock": frozenset({"default", "columnheader", "heading"}),
    "Input.Text": frozenset({"text", "tel", "url", "email", "password"}),
    "Input.ChoiceSet": frozenset({"compact", "expanded", "filtered"}),
    "Image": frozenset({"default", "person"}),
    "Action": frozenset({"default", "positive", "destructive"}),
    "": frozenset({"default", "emphasis", "good", "attention", "warning", "accent"}),
}
"""The same for `style`, which means something else for each type."""

TRUTHS = frozenset(
    {
        "separator",
        "isVisible",
        "isSubtle",
        "wrap",
        "bleed",
        "isRequired",
        "isMultiline",
        "isMultiSelect",
        "isEnabled",
        "rtl",
        "firstRowAsHeader",
        "showGridLines",
        "highlight",
        "italic",
        "strikethrough",
        "underline",
    }
)
NUMBERS = frozenset({"maxLines", "maxLength"})
TEXTS = frozenset(
    {"id", "text", "title", "label", "errorMessage", "placeholder", "verb", "url", "tooltip", "altText", "regex"}
)
