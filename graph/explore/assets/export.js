// What can be taken along: CSV, Turtle, GraphML and SPARQL of the drawn relations. Pure: text in, text out.

// A spreadsheet runs cells that begin so; a leading apostrophe makes them text (threat 57).
function cell(value) {
  let text = String(value ?? "");
  if (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

// rows: lists of values, the header first. Begins with a byte order mark, or Excel reads Chinese as Latin.
export function toCsv(rows) {
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

// One row for each sentence of each drawn relation.
export function linkRows(model, evidence, links) {
  const rows = [["subject", "subject_class", "predicate", "object", "object_class", "status", "confidence", "start", "end", "document", "issued", "sentence_begin", "sentence_end", "sentence", "subject_iri", "object_iri"]];
  for (const id of links) {
    const link = model.links[id];
    const [from, to] = [model.things[link.source], model.things[link.target]];
    const ends = [from.name, model.kinds[from.kind].key, model.predicates[link.predicate].key, to.name, model.kinds[to.kind].key];
    for (const claim of link.claims.length ? link.claims : [null]) {
      const sentence = claim && evidence.claims[claim.id].sentence;
      const document = claim && model.documents[claim.document];
      rows.push([...ends, claim?.status ?? link.status, claim?.confidence ?? "", claim?.start ?? "", claim?.end ?? "",
        document?.identifier ?? "", document?.issued ?? "", sentence?.begin ?? "", sentence?.end ?? "", sentence ? sentenceText(sentence) : "", from.iri, to.iri]);
    }
  }
  return rows;
}

export function sentenceText(sentence) {
  const { begin, text } = sentence.paragraph;
  return Array.from(text).slice(sentence.begin - begin, sentence.end - begin).join("");
}

function iri(value) {
  return `<${value.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`)}>`;
}

// A Turtle and SPARQL string, whatever the text holds.
export function literal(text) {
  const escaped = text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t");
  return `"${escaped.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

function prefixes(model, names, keyword, end) {
  return names.map((name) => `${keyword} ${name}: <${model.prefixes[name]}>${end}`).join("\n");
}

// The drawn things and relations, with the statement for each sentence; only planned relations have no plain triple.
export function toTurtle(model, evidence, things, links) {
  const lines = [prefixes(model, ["cm", "rdf", "skos", "xsd", "prov"], "@prefix", " ."), ""];
  for (const thing of things.map((id) => model.things[id])) {
    const aliases = thing.aliases.map((name) => ` ;\n    skos:altLabel ${literal(name)}@zh`).join("");
    lines.push(`${iri(thing.iri)} a cm:${model.kinds[thing.kind].key} ;\n    skos:prefLabel ${literal(thing.name)}@zh${aliases} .`);
  }
  for (const link of links.map((id) => model.links[id])) {
    const [from, to] = [iri(model.things[link.source].iri), iri(model.things[link.target].iri)];
    const predicate = `cm:${model.predicates[link.predicate].key}`;
    if (link.status !== "Planned") lines.push(`${from} ${predicate} ${to} .`);
    for (const claim of link.claims) {
      const proof = evidence.claims[claim.id];
      const period = claim.start ? ` ;\n    cm:periodStart "${claim.start}"^^xsd:date${claim.end ? ` ; cm:periodEnd "${claim.end}"^^xsd:date` : ""}` : "";
      lines.push(`${iri(proof.iri)} a rdf:Statement ;\n    rdf:subject ${from} ; rdf:predicate ${predicate} ; rdf:object ${to} ;\n    prov:wasDerivedFrom ${iri(proof.sentence.iri)} ; cm:confidence "${claim.confidence}"^^xsd:decimal ; cm:status cm:${claim.status}${period} .`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function xml(value) {
  return String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

export function toGraphml(model, things, links, positions) {
  const keys = [["name", "node", "string"], ["class", "node", "string"], ["iri", "node", "string"], ["x", "node", "double"], ["y", "node", "double"],
    ["relation", "edge", "string"], ["status", "edge", "string"], ["confidence", "edge", "double"], ["sentences", "edge", "int"]];
  const data = (values) => Object.entries(values).map(([key, value]) => `<data key="${key}">${xml(value)}</data>`).join("");
  const nodes = things.map((id) => model.things[id]).map((thing) => {
    const [x, y] = positions.get(thing.id) ?? [0, 0];
    return `    <node id="n${thing.id}">${data({ name: thing.name, class: model.kinds[thing.kind].key, iri: thing.iri, x, y })}</node>`;
  });
  const edges = links.map((id) => model.links[id]).map((link) => `    <edge id="e${link.id}" source="n${link.source}" target="n${link.target}">${
    data({ relation: model.predicates[link.predicate].key, status: link.status, confidence: link.confidence, sentences: link.claims.length })}</edge>`);
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys.map(([id, owner, type]) => `  <key id="${id}" for="${owner}" attr.name="${id}" attr.type="${type}"/>`),
    '  <graph edgedefault="directed">', ...nodes, ...edges, "  </graph>", "</graphml>", ""].join("\n");
}

// A query whose rows are the drawn relations, one for each sentence.
export function toSparql(model, links, filters) {
  const ends = [...new Set(links.map((id) => model.links[id]))].map((link) =>
    `    (${iri(model.things[link.source].iri)} cm:${model.predicates[link.predicate].key} ${iri(model.things[link.target].iri)})`);
  const wanted = [];
  if (filters.status?.size) wanted.push(`  FILTER(?status IN (${[...filters.status].map((status) => `cm:${status}`).join(", ")}))`);
  return [prefixes(model, ["cm", "rdf", "skos", "prov", "dcterms"], "PREFIX", ""), "PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>", "",
    "SELECT ?subjectName ?predicate ?objectName ?status ?confidence ?document ?sentence WHERE {",
    "  VALUES (?subject ?predicate ?object) {", ...ends, "  }",
    "  ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;",
    "             cm:confidence ?confidence ; cm:status ?status ; prov:wasDerivedFrom ?place .",
    "  ?place nif:anchorOf ?sentence ; nif:referenceContext/dcterms:identifier ?document .",
    "  ?subject skos:prefLabel ?subjectName . ?object skos:prefLabel ?objectName .", ...wanted,
    "} ORDER BY ?subjectName ?predicate ?objectName ?document", ""].join("\n");
}
