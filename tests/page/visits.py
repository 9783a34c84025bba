"""A person at the page: what the browser tests do and look at, and what no visit may do unseen."""

import re
import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, Request, expect

PATIENCE = 5000  # milliseconds
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Where the browser is; FileNotFoundError, and so a failed test, where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    message = "These tests need a browser: apt-get install chromium (.ci/run does)."
    raise FileNotFoundError(message)


async def browse(playwright: Playwright, *more: str) -> Browser:
    """Start the browser, with a folder of its own that is thrown away."""
    return await playwright.chromium.launch(executable_path=chromium(), args=[*SWITCHES, *more])


@dataclass
class Visit:
    """One open page, and everything that went wrong on it."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Write down errors and warnings, and every request to another host."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        # A line that breaks is the browser's own complaint; the page mends it, and a test says so.
        if message.type in ("error", "warning") and "WebSocket connection" not in message.text:
            self.faults.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.hostname != "127.0.0.1":
            self.faults.append(f"asked {request.url}")

    async def open(self, place: str) -> None:
        """Go to a place such as "alice/general"."""
        await self.page.goto(f"{self.url}/#{place}")
        await expect(self.page.locator(".face.current")).to_have_count(1)

    # --- what is where

    @property
    def composer(self) -> Locator:
        """The composer of the channel."""
        return self.page.locator("#main .composer-text")

    @property
    def timeline(self) -> Locator:
        """What scrolls in the channel."""
        return self.page.locator("#main .timeline")

    @property
    def messages(self) -> Locator:
        """The messages of the channel."""
        return self.page.locator("#main .message")

    @property
    def thread(self) -> Locator:
        """The pane of the thread."""
        return self.page.locator("#thread")

    @property
    def modal(self) -> Locator:
        """The modal."""
        return self.page.locator("#modal[open]")

    @property
    def suggestions(self) -> Locator:
        """What the composer suggests."""
        return self.page.locator("#main .completion:popover-open [role=option]")

    def message(self, text: str) -> Locator:
        """The last message of the channel that shows a text."""
        return self.messages.filter(has_text=text).last

    def place(self, name: str) -> Locator:
        """An entry of the list of places."""
        return self.page.locator("#sidebar .place").filter(has=self.page.locator(f".place-name:text-is('{name}')"))

    def face(self, name: str) -> Locator:
        """Somebody in the row of people."""
        return self.page.locator(f"#people [data-be={name}]")

    def field(self, label: str) -> Locator:
        """An input of the modal."""
        return self.modal.get_by_label(label, exact=True)

    async def rest(self) -> None:
        """Wait until the browser has drawn twice: the first time it tells of what has scrolled."""
        await self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    # --- what people do

    async def write(self, text: str) -> None:
        """Write into the channel, or type a command, and send it."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def be(self, name: str) -> None:
        """Become somebody."""
        await self.face(name).click()
        await expect(self.face(name)).to_have_attribute("aria-pressed", "true")

    async def choose(self, box: Locator, typed: str, option: str) -> None:
        """Search in a select, and choose."""
        await box.fill(typed)
        await self.page.get_by_role("option", name=re.compile(re.escape(option))).first.click()

    async def submit(self) -> None:
        """Press the modal's button."""
        await self.modal.locator("button[type=submit]").click()


async def visit(context: BrowserContext, url: str, place: str) -> Visit:
    """Open the page as somebody."""
    context.set_default_timeout(PATIENCE)
    made = Visit(await context.new_page(), url)
    made.watch()
    await made.open(place)
    return made
