import assert from "node:assert/strict";
import test from "node:test";

import { commonNeighbours, neighbourGroups, shortestPaths } from "../../graph/explore/assets/paths.js";
import { model } from "./model.js";

const data = model();

test("the shortest path, whatever the direction of its links", () => {
  assert.deepEqual(shortestPaths(data, 2, 5), [[{ thing: 2, link: null }, { thing: 1, link: 1 }, { thing: 0, link: 0 }, { thing: 5, link: 4 }]]);
});

test("all paths of that length", () => {
  assert.equal(shortestPaths(data, 0, 3).length, 1);
  assert.deepEqual(shortestPaths(data, 4, 3).map((path) => path.map((step) => step.thing)), [[4, 0, 3]]);
});

test("none where nothing joins them, or only what is filtered out", () => {
  assert.deepEqual(shortestPaths(data, 0, 6), []);
  assert.deepEqual(shortestPaths(data, 0, 4, (link) => link !== 3), []);
});

test("a thing is its own path", () => assert.deepEqual(shortestPaths(data, 1, 1), [[{ thing: 1, link: null }]]));

test("common neighbours", () => {
  assert.deepEqual(commonNeighbours(data, 0, 5), [3]);
  assert.deepEqual(commonNeighbours(data, 0, 6), []);
});

test("neighbours by relation and direction", () => {
  const groups = neighbourGroups(data, 0);
  assert.deepEqual(groups.map(({ predicate, out, ids }) => [predicate, out, ids]), [[0, true, [1]], [2, true, [3]], [3, true, [4]], [4, false, [5]]]);
});
