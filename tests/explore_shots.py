"""Photograph the explorer of the sample reports in each state, for docs/images: python tests/explore_shots.py."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from explore_pages import SHOTS, open_browser, opened

from graph.explore import write_page

STATES = {
    "first": [],
    "card": ["江津区"],
    "evidence": ["胜禹新材", "]"],
    "path": ["胜禹新材", "s", "明泰铝业", "d"],
    "table": ["铜梁区", "t"],
    "help": ["?"],
}
LOOKS = [("zh", "light"), ("zh", "dark"), ("en", "light"), ("en", "dark")]


def main() -> None:
    """Build data/reports and write docs/images/explorer-STATE-LANGUAGE-THEME.png."""
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        store, page = Path(folder) / "store", Path(folder) / "page.html"
        subprocess.run(
            [sys.executable, "-m", "chanmai", "build", "data/reports", "--store", str(store)], cwd=ROOT, check=True
        )
        write_page(store, page)
        for state, steps in STATES.items():
            for language, theme in LOOKS if state in ("first", "card") else LOOKS[:1]:
                with opened(browser, page, color_scheme=theme) as explorer:
                    if language == "en":
                        explorer.press("z")
                    for step in steps:
                        explorer.press(step) if len(step) == 1 else explorer.find(step)
                    explorer.shot(f"{state}-{language}-{theme}", SHOTS)


if __name__ == "__main__":
    main()
