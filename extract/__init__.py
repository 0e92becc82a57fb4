"""From decoded text to mentions, entities, statements and observations with exact offsets.

- `read/` files of any kind → documents; `text/` healed characters, sentences, rows of tables; `discourse/` what a report carries along.
- `learned/` the character reader and the trees; `names/`, `numbers/`, `status/`, `relations/`, `observations/` one layer of the graph
  each: candidates, what weighs them, and `decided.py`, what is decided.
- `layers.py` what is noted on a spaCy Doc, `pipeline.py` the steps in order, `weigh.py` what is written and what is withheld,
  `lexicons.py` the tables of `data/` (`words_*.tsv`: the words that expressions are built from, by layer); the weights and their cards are in `models/`.
"""
