"""Reports in other forms against the same reports as text: encodings, a government page, Word, a newspaper in columns.

    python benchmarks/forms.py GOLD SCORE [--model DIR] [--only FORM,…]

In: a folder of gold files with their `reports/*.txt` and sidecars, and a scorer that prints JSON (`SCORE KG GOLD
--json`). Out: F1 of entities, relations and observations for each form, and how far it is below the text's; exit status
1 where a form falls by more than 0.02 (PDF: 0.05). Every form is built by the command line, sidecars and all.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from read_samples import to_docx, to_page, to_pdf

LAYERS = ("entity", "relation", "observation")
HEADER = "东区日报 2版"


def page(text: str) -> bytes:
    """Return a government page that takes its headline from the first line, in GB18030 under the name of gb2312."""
    first, _, rest = text.lstrip().partition("\n")
    whole = len(first) > 60  # a text without a headline
    return to_page(text if whole else rest, title="" if whole else first.strip(), charset="gb2312").encode("gb18030")


FORMS = {
    "text": (".txt", lambda text: text.encode(), 0.0),
    "gb18030": (".txt", lambda text: text.encode("gb18030"), 0.02),
    "utf-16": (".txt", lambda text: text.encode("utf-16"), 0.02),
    "utf-16-be": (".txt", lambda text: text.encode("utf-16-be"), 0.02),
    "html": (".html", page, 0.02),
    "docx": (".docx", to_docx, 0.02),
    "pdf": (".pdf", lambda text: to_pdf(text, header=HEADER, footer=True), 0.05),
    "pdf-columns": (".pdf", lambda text: to_pdf(text, columns=3, header=HEADER, footer=True), 0.05),
    "pdf-interleaved": (".pdf", lambda text: to_pdf(text, columns=3, interleaved=True, header=HEADER, footer=True), 0.05),
}  # fmt: skip


def convert(reports: Path, folder: Path, form: str) -> int:
    """Write every report in a form, its sidecar beside it, and return how many there are."""
    ending, make, _ = FORMS[form]
    folder.mkdir()
    texts = sorted(reports.glob("*.txt"))
    for file in texts:
        (folder / f"{file.stem}{ending}").write_bytes(make(file.read_text("utf-8")))
        sidecar = file.with_name(file.name + ".toml")
        if sidecar.exists():
            (folder / f"{file.stem}{ending}.toml").write_bytes(sidecar.read_bytes())
    return len(texts)


def measure(gold: Path, scorer: Path, form: str, work: Path, environment: dict[str, str]) -> dict[str, float]:
    """Build a form, score its export, and return F1 by layer."""
    convert(gold / "reports", work / form, form)
    kg = work / f"{form}.nq"
    for arguments in (["build", work / form, "--store", work / f"{form}.store"], ["export", kg, "--store", work / f"{form}.store"]):
        done = subprocess.run([sys.executable, "-m", "chanmai", *map(str, arguments)], env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
    told = subprocess.run([sys.executable, scorer, kg, gold, "--json"], check=True, capture_output=True, text=True).stdout
    total = json.loads(told)["total"]
    return {layer: total[layer]["F1"] for layer in LAYERS}


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("score", type=Path)
    parser.add_argument("--model", type=Path, help="a reader other than the packaged one (CHANMAI_MODEL_DIR)")
    parser.add_argument("--only", default=",".join(FORMS), help="forms, comma-separated")
    parser.add_argument("--keep", type=Path, help="a new folder for what is made")
    given = parser.parse_args()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if given.model:
        environment["CHANMAI_MODEL_DIR"] = str(given.model.resolve())
    worst = 0
    with tempfile.TemporaryDirectory() as temporary:
        work = given.keep or Path(temporary)
        work.mkdir(exist_ok=True)
        plain: dict[str, float] = {}
        for form in dict.fromkeys(["text", *given.only.split(",")]):
            found = measure(given.gold, given.score, form, work, environment)
            plain = plain or found
            lost = {layer: plain[layer] - found[layer] for layer in LAYERS}
            broken = any(loss > FORMS[form][2] + 1e-9 for loss in lost.values())
            worst |= broken
            figures = "  ".join(f"{layer} {found[layer]:.4f} ({-lost[layer]:+.4f})" for layer in LAYERS)
            print(f"{form:16s} {figures}{'  TOO LOW' if broken else ''}", flush=True)
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
