import assert from "node:assert/strict";
import test from "node:test";

import { applyFilters, band, facetValues, regionChain } from "../../graph/explore/assets/facets.js";
import { emptyFilters } from "../../graph/explore/assets/state.js";
import { model } from "./model.js";

const data = model();
const values = facetValues(data);
const filtered = (filters) => applyFilters(data, values, { ...emptyFilters(), ...Object.fromEntries(Object.entries(filters).map(([facet, list]) => [facet, new Set(list)])) });

test("no filter lets everything pass and counts it", () => {
  const { things, links, counts } = filtered({});
  assert.equal(things.size, 7);
  assert.equal(links.size, 6);
  assert.deepEqual([...counts.kind], [["Company", 2], ["Region", 2], ["Industry", 1], ["Designation", 1], ["Park", 1]]);
  assert.equal(counts.status.get("Planned"), 1);
});

test("a region holds what lies in it through regions below", () => {
  assert.deepEqual(regionChain(data, 0), [1, 2]);
  assert.deepEqual([...filtered({ region: ["key2"] }).things], [0, 1, 2]);
});

test("within a facet any value will do, across facets all must", () => {
  assert.equal(filtered({ kind: ["Company", "Region"] }).things.size, 4);
  assert.deepEqual([...filtered({ kind: ["Company"], industry: ["key3"], designation: ["key4"] }).things], [0]);
});

test("counts of a facet in use still tell what its other values would give", () => {
  const { counts } = filtered({ kind: ["Company"] });
  assert.equal(counts.kind.get("Region"), 2);
  assert.equal(counts.region.get("key1"), 1);
});

test("a claim's facets choose relations and the things that they join", () => {
  const planned = filtered({ status: ["Planned"] });
  assert.deepEqual([...planned.links], [3]);
  assert.deepEqual([...planned.things], [0, 4]);
  assert.deepEqual([...filtered({ year: ["2023"] }).links], [2]);
  assert.deepEqual([...filtered({ confidence: ["0.5"] }).links], [0]);
});

test("one claim must pass all, not one claim each", () => {
  assert.deepEqual([...filtered({ document: ["other"], confidence: ["0.9"] }).links], []);
});

test("bands", () => assert.deepEqual([1, 0.9, 0.75, 0.5, 0.1].map(band), ["0.9", "0.9", "0.7", "0.5", "0"]));

test("what is kept between clicks is forgotten with the claims' filters and with growth", () => {
  const grown = model();
  const of = (filters) => applyFilters(grown, facetValues(grown), { ...emptyFilters(), ...filters });
  const before = of({});
  of({ kind: new Set(["Company"]) }).counts.status.set("Planned", 99); // a reader may add to what it got
  assert.deepEqual(of({}), before);
  assert.deepEqual([...of({ status: new Set(["Planned"]) }).links], [3]);
  assert.equal(of({}).links.size, 6);
  const claim = { ...grown.claims[0], id: grown.claims.length, status: "Underway", own: undefined };
  grown.claims.push(claim);
  grown.links[claim.link].claims.push(claim);
  assert.equal(of({}).counts.status.get("Underway"), (before.counts.status.get("Underway") ?? 0) + 1);
});
