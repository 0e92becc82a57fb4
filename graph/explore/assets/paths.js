// Shortest paths and common neighbours over any set of links; pure.

import { otherEnd } from "./data.js";

// Return up to `limit` shortest paths between two things, each a list of {thing, link}: the link that led there.
// Direction does not matter; of parallel links the first stands for all. No path: an empty list.
export function shortestPaths(model, from, to, usable = () => true, limit = 12) {
  const distance = new Map([[from, 0]]);
  const before = new Map();
  let ring = [from];
  while (ring.length && !distance.has(to)) {
    const next = [];
    for (const at of ring) {
      for (const id of model.things[at].links) {
        if (!usable(id)) continue;
        const other = otherEnd(model.links[id], at);
        if (!distance.has(other)) {
          distance.set(other, distance.get(at) + 1);
          before.set(other, new Map());
          next.push(other);
        }
        if (distance.get(other) === distance.get(at) + 1 && !before.get(other).has(at)) before.get(other).set(at, id);
      }
    }
    ring = next;
  }
  if (!distance.has(to)) return [];
  const paths = [];
  const walk = (at, rest) => {
    if (paths.length >= limit) return;
    if (at === from) {
      paths.push([{ thing: from, link: null }, ...rest]);
      return;
    }
    for (const [previous, link] of before.get(at)) walk(previous, [{ thing: at, link }, ...rest]);
  };
  walk(to, []);
  return paths;
}

// Return ids of things that both are linked to, most connected first.
export function commonNeighbours(model, one, other, usable = () => true) {
  const around = (id) => new Set(model.things[id].links.filter(usable).map((link) => otherEnd(model.links[link], id)));
  const second = around(other);
  return [...around(one)].filter((id) => second.has(id) && id !== one && id !== other)
    .sort((a, b) => model.things[b].degree - model.things[a].degree || a - b);
}

// Return a thing's neighbours by relation and direction: [{predicate, out, ids}], the largest group first.
export function neighbourGroups(model, id, usable = () => true) {
  const groups = new Map();
  for (const link of model.things[id].links.filter(usable).map((one) => model.links[one])) {
    const out = link.source === id;
    const key = `${link.predicate} ${out}`;
    if (!groups.has(key)) groups.set(key, { predicate: link.predicate, out, ids: [], links: [] });
    groups.get(key).ids.push(otherEnd(link, id));
    groups.get(key).links.push(link.id);
  }
  return [...groups.values()].sort((a, b) => b.ids.length - a.ids.length || a.predicate - b.predicate || Number(b.out) - Number(a.out));
}
