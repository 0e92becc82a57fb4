"""Pages of the explorer in Debian's chromium with the network cut, for the browser tests."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium")
SHOTS = Path(__file__).resolve().parents[1] / "docs" / "images"

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install -y chromium"
)


@contextmanager
def open_browser():
    """Yield a chromium that resolves no name."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--host-resolver-rules=MAP * ~NOTFOUND", "--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser():
    with open_browser() as opened:
        yield opened


class Opened:
    """A page and what it asked for and complained about."""

    def __init__(self, browser, path: Path, fragment: str = "", **options) -> None:
        self.path = path
        self.context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "accept_downloads": True, **options}
        )
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.goto(fragment)

    def goto(self, fragment: str = "") -> None:
        """Open the page anew: with another fragment alone, a browser would stay in the page that is there."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.path.as_uri()}{fragment}", timeout=120_000)
        self.page.wait_for_selector("html[data-ready=true]", timeout=60_000)

    def follow(self, fragment: str) -> None:
        """Change the fragment of the page that is there, as a link in it would, and wait until that was heard."""
        self.page.evaluate(
            "hash => new Promise(done => { window.addEventListener('hashchange', () => done(), {once: true}); window.location.hash = hash; })",
            fragment,
        )
        self.settle()

    def settle(self) -> None:
        """Wait until the canvas has the size of its place and has been drawn at that size."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    @property
    def labels(self) -> list[dict]:
        """The names on the canvas: id, name, the text as drawn, and the box in pixels."""
        self.settle()
        return self.ask(LABELS)

    def share(self) -> str:
        """Copy the link by its key and return it from the clipboard."""
        self.press("k")
        self.page.locator("#live", has_text="链接").wait_for(state="attached")
        return self.ask("navigator.clipboard.readText()")

    def ask(self, script: str):
        return self.page.evaluate(script)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def find(self, name: str) -> None:
        """Search by keyboard and take the first result."""
        self.press("Escape")
        self.page.focus("#canvas")
        self.press("/")
        self.page.keyboard.insert_text(name)
        self.press("Enter")

    @property
    def card(self) -> str:
        return self.page.inner_text("#card")

    @property
    def foreign(self) -> list[str]:
        """Everything asked for but the file itself."""
        own = self.path.as_uri()
        return [url for url in self.requests if url.split("#")[0] != own and not url.startswith(("data:,", "blob:"))]

    def shot(self, name: str, folder: Path) -> None:
        self.settle()
        self.page.screenshot(path=str(folder / f"explorer-{name}.png"))

    def close(self) -> None:
        self.context.close()


@contextmanager
def opened(browser, path: Path, fragment: str = "", **options):
    page = Opened(browser, path, fragment, **options)
    try:
        yield page
    finally:
        page.close()


def boxes_that_touch(labels: list[dict]) -> list[tuple[str, str]]:
    return [
        (one["name"], other["name"])
        for at, one in enumerate(labels)
        for other in labels[at + 1 :]
        if one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    ]


LABELS = "explorer.canvas.drawnLabels.map(({id, name, lines, left, right, top, bottom}) => ({id, name, text: lines.join(''), left, right, top, bottom}))"


def axe_source() -> str:
    """Return axe-core's script from npm, fetched once into the cache; skip where npm or the registry is absent."""
    cache = Path.home() / ".cache" / "chanmai-axe"
    script = cache / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm is not installed, axe-core comes from there")
        cache.mkdir(parents=True, exist_ok=True)
        (cache / "package.json").write_text(json.dumps({"private": True}))
        done = subprocess.run(
            ["npm", "install", "axe-core@4", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=cache, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"axe-core cannot be fetched from npm: {done.stderr.strip()[:200]}")
    return script.read_text("utf-8")
