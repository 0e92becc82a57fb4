// The drawing: vis-network with fixed positions, our own labels that never touch, and movement by keyboard.
/* global vis */

import { placeLabels, wrap } from "./labels.js";

const FONT = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC','Hiragino Sans GB',sans-serif";
const SIZE = 13;
const COLORS = {
  light: { page: "#ffffff", text: "#1b2430", edge: "#98a3af", strong: "#1d4ed8", dim: 0.22 },
  dark: { page: "#12171e", text: "#e6ebf1", edge: "#5d6977", strong: "#8ab4ff", dim: 0.2 },
};
const DASHES = { Planned: [7, 5], Underway: [2, 3] };
const MANY_EDGES = 1500;
const CROWD = 400;
const SEEN = [0.66, 0.4];

// vis-network's shapes of one size differ in area; these factors make them weigh alike.
const WEIGHT = { star: 1.1, diamond: 1.1, square: 0.9 };

export function radius(degree) {
  return Math.min(6 + 2 * Math.sqrt(degree), 24);
}

// What a thing takes up with its name, at zoom 1.
export function nodeBox(thing) {
  const lines = wrap(thing.name);
  const width = Math.max(...lines.map((line) => Array.from(line).reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e7f ? 1 : 0.6), 0)));
  return { width: Math.max(width * SIZE, radius(thing.degree) * 2) + 14, height: radius(thing.degree) * 2 + lines.length * (SIZE + 3) + 12 };
}

export class Canvas {
  // on: {thing, link, nothing, moved, camera, hover}
  constructor(container, model, on) {
    this.container = container;
    this.model = model;
    this.on = on;
    this.theme = "light";
    this.language = "zh";
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.weights = new Map();
    this.strong = new Set();
    this.strongLinks = new Set();
    this.selected = null;
    this.names = false;
    this.arrows = false;
    this.drawnLabels = [];
    this.widths = new Map();
    const options = { ...model.view.options, autoResize: true };
    delete options.nodes.font;
    this.network = new vis.Network(container, { nodes: this.nodes, edges: this.edges }, options);
    this.listen();
    const frame = container.querySelector(".vis-network");
    if (frame) frame.tabIndex = -1;
  }

  listen() {
    const { network } = this;
    network.on("afterDrawing", (context) => this.drawLabels(context));
    network.on("click", ({ nodes, edges }) => {
      if (nodes.length) this.on.thing(nodes[0]);
      else if (edges.length) this.on.link(edges[0]);
      else this.on.nothing();
    });
    network.on("doubleClick", ({ nodes }) => nodes.length && this.on.expand(nodes[0]));
    network.on("dragEnd", ({ nodes }) => {
      if (nodes.length) this.on.moved(nodes.map((id) => [id, this.network.getPosition(id)]));
      else this.on.camera();
    });
    network.on("zoom", () => {
      this.regrow();
      this.on.camera();
    });
    network.on("hoverNode", ({ node }) => this.on.hover({ thing: node }, this.network.canvasToDOM(this.network.getPosition(node))));
    network.on("hoverEdge", ({ edge, event }) => this.on.hover({ link: edge }, { x: event?.offsetX ?? 0, y: event?.offsetY ?? 0 }));
    network.on("blurNode", () => this.on.hover(null));
    network.on("blurEdge", () => this.on.hover(null));
  }

  // Draw exactly these things (id → [x, y]) and links, changing only what differs.
  show(positions, links, pinned) {
    this.pinned = pinned;
    this.last = [positions, links, pinned];
    this.grown = this.growth;
    const wanted = new Map([...positions].map(([id, at]) => [id, this.nodeStyle(id, at)]));
    this.change(this.nodes, wanted);
    const pairs = new Map();
    for (const id of links) {
      const { source, target } = this.model.links[id];
      const pair = `${Math.min(source, target)} ${Math.max(source, target)}`;
      if (!pairs.has(pair)) pairs.set(pair, []);
      pairs.get(pair).push(id);
    }
    const edges = new Map();
    for (const ids of pairs.values()) ids.forEach((id, at) => edges.set(id, this.edgeStyle(id, at - (ids.length - 1) / 2)));
    this.change(this.edges, edges);
    if (this.hides !== edges.size > MANY_EDGES) {
      this.hides = edges.size > MANY_EDGES;
      this.network.setOptions({ interaction: { hideEdgesOnDrag: this.hides, hideEdgesOnZoom: this.hides } });
    }
    this.network.redraw();
  }

  // Seen from afar, shapes and lines keep a size that can be told apart: how much larger than at zoom 1, in coarse steps.
  get growth() {
    const seen = SEEN[this.nodes.length > CROWD ? 1 : 0];
    const wanted = Math.max(seen / this.network.getScale(), 1);
    return 1.25 ** Math.round(Math.log(wanted) / Math.log(1.25));
  }

  regrow() {
    if (this.growth !== this.grown && this.last) this.show(...this.last);
  }

  change(set, wanted) {
    const gone = set.getIds().filter((id) => !wanted.has(id));
    if (gone.length) set.remove(gone);
    const changed = [];
    for (const [id, style] of wanted) {
      const old = set.get(id);
      if (!old || old.look !== style.look) changed.push(style);
    }
    if (changed.length) set.update(changed);
  }

  nodeStyle(id, [x, y]) {
    const thing = this.model.things[id];
    const kind = this.model.kinds[thing.kind];
    const colors = COLORS[this.theme];
    const dimmed = this.strong.size > 0 && !this.strong.has(id);
    const chosen = this.selected === id;
    const fill = kind[this.theme];
    const style = {
      id, x, y, shape: kind.shape, size: radius(thing.degree) * this.grown * (WEIGHT[kind.shape] ?? 1), opacity: dimmed ? colors.dim : 1,
      borderWidth: (chosen || this.pinned?.has(id) ? 3 : 1) * this.grown,
      color: { background: fill, border: chosen ? colors.text : this.pinned?.has(id) ? colors.text : fill, highlight: { background: fill, border: colors.strong }, hover: { background: fill, border: colors.text } },
    };
    return { ...style, look: JSON.stringify(style) };
  }

  edgeStyle(id, offset) {
    const link = this.model.links[id];
    const colors = COLORS[this.theme];
    const strong = this.strongLinks.has(id);
    const bend = link.source > link.target ? -offset : offset;
    const style = {
      id, from: link.source, to: link.target, width: (strong ? 2 : 1) * Math.min(this.grown, 2.5),
      color: { color: strong ? colors.strong : colors.edge, highlight: colors.strong, hover: colors.strong, opacity: this.strong.size && !strong ? 0.3 : 1 },
      dashes: DASHES[link.status]?.map((length) => length * this.grown) ?? false,
      arrows: { to: { enabled: this.arrows || strong, scaleFactor: 0.55 / Math.sqrt(this.grown) } },
      smooth: bend === 0 ? false : { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.min(Math.abs(bend) * 0.22, 0.8) },
    };
    return { ...style, look: JSON.stringify(style) };
  }

  // Emphasise a selection: one thing or link, and what stands with it.
  emphasise(selected, things, links) {
    this.selected = selected;
    this.strong = new Set(things);
    this.strongLinks = new Set(links);
  }

  labelItems() {
    const scale = this.network.getScale();
    const items = [];
    for (const { id, x, y } of this.network.body.nodeIndices.map((one) => this.network.body.nodes[one])) {
      const thing = this.model.things[id];
      const at = this.network.canvasToDOM({ x, y });
      const important = this.selected === id ? 1e6 : this.strong.has(id) ? 1e4 : 0;
      if (this.strong.size && !important) continue;
      items.push({ id, x: at.x, y: at.y, radius: radius(thing.degree) * this.grown * scale, weight: important + thing.degree, ...this.measured(thing.name) });
    }
    return items;
  }

  measured(name) {
    if (!this.widths.has(name)) {
      const lines = wrap(name);
      this.context.font = `${SIZE}px ${FONT}`;
      const width = Math.max(...lines.map((line) => this.context.measureText(line).width));
      this.widths.set(name, { lines, width, height: lines.length * (SIZE + 3) });
    }
    return this.widths.get(name);
  }

  // Write as many names as fit, in pixels of the screen, so that they are as readable at every zoom.
  drawLabels(context) {
    this.context = context;
    const colors = COLORS[this.theme];
    const ratio = context.canvas.width / Math.max(context.canvas.clientWidth, 1);
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const items = this.labelItems();
    const size = { width: context.canvas.clientWidth, height: context.canvas.clientHeight };
    const placed = placeLabels(items, size);
    const byId = new Map(items.map((item) => [item.id, item]));
    Object.assign(context, { font: `${SIZE}px ${FONT}`, textAlign: "center", textBaseline: "middle", lineWidth: 3.5, lineJoin: "round", strokeStyle: colors.page, fillStyle: colors.text });
    for (const { id, box, align } of placed) this.write(context, byId.get(id).lines, box, align);
    this.drawnLabels = placed.map(({ id, box }) => ({ id, name: this.model.things[id].name, lines: byId.get(id).lines, ...box }));
    if (this.names || this.strongLinks.size) this.drawLinkNames(context, placed, items);
    context.restore();
  }

  write(context, lines, box, align) {
    const x = { left: box.left, right: box.right, center: (box.left + box.right) / 2 }[align];
    context.textAlign = align;
    lines.forEach((line, at) => {
      const y = box.top + (at + 0.5) * (SIZE + 3);
      context.strokeText(line, x, y);
      context.fillText(line, x, y);
    });
  }

  // Names of relations at the middle of their edges, where there is room beside the names of things.
  drawLinkNames(context, placed, items) {
    const boxes = [...placed.map(({ box }) => box), ...items.map(({ x, y, radius: r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }))];
    const ids = this.names ? this.network.body.edgeIndices : [...this.strongLinks].filter((id) => this.network.body.edges[id]);
    context.fillStyle = COLORS[this.theme].strong;
    context.font = `11px ${FONT}`;
    context.textAlign = "center";
    this.drawnLinkNames = [];
    for (const id of ids) {
      const edge = this.network.body.edges[id];
      if (!edge?.connected) continue;
      const name = this.model.predicates[this.model.links[id].predicate][this.language];
      const at = this.network.canvasToDOM(edge.edgeType.getPoint(0.5));
      const half = context.measureText(name).width / 2 + 2;
      const box = { left: at.x - half, right: at.x + half, top: at.y - 8, bottom: at.y + 8 };
      if (boxes.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) continue;
      boxes.push(box);
      context.strokeText(name, at.x, at.y);
      context.fillText(name, at.x, at.y);
      this.drawnLinkNames.push({ id, name, ...box });
    }
  }

  get camera() {
    const { x, y } = this.network.getViewPosition();
    return [x, y, this.network.getScale()];
  }

  set camera([x, y, scale]) {
    this.network.canvas.setSize(); // the canvas may just have shrunk; the library would notice later, and move the view
    this.network.moveTo({ position: { x, y }, scale, animation: false });
    this.regrow();
  }

  fit(ids) {
    this.network.canvas.setSize();
    const nodes = ids?.length ? ids : this.network.body.nodeIndices;
    if (!nodes.length) return;
    const [lows, highs] = [[Infinity, Infinity], [-Infinity, -Infinity]];
    for (const id of nodes) {
      const { x, y } = this.network.body.nodes[id] ?? {};
      if (x === undefined) continue;
      const box = nodeBox(this.model.things[id]);
      [x, y].forEach((value, axis) => {
        const half = (axis ? box.height : box.width) / 2;
        lows[axis] = Math.min(lows[axis], value - half);
        highs[axis] = Math.max(highs[axis], value + half);
      });
    }
    const { clientWidth: width, clientHeight: height } = this.container;
    const scale = Math.min(width / (highs[0] - lows[0] + 30), height / (highs[1] - lows[1] + 30), 1.25);
    if (Number.isFinite(scale) && scale > 0) this.camera = [(lows[0] + highs[0]) / 2, (lows[1] + highs[1]) / 2, scale];
  }

  // Bring things into view: the whole group where it is still readable so, else the first of it in the middle.
  reveal(id, ids) {
    const before = this.camera;
    this.fit(ids);
    if (this.camera[2] < 0.4 && id !== null) {
      this.camera = before;
      this.centre(id);
    }
  }

  // Move the view to a thing that lies at its border or outside, or is too small to see.
  centre(id) {
    const at = this.network.body.nodes[id];
    if (!at) return;
    const dom = this.network.canvasToDOM({ x: at.x, y: at.y });
    const { clientWidth: width, clientHeight: height } = this.container;
    const scale = this.network.getScale();
    if (dom.x < 90 || dom.y < 50 || dom.x > width - 90 || dom.y > height - 60 || scale < 0.4) this.camera = [at.x, at.y, Math.max(scale, 0.6)];
  }

  zoom(factor) {
    const [x, y, scale] = this.camera;
    this.camera = [x, y, Math.min(Math.max(scale * factor, 0.03), 6)];
  }

  // The nearest drawn thing in a direction, for the arrow keys.
  towards(id, dx, dy) {
    const from = this.network.body.nodes[id];
    if (!from) return null;
    let best = [Infinity, null];
    for (const other of this.network.body.nodeIndices) {
      const { x, y } = this.network.body.nodes[other];
      const [along, aside] = [(x - from.x) * dx + (y - from.y) * dy, Math.abs((x - from.x) * dy - (y - from.y) * dx)];
      if (other !== id && along > 1 && aside <= along * 1.6 && along + 2 * aside < best[0]) best = [along + 2 * aside, other];
    }
    return best[1];
  }

  get page() {
    return COLORS[this.theme].page;
  }

  // Where a link may be clicked, in pixels of the canvas: for tests and for the tooltip.
  middle(id) {
    const edge = this.network.body.edges[id];
    return edge ? this.network.canvasToDOM(edge.edgeType.getPoint(0.5)) : null;
  }
}
