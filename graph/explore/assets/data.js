// The graph as the page holds it: columns of JSON in, linked records out. Pure; no document, no vis-network.

const PLANNED = "Planned";

// Encode what Python's quote(safe="/:@-_.~") encodes.
function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%(2F|3A|40)/g, decodeURIComponent);
}

function whole(iri, base) {
  return iri.startsWith("~") ? base + encode(iri.slice(1)) : iri;
}

// Years that a claim speaks of: its period, else the year its document was issued; empty if neither is known.
export function yearsOf(claim, document) {
  if (claim.start) {
    const first = Number(claim.start.slice(0, 4));
    const last = Number((claim.end || claim.start).slice(0, 4));
    return Array.from({ length: Math.min(last - first, 60) + 1 }, (_, at) => String(first + at));
  }
  return document?.issued ? [document.issued.slice(0, 4)] : [];
}

function readThing(row, id, bases) {
  const [iri, kind, name, aliases, initials, code, mentions, key] = row;
  return { id, iri: whole(iri, bases.id), kind, name, aliases, initials, code, mentions, key, links: [], degree: 0 };
}

function readDocument(row, id, bases) {
  const [iri, identifier, title, issued, publisher, url, reprintOf] = row;
  return { id, iri: whole(iri, bases.doc), identifier, title: title || identifier, issued, publisher, url, reprintOf };
}

function readLinks(graph, documents) {
  let at = 0;
  const claims = [];
  const links = graph.links.map(([source, predicate, target, count], id) => {
    const link = { id, source, predicate, target, claims: [], status: "Achieved", confidence: 1 };
    for (; link.claims.length < count; at += 1) {
      const [document, confidence, status, start, end] = graph.claims[at];
      const claim = { id: at, link: id, document, confidence, status: graph.statuses[status], start, end };
      claim.years = yearsOf(claim, documents[document]);
      claims.push(claim);
      link.claims.push(claim);
    }
    settle(link);
    return link;
  });
  return { links, claims };
}

// A link is as real as the most real of its claims, and as sure as the surest.
export function settle(link) {
  if (link.claims.length) {
    link.confidence = Math.max(...link.claims.map((claim) => claim.confidence));
    const statuses = new Set(link.claims.map((claim) => claim.status));
    link.status = ["Achieved", "Underway", PLANNED].find((status) => statuses.has(status));
  }
}

// Count each thing's neighbours and list its links.
export function connect(things, links) {
  for (const thing of things) thing.links = [];
  for (const link of links) {
    things[link.source].links.push(link.id);
    if (link.target !== link.source) things[link.target].links.push(link.id);
  }
  for (const thing of things) {
    thing.degree = new Set(thing.links.map((id) => otherEnd(links[id], thing.id)).filter((id) => id !== thing.id)).size;
  }
}

export function otherEnd(link, id) {
  return link.source === id ? link.target : link.source;
}

// graph: the parsed JSON of payload.graph_json. Returns the model that all other modules read.
export function decode(graph) {
  const kinds = graph.kinds.map(([key, shape, light, dark, zh, en], id) => ({ id, key, shape, light, dark, zh, en }));
  const predicates = graph.predicates.map(([key, zh, en], id) => ({ id, key, zh, en }));
  const documents = graph.documents.map((row, id) => readDocument(row, id, graph.bases));
  const things = graph.things.map((row, id) => readThing(row, id, graph.bases));
  const { links, claims } = readLinks(graph, documents);
  connect(things, links);
  const byKey = new Map(things.map((thing) => [thing.key, thing.id]));
  const byIri = new Map(things.map((thing) => [thing.iri, thing.id]));
  return { ...graph, kinds, predicates, documents, things, links, claims, byKey, byIri };
}

// evidence: the parsed JSON of payload.evidence_json. Offsets are characters of the document.
export function decodeEvidence(evidence, model) {
  const paragraphs = evidence.paragraphs.map(([document, begin, text]) => ({ document, begin, text }));
  const sentences = evidence.sentences.map(([paragraph, begin, end, iri], id) => ({
    id, paragraph: paragraphs[paragraph], document: paragraphs[paragraph].document, begin, end,
    iri: iri || `${model.documents[paragraphs[paragraph].document]?.iri}#sentence=${begin},${end}`,
  }));
  const claims = evidence.claims.map(([sentence, sb, se, ob, oe, rule, fragment], id) => ({
    sentence: sentences[sentence], subject: [sb, se], object: [ob, oe], rule, fragment,
    iri: `${model.documents[sentences[sentence].document]?.iri}#${fragment}`, id,
  }));
  const numbers = new Map();
  for (const row of evidence.numbers) {
    const [thing, indicator, value, unit, text, sentence, begin, end, measure, bound, confidence, status,
      valueMax, comparison, within, condition, start, finish, fragment] = row;
    const number = {
      thing, indicator, value, unit, text, sentence: sentences[sentence], span: [begin, end], measure, bound, confidence,
      status: model.statuses[status], valueMax, comparison, within, condition, start, end: finish, fragment,
    };
    if (!numbers.has(thing)) numbers.set(thing, []);
    numbers.get(thing).push(number);
  }
  return { sentences, claims, numbers };
}

// Cut a paragraph at the borders of marks: [{text, marks: [names]}]. Offsets count code points, as Python does;
// JavaScript's strings count UTF-16 units, which differ from the first rare character on.
export function segments(paragraph, marks) {
  const characters = Array.from(paragraph.text);
  const inside = marks
    .map(([begin, end, name]) => [Math.max(begin - paragraph.begin, 0), Math.min(end - paragraph.begin, characters.length), name])
    .filter(([begin, end]) => begin < end);
  const borders = new Set([0, characters.length, ...inside.flatMap(([begin, end]) => [begin, end])]);
  const cuts = [...borders].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((begin, at) => ({
    text: characters.slice(begin, cuts[at + 1]).join(""),
    marks: inside.filter(([from, to]) => from <= begin && cuts[at + 1] <= to).map(([, , name]) => name),
  }));
}
