// What a view is, as plain data, as text for a permalink, and the list of views to go back to. Pure.

import { FACETS } from "./facets.js";

export function emptyFilters() {
  return Object.fromEntries(FACETS.map((facet) => [facet, new Set()]));
}

export function firstState(model, language, theme) {
  return {
    drawn: new Map(model.view.nodes.map((node) => [node.id, [node.x, node.y]])),
    hidden: new Set(), pinned: new Set(), filters: emptyFilters(),
    selected: model.focus >= 0 ? { type: "thing", id: model.focus } : null,
    start: null, language, theme, table: "", arrows: false, names: false, camera: null,
  };
}

function toBase64(text) {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
}

function packSelection(selected, model) {
  const key = (id) => model.things[id].key;
  if (selected?.type === "thing") return ["t", key(selected.id)];
  if (selected?.type === "link") {
    const link = model.links[selected.id];
    return ["l", key(link.source), model.predicates[link.predicate].key, key(link.target)];
  }
  return selected ? [selected.type === "path" ? "p" : "c", key(selected.from), key(selected.to)] : 0;
}

function unpackSelection(packed, model) {
  if (!Array.isArray(packed)) return null;
  const [type, one, ...rest] = packed;
  const from = model.byKey.get(one);
  const to = model.byKey.get(rest.at(-1));
  if (from === undefined) return null;
  if (type === "t") return { type: "thing", id: from };
  if (type === "l") {
    const id = model.things[from].links.find((at) => model.links[at].source === from && model.links[at].target === to
      && model.predicates[model.links[at].predicate].key === rest[0]);
    return id === undefined ? null : { type: "link", id };
  }
  return to === undefined ? null : { type: type === "p" ? "path" : "common", from, to };
}

// Return the state as text for location.hash; things by keys that outlive a rebuild, first views by their difference.
export function toHash(state, model) {
  const key = (id) => model.things[id].key;
  const first = new Map(model.view.nodes.map((node) => [node.id, node]));
  const added = [...state.drawn].filter(([id, [x, y]]) => first.get(id)?.x !== x || first.get(id)?.y !== y);
  const packed = {
    a: added.map(([id, [x, y]]) => [key(id), Math.round(x), Math.round(y)]),
    r: [...first.keys()].filter((id) => !state.drawn.has(id)).map(key),
    h: [...state.hidden].map(key), p: [...state.pinned].map(key),
    f: Object.fromEntries(Object.entries(state.filters).filter(([, chosen]) => chosen.size).map(([facet, chosen]) => [facet, [...chosen]])),
    s: packSelection(state.selected, model), o: state.start === null ? 0 : key(state.start),
    l: state.language, d: state.theme, t: state.table, g: (state.arrows ? 1 : 0) + (state.names ? 2 : 0),
    c: state.camera ? state.camera.map((value, at) => Number(value.toFixed(at === 2 ? 4 : 1))) : 0,
  };
  const filled = Object.entries(packed).filter(([, value]) => (Array.isArray(value) ? value.length : typeof value === "object" ? Object.keys(value).length : value));
  return `v1.${toBase64(JSON.stringify(Object.fromEntries(filled)))}`;
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

// Return the state that a hash tells, or null where it tells none; things that this file lacks are passed over.
export function fromHash(hash, model, fallback) {
  if (!hash.startsWith("v1.")) return null;
  let packed;
  try {
    packed = JSON.parse(fromBase64(hash.slice(3)));
  } catch {
    return null;
  }
  if (typeof packed !== "object" || packed === null) return null;
  const known = (keys) => list(keys).map((key) => model.byKey.get(key)).filter((id) => id !== undefined);
  const state = { ...firstState(model, fallback.language, fallback.theme), selected: unpackSelection(packed.s, model) };
  for (const id of known(packed.r)) state.drawn.delete(id);
  for (const [key, x, y] of list(packed.a).filter(Array.isArray)) {
    if (model.byKey.has(key) && Number.isFinite(x) && Number.isFinite(y)) state.drawn.set(model.byKey.get(key), [x, y]);
  }
  state.hidden = new Set(known(packed.h));
  state.pinned = new Set(known(packed.p));
  for (const facet of FACETS) state.filters[facet] = new Set(list(packed.f?.[facet]).filter((value) => typeof value === "string"));
  state.start = model.byKey.get(packed.o) ?? null;
  if (["zh", "en"].includes(packed.l)) state.language = packed.l;
  if (["light", "dark"].includes(packed.d)) state.theme = packed.d;
  if (["things", "links"].includes(packed.t)) state.table = packed.t;
  state.arrows = Boolean(packed.g & 1);
  state.names = Boolean(packed.g & 2);
  const camera = list(packed.c);
  if (camera.length === 3 && camera.every(Number.isFinite) && camera[2] > 0) state.camera = camera;
  return state;
}

// The views to go back and forward to.
export class Trail {
  constructor(first) {
    this.hashes = [first];
    this.at = 0;
  }

  get current() {
    return this.hashes[this.at];
  }

  // Take a new view as the next; what lay ahead is forgotten.
  push(hash) {
    if (hash === this.current) return false;
    this.hashes = [...this.hashes.slice(0, this.at + 1), hash].slice(-200);
    this.at = this.hashes.length - 1;
    return true;
  }

  // The same view seen from elsewhere: camera, language.
  replace(hash) {
    this.hashes[this.at] = hash;
  }

  // Move by steps; return the hash there or null at an end.
  move(steps) {
    const at = this.at + steps;
    if (at < 0 || at >= this.hashes.length) return null;
    this.at = at;
    return this.current;
  }
}
