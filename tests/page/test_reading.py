"""What is written is shown as Slack shows it, and never as markup."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Open, Town

CASES: list[tuple[str, str]] = [
    ("*bold* and _slanted_", "<strong>bold</strong> and <em>slanted</em>"),
    ("~gone~ `code *not bold*`", "<s>gone</s> <code>code *not bold*</code>"),
    ("*_both_*", "<strong><em>both</em></strong>"),
    ("2*3*4 snake_case_name a~b~c", "2*3*4 snake_case_name a~b~c"),
    ("* not bold* *not bold *", "* not bold* *not bold *"),
    ("(*in brackets*), *end*.", "(<strong>in brackets</strong>), <strong>end</strong>."),
    ("*two\nlines*", "*two<br>lines*"),
    ("&lt;b&gt;bold&lt;/b&gt; &amp;amp; &quot;", "&lt;b&gt;bold&lt;/b&gt; &amp;amp; &amp;quot;"),
    ("<script>alert(1)</script>", "[refused script]alert(1)[refused /script]"),
    ("<javascript:alert(1)|click>", "[refused click]"),
    ("<https://example.com|a *link*>", "[https://example.com/ a *link*]"),
    ("<https://example.com?a=1&amp;b=2>", "[https://example.com/?a=1&amp;b=2 https://example.com?a=1&amp;b=2]"),
    ("see https://example.com/x.", "see [https://example.com/x https://example.com/x]."),
    ("<mailto:a@example.com|a@example.com>", "[mailto:a@example.com a@example.com]"),
    (":tada: :nothing_like_it: 10:30:45", "(🎉) :nothing_like_it: 10:30:45"),
    ("&gt; quoted\n&gt; more\nafter", "<blockquote>quoted<br>more</blockquote>after"),
    ("```\na *b* &lt;c&gt;\n```", "<pre>a *b* &lt;c&gt;</pre>"),
    ("```never closed", "```never closed"),
    ("one\n\ntwo", "one<br><br>two"),
    ("<!unknown> <!subteam^S1|@team>", "&lt;!unknown&gt; @team"),
    ("<!date^0^{nonsense}|long ago>", "long ago"),
    ("*<https://example.com|bold link>*", "<strong>[https://example.com/ bold link]</strong>"),
]

# Draws mrkdwn and writes it down again, with what is not markup by itself in a short form of ours.
DRAWN = """async (texts) => {
  const { mrkdwn } = await import('/page/scripts/mrkdwn.js');
  return texts.map((text) => {
    const frame = document.createElement('div');
    frame.append(...mrkdwn(text));
    for (const one of frame.querySelectorAll('a')) one.replaceWith(`[${one.href} ${one.textContent}]`);
    for (const one of frame.querySelectorAll('.link-refused')) one.replaceWith(`[refused ${one.textContent}]`);
    for (const one of frame.querySelectorAll('.emoji')) one.replaceWith(`(${one.textContent})`);
    for (const one of frame.querySelectorAll('.mention')) one.replaceWith(one.textContent);
    return frame.innerHTML;
  });
}"""


async def test_mrkdwn_is_read_as_slack_reads_it(visiting: Open) -> None:
    """Styles need a gap outside, tokens and escaping count everywhere, and nothing becomes markup."""
    page = (await visiting()).page

    drawn: list[str] = await page.evaluate(DRAWN, [text for text, _ in CASES])

    assert [(text, shown) for (text, _), shown in zip(CASES, drawn, strict=True)] == CASES


async def test_dates_are_in_the_zone_of_the_reader(visiting: Open, town: Town) -> None:
    """The same moment is another time, and another day, for somebody elsewhere."""
    moment = "<!date^1767225600^{date_num} {time}|then> and <!date^1767225600^{date_long}^https://example.com|then>"
    await town.slack.control("act", person="alice", act="post", args={"channel": "general", "text": moment})
    view = await visiting("alice/general")

    await expect(view.message("and")).to_contain_text("2026-01-01 1:00 AM and Thursday, January 1st, 2026")
    await expect(view.message("and").get_by_role("link")).to_have_attribute("href", "https://example.com/")

    await view.be("bob")
    await expect(view.message("and")).to_contain_text("2025-12-31 7:00 PM and Wednesday, December 31st, 2025")


async def test_what_is_typed_is_escaped_and_named(visiting: Open, town: Town) -> None:
    """Signs are escaped, names become mentions of ids, and a full stop after a name is no part of it."""
    view = await visiting()

    await view.write("Tell @bob. See #sales: <b>bold</b> & *strong*, @here or me@example.com")

    await expect(view.message("Tell")).to_contain_text(
        "Tell @Bob Okafor. See #sales: <b>bold</b> & strong, @here or me@"
    )
    stored = town.slack.channel("general").last().now.raw["text"]
    assert stored == (
        f"Tell <@{town.bob.id}>. See <#{town.slack.channel('sales').id}>: &lt;b&gt;bold&lt;/b&gt; &amp; *strong*, "
        "<!here> or me@example.com"
    )
    await expect(view.message("Tell").locator("strong")).to_have_text("strong")
    await expect(view.message("Tell").locator("b")).to_have_count(0)


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "</div><script>alert(1)</script>"])
async def test_names_and_titles_are_text(visiting: Open, town: Town, text: str) -> None:
    """Whatever a person or a channel is called, it is shown as it is written."""
    town.slack.person("mallory", real_name=text, title=text)
    town.slack.channel("odd", topic=text)
    await town.slack.person("mallory").post("Hello", channel="odd")

    view = await visiting("alice/odd")

    await expect(view.page.locator("#main .topic")).to_have_text(text)
    await expect(view.message("Hello").locator(".author")).to_have_text(text)
    assert await view.page.locator("img, body script").count() == 0
