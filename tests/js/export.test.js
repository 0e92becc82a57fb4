import assert from "node:assert/strict";
import test from "node:test";

import { linkRows, sentenceText, toCsv, toGraphml, toSparql, toTurtle } from "../../graph/explore/assets/export.js";
import { decideFact, decidePair, decisionRows } from "../../graph/explore/assets/review.js";
import { model, read } from "./model.js";

const data = model();
const proof = read(data);

test("a sentence is cut from its paragraph by characters", () => assert.equal(sentenceText(proof.sentences[0]), "𠮷田轴承为远山机械供应轴承，"));

test("CSV has a row for each sentence, and one for a link without", () => {
  const rows = linkRows(data, proof, [0, 5]);
  assert.equal(rows.length, 4);
  assert.deepEqual(rows[1].slice(0, 6), ["甲市远山机械有限公司", "Company", "locatedIn", "甲市", "Region", "Achieved"]);
  assert.equal(rows[3].at(-3), "");
});

test("cells that a spreadsheet would run become text; numbers stay", () => {
  assert.equal(toCsv([["=1+1", "@a", "-2.5", "a,\"b\"\n"]]), "\ufeff'=1+1,'@a,-2.5,\"a,\"\"b\"\"\n\"\r\n");
});

test("Turtle has no plain triple for a plan", () => {
  const turtle = toTurtle(data, proof, [0, 4], [3]);
  assert.equal(turtle.match(/cm:hasDesignation/g).length, 1);
  assert.match(turtle, /cm:status cm:Planned ;\s+cm:periodStart "2025-01-01"/);
});

test("Turtle escapes what would end a literal or an IRI", () => {
  const odd = model();
  odd.things[0].name = 'a"b\\c\nd\u0007';
  odd.things[0].iri = "urn:x> <y";
  const turtle = toTurtle(odd, proof, [0], []);
  assert.ok(turtle.includes('"a\\"b\\\\c\\nd\\u0007"@zh'));
  assert.ok(turtle.includes("<urn:x\\u003E\\u0020\\u003Cy>"));
});

test("GraphML is escaped and holds positions", () => {
  const odd = model();
  odd.things[0].name = "<a & b>\u0001";
  const graphml = toGraphml(odd, [0, 1], [0], new Map([[0, [1, 2]]]));
  assert.ok(graphml.includes("&#60;a &#38; b&#62;\ufffd"));
  assert.ok(graphml.includes('<data key="x">1</data>'));
});

test("SPARQL names each drawn relation", () => {
  const query = toSparql(data, [0, 4], { status: new Set(["Achieved"]) });
  assert.equal(query.match(/\(<https:\/\/w3id\.org\/chanmai\/id\//g).length, 2);
  assert.match(query, /FILTER\(\?status IN \(cm:Achieved\)\)/);
});

test("decisions are lines of the decisions file, one each", () => {
  const rows = decisionRows([
    decidePair(data, "same", 5, 0), decideFact(data, "reject", proof.claims[2]), { verb: "accept", what: "a\tb\n", other: "", note: "" },
  ]);
  assert.deepEqual(rows.split("\n"), [
    "accept\ta b\t\t", "reject\t甲市日报2024#statement=2\t\t𠮷田轴承为远山机械供应轴承，",
    "same\tCompany/甲市远山机械有限公司\tCompany/𠮷田轴承\t𠮷田轴承 / 甲市远山机械有限公司", "",
  ]);
});
