import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { period } from "../../graph/explore/assets/card.js";
import { addRows } from "../../graph/explore/assets/endpoint.js";
import { CANVAS_KEYS, KEYS } from "../../graph/explore/assets/keys.js";
import { hasText, LANGUAGES, translator } from "../../graph/explore/assets/texts.js";
import { model, read } from "./model.js";

const folder = new URL("../../graph/explore/assets/", import.meta.url);
const sources = Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith(".js")).map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));

test("every word that the page asks for exists in both languages", () => {
  const asked = Object.values(sources).flatMap((source) => [...source.matchAll(/\bt\("(\w+)"/g)].map((found) => found[1]));
  assert.ok(asked.length > 60);
  for (const key of asked) assert.ok(hasText(key), key);
  for (const language of LANGUAGES) assert.notEqual(translator(language)("share"), "share");
  assert.equal(translator("en")("matches", 3), "3 results");
});

test("every key has an action of the page, and no key two", () => {
  assert.equal(new Set(KEYS.map(([key]) => key)).size, KEYS.length);
  for (const [, , action] of KEYS) assert.match(sources["app.js"], new RegExp(`^  (async )?${action}\\(`, "m"), action);
  assert.ok(CANVAS_KEYS.length);
});

test("no module makes markup from text, or asks the network but the one that may", () => {
  for (const [name, source] of Object.entries(sources)) {
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|DOMParser/, name);
    if (name !== "endpoint.js") assert.doesNotMatch(source, /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(/, name);
  }
});

test("periods are written as people write them", () => {
  const rows = [["", "", ""], ["2023-01-01", "2023-12-31", "2023"], ["2021-01-01", "2025-12-31", "2021–2025"], ["2024-01-01", "2024-08-31", "2024年1—8月"],
    ["2024-02-01", "2024-02-29", "2024年2月"], ["2024-01-01", "2024-10-21", "2024-01-01\n至 2024-10-21"], ["2024-05-06", "2024-05-06", "2024-05-06"]];
  for (const [start, end, wanted] of rows) assert.equal(period(start, end, "zh"), wanted);
  assert.equal(period("2024-01-01", "2024-08-31", "en"), "2024-01 to 08");
});

test("rows of an endpoint become things and links, once", () => {
  const data = model();
  const evidence = read(data);
  const row = { claim: "urn:c", s: data.things[0].iri, sName: "x", sKind: "#Company", p: "https://w3id.org/chanmai/ontology#suppliesTo", o: "urn:new", oName: "丙厂", oKind: "https://w3id.org/chanmai/ontology#Company",
    confidence: "0.7", status: "https://w3id.org/chanmai/ontology#Planned", sentence: "urn:s", begin: "0", finish: "3", anchor: "供丙厂", document: "urn:d", identifier: "d" };
  assert.deepEqual(addRows(data, evidence, [row, row]), [0, 7]);
  assert.equal(data.things[7].name, "丙厂");
  assert.equal(data.links.at(-1).status, "Planned");
  assert.equal(data.links.at(-1).claims.length, 1);
  assert.equal(evidence.claims.at(-1).sentence.paragraph.text, "供丙厂");
  assert.equal(data.things[0].degree, 5);
});
