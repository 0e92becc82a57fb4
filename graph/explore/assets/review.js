// What people decide while they look, as lines of the decisions file that `chanmai build` reads:
// verb <TAB> what <TAB> other <TAB> note.

import { sentenceText } from "./export.js";

function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// A fact by document and fragment, as the file names it. proof: of a claim or a number.
export function factName(model, proof) {
  return `${model.documents[proof.sentence.document]?.identifier}#${plain(proof.fragment)}`;
}

// An entity by the last part of its IRI.
export function entityName(model, id) {
  const { iri } = model.things[id];
  return plain(iri.startsWith(model.bases.id) ? iri.slice(model.bases.id.length) : iri);
}

export function decideFact(model, verb, proof) {
  return { verb, what: factName(model, proof), other: "", note: sentenceText(proof.sentence).slice(0, 80) };
}

export function decidePair(model, verb, one, two) {
  const [what, other] = [entityName(model, one), entityName(model, two)].sort();
  return { verb, what, other, note: `${model.things[one].name} / ${model.things[two].name}` };
}

// What a decision is about: a second one on the same replaces the first.
export function aboutOf({ what, other }) {
  return `${what}\t${other}`;
}

function field(text) {
  return text.replace(/[\t\r\n]+/g, " ").trim();
}

export function decisionRows(decisions) {
  return decisions.map(({ verb, what, other, note }) => `${[verb, what, other, note].map(field).join("\t")}\n`).sort().join("");
}
