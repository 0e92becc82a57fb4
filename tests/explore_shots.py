"""Photograph the explorer in each state: python tests/explore_shots.py [--store DIR] [--out DIR] [--states first card].

Without options: the sample reports, for docs/images. Pictures of other reports do not belong there.
"""

from __future__ import annotations

import argparse
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
    """Write explorer-STATE-LANGUAGE-THEME.png, of a store that is there or of one built from data/reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--out", type=Path, default=SHOTS)
    parser.add_argument("--states", nargs="+", choices=STATES, default=list(STATES))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        store, page = options.store or Path(folder) / "store", Path(folder) / "page.html"
        if options.store is None:
            subprocess.run(
                [sys.executable, "-m", "chanmai", "build", "data/reports", "--store", str(store)], cwd=ROOT, check=True
            )
        write_page(store, page)
        for state in options.states:
            for language, theme in LOOKS if state in ("first", "card") else LOOKS[:1]:
                with opened(browser, page, color_scheme=theme) as explorer:
                    if language == "en":
                        explorer.press("z")
                    for step in STATES[state]:
                        explorer.press(step) if len(step) == 1 else explorer.find(step)
                    explorer.shot(f"{state}-{language}-{theme}", options.out)


if __name__ == "__main__":
    main()
