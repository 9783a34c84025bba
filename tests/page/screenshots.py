"""Takes pictures of the page: python -m tests.page.screenshots OUTDIR [--url URL] [--only NAME] [--readme].

The company's pictures are taken of `csops play`, begun afresh in a folder of its own, or of a playground that already
runs at URL; the kitchen's are taken of the app that the page's tests use. Each picture is a function below.
"""

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from playground.driver import LocalSlack
from tests.page.kitchen import MANIFEST, kitchen_for
from tests.page.smaller import smaller
from tests.page.visits import Visit, browse, visit
from tests.playground.apps import on_sockets

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
ROOT = Path(__file__).parents[2]

Picture = Callable[[Visit], Awaitable[None]]


# --- the company


async def channel(view: Visit) -> None:
    """A ROM that waits for a decision."""
    await expect(view.messages.last).to_be_in_viewport()
    card = view.messages.filter(has=view.page.get_by_role("button", name="Approve", exact=True)).first
    await card.evaluate("(node) => node.scrollIntoView({ block: 'start' })")
    await view.page.mouse.move(0, 0)


async def thread(view: Visit) -> None:
    """An engagement's thread beside its channel."""
    await view.page.locator("#main .thread-foot").first.click()
    await expect(view.thread).to_be_visible()


async def form(view: Visit) -> None:
    """The form of a ROM."""
    await view.write("/rom ENG-1")
    await expect(view.modal).to_have_count(1)


async def home(view: Visit) -> None:
    """Somebody's Home."""
    await view.place("csops").click()
    await expect(view.page.locator(".home-blocks .block").first).to_be_visible()


async def whisper(view: Visit) -> None:
    """An answer for one person's eyes."""
    await view.write("/csops mine")
    await expect(view.messages.last).to_contain_text("Only visible to you")


async def commands(view: Visit) -> None:
    """The commands with their hints."""
    await view.composer.press_sequentially("/")
    await expect(view.suggestions.first).to_be_visible()


async def wire(view: Visit) -> None:
    """What went between the bot and Slack."""
    await view.page.get_by_role("button", name="On the wire").click()
    await view.page.get_by_text("Make something go wrong").click()
    await view.page.locator(".wire-entry", has_text="chat.postMessage").first.click()


async def tour(view: Visit) -> None:
    """The tour's second step."""
    await view.page.get_by_role("button", name="Tour").click()
    await view.page.locator("#tour").get_by_role("button", name="Next").click()
    await expect(view.page.locator("#tour")).to_contain_text("2 of")


async def places(_view: Visit) -> None:
    """What a phone shows first."""


async def read(view: Visit) -> None:
    """A channel on a phone."""
    await view.place("approvals").click()
    await expect(view.messages.last).to_be_in_viewport()


COMPANY: dict[str, tuple[str, Picture, dict[str, object]]] = {
    "channel": ("irena/approvals", channel, {}),
    "channel-dark": ("irena/approvals", channel, {"color_scheme": "dark"}),
    "thread": ("mira/northgate", thread, {}),
    "thread-dark": ("mira/northgate", thread, {"color_scheme": "dark"}),
    "form": ("mira/northgate", form, {}),
    "home": ("irena/general", home, {}),
    "whisper": ("mira/sales", whisper, {}),
    "commands": ("mira/northgate", commands, {}),
    "wire": ("mira/northgate", wire, {}),
    "tour": ("mira/northgate", tour, {}),
    "phone-places": ("irena/approvals", places, {"viewport": PHONE}),
    "phone-channel": ("irena/approvals", read, {"viewport": PHONE}),
}


async def hand_off(view: Visit) -> None:
    """A hand-off that waits to be accepted, in the new owner's channel."""
    card = view.messages.filter(has=view.page.get_by_role("button", name="Accept", exact=True)).last
    await card.evaluate("(node) => node.scrollIntoView({ block: 'start' })")
    await view.page.mouse.move(0, 0)


async def rom(view: Visit) -> None:
    """The form of a ROM, with what it knows already."""
    await view.write("/rom ENG-1")
    await expect(view.modal.get_by_label(re.compile("hours$")).first).to_be_visible()
    await view.page.evaluate("document.activeElement.blur()")


SMALL = {"width": 1120, "height": 800}
README: dict[str, tuple[str, Picture, dict[str, object]]] = {
    "approval": ("irena/approvals", channel, {"viewport": SMALL}),
    "hand-off": ("mira/sales", hand_off, {"viewport": SMALL}),
    "rom": ("mira/northgate", rom, {"viewport": SMALL}),
}
"""What the README shows: `make pictures`."""


# --- the kitchen


async def blocks(view: Visit) -> None:
    """Every block in one message."""
    await view.write("/kitchen")
    await expect(view.message("Everything")).to_be_visible()


async def newer(view: Visit) -> None:
    """The blocks that came lately."""
    await view.write("/kitchen newer")
    await expect(view.message("What I will do")).to_be_visible()


async def inputs(view: Visit) -> None:
    """The first of all inputs."""
    await view.write("/form")
    await expect(view.modal).to_have_count(1)


async def more_inputs(view: Visit) -> None:
    """The last of all inputs, with a list open."""
    await inputs(view)
    await view.field("Notes").fill("Some *bold* words\n- one\n- two")
    await view.field("Labels").click()


async def errors(view: Visit) -> None:
    """Errors under their fields."""
    await inputs(view)
    await view.field("Mail").fill("nonsense")
    await view.submit()
    await expect(view.modal.locator(".has-error")).to_have_count(2)


async def confirm(view: Visit) -> None:
    """A question before something is done."""
    await blocks(view)
    await view.page.get_by_role("button", name="Remove", exact=True).first.click()


KITCHEN: dict[str, tuple[str, Picture, dict[str, object]]] = {
    "kitchen-blocks": ("alice/general", blocks, {"viewport": {"width": 1280, "height": 1700}}),
    "kitchen-blocks-dark": (
        "alice/sales",
        blocks,
        {"viewport": {"width": 1280, "height": 1700}, "color_scheme": "dark"},
    ),
    "kitchen-newer": ("bob/general", newer, {}),
    "kitchen-inputs": ("alice/general", inputs, {}),
    "kitchen-more-inputs": ("alice/general", more_inputs, {}),
    "kitchen-errors": ("alice/general", errors, {}),
    "kitchen-errors-dark": ("bob/general", errors, {"color_scheme": "dark"}),
    "kitchen-confirm": ("alice/general", confirm, {}),
    "kitchen-phone-form": ("carol/general", inputs, {"viewport": PHONE}),
}


async def take(
    browser: Browser, url: str, folder: Path, name: str, what: tuple[str, Picture, dict[str, object]]
) -> None:
    """Take one picture, in a browser that remembers nothing of the one before."""
    place, arrange, more = what
    given = {"viewport": DESK, "locale": "en-US", **more}
    context = await browser.new_context(**given)  # type: ignore[arg-type]
    view = await visit(context, url, place)
    if given["viewport"] == PHONE and arrange not in (places, read):
        await view.place(place.partition("/")[2]).click()
    await arrange(view)
    await view.page.wait_for_timeout(300)  # What slides and turns comes to rest.
    picture = await view.page.screenshot()
    await asyncio.to_thread((folder / f"{name}.png").write_bytes, smaller(picture))
    # A modal stays open for its person; the next picture is to begin without it.
    while await view.modal.count():
        await view.page.keyboard.press("Escape")
    sys.stdout.write(f"{folder / name}.png\n")
    await context.close()


@asynccontextmanager
async def company(url: str) -> AsyncIterator[str]:
    """The address of a playground: one that runs, or one that is started for this."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "bot", "play", "--fresh", "--no-open"]
        started = subprocess.Popen(command, cwd=ROOT, env={"CSOPS_DATA": data}, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 - it is waited for below
        try:
            line = await asyncio.to_thread(started.stdout.readline) if started.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found is None:
                raise SystemExit("csops play did not start; is another one running? Name its address with --url.")
            yield found[0]
        finally:
            started.terminate()
            await asyncio.to_thread(started.wait)


@asynccontextmanager
async def kitchen() -> AsyncIterator[str]:
    """The address of a local Slack with the kitchen."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack:
        for name, about in (("Alice Moreau", "Account leader"), ("Bob Okafor", "Services manager"), ("Carol Lind", "")):
            slack.person(name.split()[0].lower(), real_name=name, title=about, time_zone="Europe/Paris")
        slack.channel("sales", topic="Deals and hand-offs")
        async with on_sockets(slack, kitchen_for(slack).app):
            yield slack.url


async def main(folder: Path, url: str, only: str, *, readme: bool) -> None:
    """Take every picture, or those whose name has `only` in it, or the README's."""
    every = ((company(url), README),) if readme else ((company(url), COMPANY), (kitchen(), KITCHEN))
    async with async_playwright() as playwright:
        # Letters in shades of grey make a smaller picture than letters in colours.
        browser = await browse(playwright, "--disable-lcd-text")
        for start, pictures in every:
            wanted = {name: what for name, what in pictures.items() if only in name}
            if not wanted:
                continue
            async with start as address:
                for name, what in wanted.items():
                    await take(browser, address, folder, name, what)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.page.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="", help="a playground that runs already")
    parser.add_argument("--only", default="", help="part of a picture's name")
    parser.add_argument("--readme", action="store_true", help="only those that the README shows")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(options.folder, options.url, options.only, readme=options.readme))
