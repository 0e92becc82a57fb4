// A small invented graph in the page's own form, for the tests of its modules.

import { decode, decodeEvidence } from "../../graph/explore/assets/data.js";

const KINDS = ["Company", "Region", "Industry", "Designation", "Park"];
const PREDICATES = ["locatedIn", "partOf", "operatesIn", "hasDesignation", "suppliesTo"];
const DOCUMENT = "甲市日报2024";

export function graph() {
  const thing = (place, kind, name, aliases, initials) => [`~${KINDS[kind]}/${name}`, kind, name, aliases, initials, "", [[0, 2]], `key${place}`];
  return {
    title: "", endpoint: "", leftOut: 0, focus: -1, numbers: 1,
    prefixes: { cm: "https://w3id.org/chanmai/ontology#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", rdfs: "http://www.w3.org/2000/01/rdf-schema#",
      skos: "http://www.w3.org/2004/02/skos/core#", xsd: "http://www.w3.org/2001/XMLSchema#", prov: "http://www.w3.org/ns/prov#", dcterms: "http://purl.org/dc/terms/" },
    bases: { id: "https://w3id.org/chanmai/id/", doc: "https://w3id.org/chanmai/doc/" },
    kinds: KINDS.map((key) => [key, "dot", "#000", "#fff", key, key]),
    predicates: PREDICATES.map((key) => [key, key, key]),
    statuses: ["Achieved", "Underway", "Planned"],
    documents: [[`~${DOCUMENT}`, DOCUMENT, "甲市产业观察", "2024-05-01", "", "", -1], ["urn:other", "other", "乙县消息", "", "", "", -1]],
    things: [
      thing(0, 0, "甲市远山机械有限公司", ["远山机械"], "jsysjxyxgs ysjx"), thing(1, 1, "甲市", [], "js"), thing(2, 1, "乙省", [], "ys"),
      thing(3, 2, "农机产业", [], "njcy"), thing(4, 3, "专精特新企业", [], "zjtxqy"), thing(5, 0, "𠮷田轴承", ["=吉田"], "jtzc"), thing(6, 4, "孤岛园区", [], "gdyq"),
    ],
    // source, predicate, target, how many claims
    links: [[0, 0, 1, 2], [1, 1, 2, 1], [0, 2, 3, 1], [0, 3, 4, 1], [5, 4, 0, 1], [5, 2, 3, 0]],
    // document, confidence, status, start, end
    claims: [[0, 0.95, 0, "", ""], [1, 0.6, 0, "", ""], [0, 0.9, 0, "", ""], [0, 0.8, 1, "2023-01-01", "2024-12-31"], [0, 0.4, 2, "2025-01-01", "2025-12-31"], [0, 0.7, 0, "", ""]],
    view: { nodes: [{ id: 0, x: 0, y: 0 }, { id: 1, x: 100, y: 0 }, { id: 5, x: 0, y: 90 }], edges: 2, options: {} },
  };
}

export function evidence() {
  const claim = (place) => [0, 2, 6, 10, 12, "rule", `statement=${place}`];
  return {
    paragraphs: [[0, 0, "𠮷田轴承为远山机械供应轴承，两家都在甲市。"]],
    sentences: [[0, 0, 14, ""]],
    claims: [0, 1, 2, 3, 4, 5].map(claim),
    numbers: [[0, "产值", "12.5", "亿元", "12.5亿元", 0, 0, 4, "amount", "exact", 0.9, 0, "", "", "", "", "2024-01-01", "2024-12-31", "observation=0,4;ab"]],
  };
}

export function model() {
  return decode(graph());
}

export function read(decoded) {
  return decodeEvidence(evidence(), decoded);
}
