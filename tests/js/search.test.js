import assert from "node:assert/strict";
import test from "node:test";

import { findThings, indexNames } from "../../graph/explore/assets/search.js";
import { model } from "./model.js";

const index = indexNames(model().things);
const ids = (query, limit) => findThings(index, query, limit).ids;

for (const [query, first] of [["甲市", 1], ["远山机械", 0], ["ysjx", 0], ["NJCY", 3], ["轴承", 5], ["ｙｓｊｘ", 0], [" 农机 ", 3], ["𠮷", 5]]) {
  test(`"${query}" finds thing ${first} first`, () => assert.equal(ids(query)[0], first));
}

test("nothing and nonsense find nothing", () => {
  assert.deepEqual(findThings(index, "  "), { ids: [], total: 0 });
  assert.equal(findThings(index, "没有这个").total, 0);
});

test("initials do not match Chinese, and Chinese not initials", () => assert.deepEqual(ids("js机"), []));

test("the limit cuts the list, not the count", () => {
  const { ids: shown, total } = findThings(index, "市", 1);
  assert.equal(shown.length, 1);
  assert.equal(total, 2);
});
