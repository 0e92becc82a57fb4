// Names on the canvas: whole names over at most four lines, and only as many as fit without touching. Pure.

export const LINE = 11;
export const LINES = 4;

function units(character) {
  return character.codePointAt(0) > 0x2e7f ? 1 : 0.56;
}

// Break a name into balanced lines of at most LINE Chinese characters; names beyond four lines end in "…".
export function wrap(name) {
  const characters = Array.from(name.replace(/\s+/g, " ").trim());
  const total = characters.reduce((sum, one) => sum + units(one), 0);
  const wanted = Math.min(Math.max(Math.ceil(total / LINE), 1), LINES);
  const width = Math.max(total / wanted, 1);
  const lines = [""];
  let filled = 0;
  for (const character of characters) {
    const size = units(character);
    const wide = filled + size / 2 > width && lines.length < wanted;
    const full = filled + size > LINE + 1;
    if ((wide || full) && filled > 0 && !/[，。、）》”；：)]/.test(character)) {
      if (lines.length === LINES) {
        lines[LINES - 1] = `${Array.from(lines[LINES - 1]).slice(0, -1).join("")}…`;
        return lines;
      }
      lines.push("");
      filled = 0;
    }
    lines[lines.length - 1] += character;
    filled += size;
  }
  return lines.map((line) => line.trim());
}

const CELL = 64;

const ROW = 4096; // cells of a row, more than any canvas has: one number names a cell

// A grid of taken rectangles: {left, top, right, bottom}.
class Taken {
  constructor() {
    this.cells = new Map();
  }

  add(box, owner, weight = Infinity) {
    const entry = { box, owner, weight };
    for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) {
      for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1) {
        const cell = this.cells.get(y * ROW + x);
        if (cell) cell.push(entry);
        else this.cells.set(y * ROW + x, [entry]);
      }
    }
  }

  // How much does the box touch? A label or a shape that weighs more than `lesser` is too much, others count one each.
  touches(box, owner, lesser = -1) {
    const covered = new Set();
    for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) {
      for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1) {
        for (const other of this.cells.get(y * ROW + x) ?? []) {
          if (other.owner !== owner && box.left < other.box.right && other.box.left < box.right
            && box.top < other.box.bottom && other.box.top < box.bottom) {
            if (other.weight > lesser) return Infinity;
            covered.add(other.owner);
          }
        }
      }
    }
    return covered.size;
  }
}

function boxAt(side, item) {
  const { x, y, radius, width, height } = item;
  if (side === "below") return { left: x - width / 2, top: y + radius + 3, right: x + width / 2, bottom: y + radius + 3 + height };
  if (side === "above") return { left: x - width / 2, top: y - radius - 3 - height, right: x + width / 2, bottom: y - radius - 3 };
  if (side.length === 2) { // a corner of the label at the shape
    const [vertical, horizontal] = side;
    const [left, top] = [horizontal === "e" ? x - 2 : x + 2 - width, vertical === "s" ? y + radius + 2 : y - radius - 2 - height];
    return { left, top, right: left + width, bottom: top + height };
  }
  const left = side === "right" ? x + radius + 5 : x - radius - 5 - width;
  return { left, top: y - height / 2, right: left + width, bottom: y + height / 2 };
}

const FIRM = 8;
const SIDES = ["below", "right", "above", "left", "se", "ne", "sw", "nw"];

// Lines of a name beside its shape begin, or end, at the shape.
const ALIGN = { right: "left", se: "left", ne: "left", left: "right", sw: "right", nw: "right" };

// Return [{id, box, align}] of the labels that fit, the most important first. No two labels touch, nor does a label touch a
// shape; only the names of the FIRM most important things may lie on shapes that weigh less than half of theirs.
// items: [{id, x, y, radius, width, height, weight}] in pixels of the canvas; size: {width, height} of the canvas.
export function placeLabels(items, size) {
  const taken = new Taken();
  const inside = items.filter((item) => item.x > -40 && item.y > -40 && item.x < size.width + 40 && item.y < size.height + 40);
  for (const { id, x, y, radius, weight } of inside) taken.add({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }, id, weight);
  const placed = [];
  [...inside].sort((a, b) => b.weight - a.weight || a.id - b.id).forEach((item, rank) => {
    let best = { cost: Infinity };
    for (const side of SIDES) {
      const box = boxAt(side, item);
      const seen = box.left >= 2 && box.top >= 2 && box.right <= size.width - 2 && box.bottom <= size.height - 2;
      const padded = { left: box.left - 2, top: box.top - 1, right: box.right + 2, bottom: box.bottom + 1 };
      const cost = seen ? taken.touches(padded, item.id, rank < FIRM ? item.weight / 2 : -1) : Infinity;
      if (cost < best.cost) best = { cost, box, padded, side };
      if (best.cost === 0) break;
    }
    if (best.cost === Infinity) return;
    taken.add(best.padded, -1 - item.id);
    placed.push({ id: item.id, box: best.box, align: ALIGN[best.side] ?? "center" });
  });
  return placed;
}
