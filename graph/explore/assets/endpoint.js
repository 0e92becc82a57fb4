// Loading what the page does not hold, from the SPARQL endpoint of its own server. Only pages that are served do so.

import { connect, settle, yearsOf } from "./data.js";
import { literal } from "./export.js";

const LIMIT = 400;
const NAMES = 20;

function prefixes(model) {
  return Object.entries(model.prefixes).map(([name, base]) => `PREFIX ${name}: <${base}>`).join("\n");
}

function aroundQuery(model, iri) {
  return `${prefixes(model)}
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
SELECT ?claim ?s ?sName ?sKind ?p ?o ?oName ?oKind ?confidence ?status ?start ?end ?sentence ?begin ?finish ?anchor ?document ?identifier ?title ?issued WHERE {
  VALUES ?thing { <${iri.replace(/[<>"{}|^`\\\s]/g, encodeURIComponent)}> }
  { ?claim rdf:subject ?thing } UNION { ?claim rdf:object ?thing }
  ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasDerivedFrom ?sentence .
  ?s skos:prefLabel ?sName ; a ?sKind . ?o skos:prefLabel ?oName ; a ?oKind .
  ?sentence nif:beginIndex ?begin ; nif:endIndex ?finish ; nif:anchorOf ?anchor ; nif:referenceContext ?document .
  ?document dcterms:identifier ?identifier .
  OPTIONAL { ?document dcterms:title ?title } OPTIONAL { ?document dcterms:issued ?issued }
  OPTIONAL { ?claim cm:confidence ?confidence } OPTIONAL { ?claim cm:status ?status }
  OPTIONAL { ?claim cm:periodStart ?start } OPTIONAL { ?claim cm:periodEnd ?end }
} ORDER BY ?claim LIMIT ${LIMIT}`;
}

function local(value) {
  return value?.split(/[#/]/).at(-1) ?? "";
}

// The thing of an IRI; a new one, known by its IRI, where the page has none.
function thingOf(model, iri, name, kind) {
  if (!model.byIri.has(iri)) {
    const id = model.things.length;
    model.things.push({ id, iri, kind: Math.max(model.kinds.findIndex((one) => one.key === local(kind)), 0), name, aliases: [], initials: "", code: "", mentions: [], key: iri, links: [], degree: 0 });
    model.byIri.set(iri, id);
    model.byKey.set(iri, id);
  }
  return model.things[model.byIri.get(iri)];
}

function documentOf(model, row) {
  const found = model.documents.findIndex((one) => one.iri === row.document);
  if (found >= 0) return found;
  return model.documents.push({ id: model.documents.length, iri: row.document, identifier: row.identifier, title: row.title ?? row.identifier, issued: row.issued ?? "", publisher: "", url: "", reprintOf: -1 }) - 1;
}

// Add the rows of an answer to the model and its evidence; return the ids of the things that they name.
export function addRows(model, evidence, rows) {
  const known = new Set(evidence.claims.map((claim) => claim.iri));
  const touched = new Set();
  for (const row of rows) {
    const predicate = model.predicates.findIndex((one) => one.key === local(row.p));
    if (predicate < 0) continue;
    const [source, target] = [thingOf(model, row.s, row.sName, row.sKind).id, thingOf(model, row.o, row.oName, row.oKind).id];
    touched.add(source).add(target);
    if (known.has(row.claim)) continue;
    known.add(row.claim);
    let link = model.links.find((one) => one.source === source && one.target === target && one.predicate === predicate);
    if (!link) {
      link = { id: model.links.length, source, predicate, target, claims: [], status: "Achieved", confidence: 1 };
      model.links.push(link);
    }
    const document = documentOf(model, row);
    const claim = { id: evidence.claims.length, link: link.id, document, confidence: Number(row.confidence ?? 1), status: local(row.status) || "Achieved", start: row.start ?? "", end: row.end ?? "" };
    claim.years = yearsOf(claim, model.documents[document]);
    const [begin, end] = [Number(row.begin), Number(row.finish)];
    evidence.claims.push({ id: claim.id, iri: row.claim, fragment: row.claim.split("#")[1] ?? "", rule: "", subject: [-1, -1], object: [-1, -1], sentence: { iri: row.sentence, begin, end, document, paragraph: { document, begin, text: row.anchor } } });
    model.claims.push(claim);
    link.claims.push(claim);
    settle(link);
  }
  connect(model.things, model.links);
  return [...touched];
}

function namesQuery(model, text) {
  return `${prefixes(model)}
SELECT DISTINCT ?thing ?name ?kind WHERE {
  ?thing skos:prefLabel|skos:altLabel ?any . FILTER(CONTAINS(STR(?any), ${literal(text)}))
  ?thing skos:prefLabel ?name ; a ?kind . FILTER(?kind IN (${model.kinds.map(({ key }) => `cm:${key}`).join(", ")}))
} ORDER BY STRLEN(?name) ?name LIMIT ${NAMES}`;
}

async function ask(model, query) {
  const body = new URLSearchParams({ query });
  const answer = await fetch(model.endpoint, { method: "POST", headers: { Accept: "application/sparql-results+json" }, body });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const { results } = await answer.json();
  return results.bindings.map((row) => Object.fromEntries(Object.entries(row).map(([name, { value }]) => [name, value])));
}

// Load a thing's neighbourhood; return the ids of what it names.
export async function fetchAround(model, evidence, id) {
  return addRows(model, evidence, await ask(model, aroundQuery(model, model.things[id].iri)));
}

// The things of a name: from the index of our own server, which has them in a moment; else by SPARQL, which reads all names.
async function named(model, text) {
  const address = `${model.endpoint.replace(/[^/]*$/, "search")}?${new URLSearchParams({ q: text, format: "json" })}`;
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) return ask(model, namesQuery(model, text));
  const { entities } = await answer.json();
  const found = entities.filter((one) => model.kinds.some(({ key }) => key === one.kind)).slice(0, NAMES);
  return found.map(({ iri, label, kind }) => ({ thing: iri, name: label, kind }));
}

// Load things by name; return how many are new.
export async function fetchNamed(model, text) {
  const before = model.things.length;
  for (const { thing, name, kind } of await named(model, text)) thingOf(model, thing, name, kind);
  return model.things.length - before;
}
