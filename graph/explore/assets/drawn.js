// What is drawn beside what: neighbours not yet drawn, places for new things, and what hangs on one thing alone.

import { nodeBox } from "./canvas.js";
import { otherEnd } from "./data.js";
import { placeAround } from "./place.js";

// Return a thing's neighbours over passing links that are not drawn, most connected first.
export function undrawnNeighbours(model, id, passes, isDrawn) {
  const around = model.things[id].links.filter(passes).map((link) => otherEnd(model.links[link], id));
  return [...new Set(around)].filter((other) => other !== id && !isDrawn(other))
    .sort((a, b) => model.things[b].degree - model.things[a].degree || a - b);
}

// Return [[id, [x, y]]] for those ids that drawn (id → [x, y]) lacks, at most `room`: each near the anchor or its first
// drawn neighbour, else below everything.
export function placeMissing(model, drawn, ids, { anchor = null, room = Infinity } = {}) {
  const missing = ids.filter((id) => !drawn.has(id)).slice(0, room);
  const boxes = [...drawn].map(([id, [x, y]]) => ({ x, y, ...nodeBox(model.things[id]) }));
  const placed = new Map();
  const at = (id) => drawn.get(id) ?? placed.get(id);
  for (const id of missing) {
    const near = anchor ?? model.things[id].links.map((link) => otherEnd(model.links[link], id)).find((other) => at(other));
    const [x, y] = at(near) ?? [0, Math.max(0, ...boxes.map((box) => box.y)) + 120];
    const box = nodeBox(model.things[id]);
    const [place] = placeAround({ x, y }, [box], boxes);
    boxes.push({ ...place, ...box });
    placed.set(id, [place.x, place.y]);
  }
  return [...placed];
}

// Return the shown things whose only shown neighbour is this one.
export function hangingOn(model, id, shown) {
  return [...shown].filter((other) => {
    const ends = new Set(model.things[other].links.map((link) => otherEnd(model.links[link], other)).filter((end) => shown.has(end) && end !== other));
    return other !== id && ends.size === 1 && ends.has(id);
  });
}
