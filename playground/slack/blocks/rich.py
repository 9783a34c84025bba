"""Rich text: sections, lists, quotes and code, made of texts, links, mentions and emoji."""

from playground.slack.blocks.rules import Rule, Shape, anything, flag, items, one_of, string, typed, url, whole

_STYLE = Shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"),
        flag,
    ),
)
_LEAVES: dict[str, Rule] = {
    "text": Shape({"text": string(100_000, 0)}, {"style": _STYLE}),
    "link": Shape({"url": url}, {"text": string(3000, 0), "unsafe": flag, "style": _STYLE}),
    "emoji": Shape({"name": string(100)}, {"unicode": string(100), "skin_tone": whole(1, 6), "style": _STYLE}),
    "user": Shape({"user_id": string(50)}, {"style": _STYLE}),
    "usergroup": Shape({"usergroup_id": string(50)}, {"style": _STYLE}),
    "channel": Shape({"channel_id": string(50)}, {"style": _STYLE}),
    "team": Shape({"team_id": string(50)}, {"style": _STYLE}),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    "color": Shape({"value": string(7)}, {"style": _STYLE}),
    "date": Shape(
        {"timestamp": whole(0, 9_999_999_999), "format": string(200)},
        {"url": url, "fallback": string(3000, 0), "style": _STYLE},
    ),
    "citation": Shape({}, {"url": url, "text": anything, "style": _STYLE}),
}
_LINE = items(typed(_LEAVES), 0, 1000)
_SECTION = Shape({"elements": _LINE})
_PARTS: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_list": Shape(
        {"style": one_of("bullet", "ordered"), "elements": items(typed({"rich_text_section": _SECTION}), 0, 1000)},
        {"indent": whole(0, 8), "offset": whole(0, 10_000), "border": whole(0, 1)},
    ),
    "rich_text_preformatted": Shape({"elements": _LINE}, {"border": whole(0, 1), "language": string(100)}),
    "rich_text_quote": Shape({"elements": _LINE}, {"border": whole(0, 1)}),
}
rich_text_shape = Shape({"elements": items(typed(_PARTS), 0, 1000)}, {"block_id": string(255)})
rich_text = typed({"rich_text": rich_text_shape})
