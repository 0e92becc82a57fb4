import assert from "node:assert/strict";
import test from "node:test";

import { LINE, LINES, placeLabels, wrap } from "../../graph/explore/assets/labels.js";
import { placeAround } from "../../graph/explore/assets/place.js";

// Numbers that look random and are the same every time.
function* numbers(seed) {
  for (let state = seed; ;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

function crowd(count, seed) {
  const next = numbers(seed);
  const value = (high) => next.next().value * high;
  return Array.from({ length: count }, (_, id) => ({ id, x: value(900), y: value(700), radius: 4 + value(14), width: 20 + value(150), height: 16 * (1 + Math.floor(value(3))), weight: Math.floor(value(40)) }));
}

const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

for (const seed of [1, 2, 3, 4]) {
  test(`no two labels touch, none leaves the canvas (${seed})`, () => {
    const placed = placeLabels(crowd(260, seed), { width: 900, height: 700 });
    assert.ok(placed.length > 30);
    for (const [at, { box }] of placed.entries()) {
      assert.ok(box.left >= 0 && box.top >= 0 && box.right <= 900 && box.bottom <= 700);
      for (const other of placed.slice(at + 1)) assert.ok(!touch(box, other.box));
    }
  });
}

test("the most important thing always has its name", () => {
  const items = crowd(200, 9);
  items[50] = { ...items[50], x: 450, y: 350, weight: 1000 };
  assert.ok(placeLabels(items, { width: 900, height: 700 }).some((label) => label.id === 50));
});

test("names are kept whole", () => {
  for (const name of ["江", "甲市远山智能农机装备制造有限责任公司", "Some Industrial Park (East)", "关于支持甲市制造业高质量发展的若干政策措施（试行）"]) {
    const lines = wrap(name);
    assert.equal(lines.join("").replace(/ /g, ""), name.replace(/ /g, ""));
    assert.ok(lines.length <= LINES && lines.every((line) => Array.from(line).length <= 2 * LINE + 2));
  }
});

test("only a name beyond four lines is cut, and says so", () => {
  const lines = wrap("很长的名称".repeat(20));
  assert.equal(lines.length, LINES);
  assert.ok(lines.at(-1).endsWith("…"));
  assert.deepEqual(wrap(""), [""]);
});

test("a surrogate pair is never torn", () => assert.ok(wrap("𠮷".repeat(30)).every((line) => !/[\ud800-\udbff]$/.test(line))));

test("what is placed later touches nothing and is near", () => {
  const taken = [{ x: 0, y: 0, width: 100, height: 50 }, { x: 120, y: 10, width: 90, height: 60 }];
  const sizes = Array.from({ length: 30 }, (_, at) => ({ width: 60 + at * 2, height: 40 }));
  const places = placeAround({ x: 0, y: 0 }, sizes, taken).map((place, at) => ({ ...place, ...sizes[at] }));
  const all = [...taken, ...places].map(({ x, y, width, height }) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }));
  all.forEach((box, at) => all.slice(at + 1).forEach((other) => assert.ok(!touch(box, other))));
  assert.ok(places.every(({ x, y }) => Math.hypot(x, y) < 1200));
});
