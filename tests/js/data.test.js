import assert from "node:assert/strict";
import test from "node:test";

import { decode, segments, yearsOf } from "../../graph/explore/assets/data.js";
import { graph, model, read } from "./model.js";

test("IRIs are encoded as Python's quote does", () => {
  assert.equal(model().things[1].iri, "https://w3id.org/chanmai/id/Region/%E7%94%B2%E5%B8%82");
  const odd = graph();
  odd.things[0][0] = "~a b'(c)*!/d:e@f#";
  assert.equal(decode(odd).things[0].iri, "https://w3id.org/chanmai/id/a%20b%27%28c%29%2A%21/d:e@f%23");
});

test("an IRI of elsewhere stays as it is", () => {
  assert.equal(model().documents[1].iri, "urn:other");
});

test("a link is as real and as sure as its best claim", () => {
  const { links } = model();
  assert.deepEqual(links.map((link) => link.status), ["Achieved", "Achieved", "Underway", "Planned", "Achieved", "Achieved"]);
  assert.equal(links[0].confidence, 0.95);
});

test("degree counts neighbours, not links", () => {
  assert.deepEqual(model().things.map((thing) => thing.degree), [4, 2, 1, 2, 1, 2, 0]);
});

test("years come from the period, else from the date of issue", () => {
  assert.deepEqual(yearsOf({ start: "2023-01-01", end: "2024-12-31" }, null), ["2023", "2024"]);
  assert.deepEqual(yearsOf({ start: "" }, { issued: "2024-05" }), ["2024"]);
  assert.deepEqual(yearsOf({ start: "" }, undefined), []);
});

test("segments count characters, not UTF-16 units", () => {
  const { sentences, claims } = read(model());
  const pieces = segments(sentences[0].paragraph, [[0, 14, "sentence"], [0, 4, "subject"], [5, 9, "object"]]);
  assert.deepEqual(pieces.map((piece) => piece.text), ["𠮷田轴承", "为", "远山机械", "供应轴承，", "两家都在甲市。"]);
  assert.deepEqual(pieces[2].marks, ["sentence", "object"]);
  assert.equal(claims[0].iri, "https://w3id.org/chanmai/doc/%E7%94%B2%E5%B8%82%E6%97%A5%E6%8A%A52024#statement=0");
});

test("marks beyond the paragraph are cut, unknown ones are passed over", () => {
  assert.deepEqual(segments({ begin: 10, text: "abc" }, [[8, 11, "x"], [-1, -1, "y"]]), [{ text: "a", marks: ["x"] }, { text: "bc", marks: [] }]);
});
