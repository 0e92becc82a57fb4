import assert from "node:assert/strict";
import test from "node:test";

import { firstState, fromHash, toHash, Trail } from "../../graph/explore/assets/state.js";
import { model } from "./model.js";

const data = model();
const fallback = { language: "zh", theme: "light" };
const first = () => firstState(data, "zh", "light");
const back = (state) => fromHash(toHash(state, data), data, fallback);

test("a link brings back drawing, filters, selection and view", () => {
  const state = first();
  state.drawn.set(3, [40, -60]);
  state.drawn.delete(1);
  state.drawn.set(5, [7, 8]);
  state.hidden.add(5);
  state.pinned.add(3);
  state.filters.kind.add("Company");
  state.filters.year.add("2024");
  Object.assign(state, { start: 4, language: "en", theme: "dark", table: "links", arrows: true, names: true, camera: [10.5, -3, 0.75], selected: { type: "link", id: 4 } });
  assert.deepEqual(back(state), state);
});

for (const selected of [null, { type: "thing", id: 2 }, { type: "link", id: 0 }, { type: "path", from: 0, to: 6 }, { type: "common", from: 1, to: 5 }]) {
  test(`selection ${JSON.stringify(selected)}`, () => assert.deepEqual(back({ ...first(), selected }).selected, selected));
}

test("links are short for the first view", () => assert.ok(toHash(first(), data).length < 60));

const encode = (value) => `v1.${Buffer.from(JSON.stringify(value)).toString("base64url")}`;

for (const [name, hash] of Object.entries({
  empty: "", other: "top", text: "v1.<img src=x onerror=alert(1)>", broken: "v1.AAAA", list: encode([]) && "v1.bnVsbA",
})) {
  test(`what is no link is refused: ${name}`, () => assert.equal(fromHash(hash, data, fallback), null));
}

test("unknown things and odd values are passed over", () => {
  const state = fromHash(encode({ a: [["gone", 1, 2], ["key1", "x", 2], 5], h: "key1", p: [{}], f: { kind: "x", region: [3, "key1"], nonsense: ["y"] }, s: ["t", "gone"], l: "xx", d: 7, t: "<b>", c: [1, 2], o: "gone" }), data, fallback);
  const wanted = first();
  wanted.filters.region.add("key1");
  assert.deepEqual(state, wanted);
});

test("back and forward, and what a new step forgets", () => {
  const trail = new Trail("a");
  assert.equal(trail.push("a"), false);
  trail.push("b");
  trail.push("c");
  assert.equal(trail.move(-1), "b");
  assert.equal(trail.move(-1), "a");
  assert.equal(trail.move(-1), null);
  assert.equal(trail.move(1), "b");
  trail.push("d");
  assert.equal(trail.move(1), null);
  assert.deepEqual(trail.hashes, ["a", "b", "d"]);
});
