"""Write the unlabelled corpus as character ids: `python corpus.py SHARED_DIR OUT_DIR`.

OUT/vocabulary.json (characters seen at least three times), OUT/news.npy and OUT/reports.npy: uint16 ids, the top bit set
where a word begins (jieba), documents parted by line breaks. What the held-out reports are cut from stays out.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

import jieba
import numpy as np
from text import BREAK, WORD, Vocabulary, squeeze

LEAST = 3


def texts(path: Path, leave_out: set[str]):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["id"] not in leave_out:
                yield squeeze(record["text"])[0]


def main() -> None:
    shared, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    sources = json.loads(Path(sys.argv[3]).read_text()) if len(sys.argv) > 3 else {}
    leave_out = {k for ids in sources.values() for k in ids}
    news = list(texts(shared / "corpus/news.jsonl.gz", leave_out))
    reports = [t for name in ("reports.jsonl", "mixed.jsonl") for t in texts(shared / "corpus" / name, leave_out)]
    count: Counter[str] = Counter()
    for text in news + reports:
        count.update(text)
    characters = "".join(c for c, n in sorted(count.items(), key=lambda i: (-i[1], i[0])) if n >= LEAST and c != "\n")
    vocabulary = Vocabulary(characters)
    (out / "vocabulary.json").write_text(json.dumps({"characters": characters}, ensure_ascii=False))
    jieba.setLogLevel(40)
    for name, part in (("news", news), ("reports", reports)):
        ids: list[int] = []
        for text in part:
            for word in jieba.cut(text):
                codes = vocabulary.encode(word)
                codes[0] |= WORD
                ids += codes
            ids.append(BREAK | WORD)
            ids.append(BREAK | WORD)
        np.save(out / f"{name}.npy", np.array(ids, dtype=np.uint16))
        print(name, len(part), "texts", len(ids), "characters")


if __name__ == "__main__":
    main()
