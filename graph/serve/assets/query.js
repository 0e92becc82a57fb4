// The query page's editor: colours, completion by Ctrl+Space, Ctrl+Enter; and the drawing of an answer that is a graph.
// Without it the page does the same by plain forms.
"use strict";

const area = document.getElementById("query");
const colours = document.getElementById("colours");
const offers = document.getElementById("offers");
const form = document.getElementById("editor");

const TOKEN = /(#[^\n]*)|("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(<[^<>"{}|^`\\\s]*>)|([?$][\p{L}\p{N}_]+)|([\p{L}\p{N}_.-]*:[\p{L}\p{N}_.%-]*)|(\b[a-zA-Z]+\b)/gu;
const CLASSES = ["c", "s", "i", "v", "i", "w"];

function paint() {
  const text = area.value;
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    parts.push(document.createTextNode(text.slice(at, found.index)));
    const span = document.createElement("span");
    span.className = CLASSES[found.slice(1).findIndex((group) => group !== undefined)];
    span.textContent = found[0];
    parts.push(span);
    at = found.index + found[0].length;
  }
  parts.push(document.createTextNode(`${text.slice(at)}\n`));
  colours.replaceChildren(...parts);
  colours.scrollTop = area.scrollTop;
}

// --- completion ---------------------------------------------------------------------------------

let chosen = 0;
let found = [];

function wordBefore() {
  const head = area.value.slice(0, area.selectionStart);
  return /[\p{L}\p{N}_:-]*$/u.exec(head)[0];
}

function show(list) {
  found = list;
  chosen = 0;
  offers.replaceChildren(...list.map((one, at) => {
    const item = document.createElement("li");
    item.id = `offer-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(at === 0));
    item.textContent = `${one.label}  ${one.insert.length < 50 ? one.insert : ""}`;
    item.addEventListener("mousedown", (event) => { event.preventDefault(); chosen = at; insert(); });
    return item;
  }));
  offers.hidden = list.length === 0;
  if (list.length) area.setAttribute("aria-activedescendant", "offer-0");
  else area.removeAttribute("aria-activedescendant");
}

function move(step) {
  offers.children[chosen].setAttribute("aria-selected", "false");
  chosen = (chosen + step + found.length) % found.length;
  const item = offers.children[chosen];
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", item.id);
}

function insert() {
  const word = wordBefore();
  const end = area.selectionStart;
  const text = found[chosen].insert;
  area.setRangeText(text.endsWith(":") ? text : `${text} `, end - word.length, end, "end"); // after a prefix comes a name
  show([]);
  paint();
}

async function complete() {
  const word = wordBefore();
  if (!word) return;
  const answer = await fetch(`/complete?q=${encodeURIComponent(word)}`);
  show(answer.ok ? await answer.json() : []);
}

area.setAttribute("aria-controls", "offers");
area.setAttribute("aria-autocomplete", "list");
area.addEventListener("input", () => { paint(); show([]); });
area.addEventListener("scroll", () => { colours.scrollTop = area.scrollTop; });
area.addEventListener("blur", () => show([]));
area.addEventListener("keydown", (event) => {
  const open = !offers.hidden;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  else if (event.key === " " && event.ctrlKey) complete();
  else if (open && event.key === "ArrowDown") move(1);
  else if (open && event.key === "ArrowUp") move(-1);
  else if (open && (event.key === "Enter" || event.key === "Tab")) insert();
  else if (open && event.key === "Escape") show([]);
  else return;
  event.preventDefault();
});
colours.parentElement.classList.add("coloured");
paint();

// --- an answer that is a graph -----------------------------------------------------------------

const MOST = 60;
const SVG = "http://www.w3.org/2000/svg";

function draw(picture, rows) {
  const nodes = new Map();
  const links = [];
  const node = (text) => {
    if (!nodes.has(text)) nodes.set(text, { text, at: nodes.size });
    return nodes.get(text);
  };
  for (const row of rows) {
    const [subject, predicate, object] = [...row.cells].slice(0, 3).map((cell) => cell.textContent);
    if (nodes.size >= MOST) break;
    links.push({ source: node(subject), target: node(object), text: predicate });
  }
  const all = [...nodes.values()];
  for (const one of all) {
    const angle = (2 * Math.PI * one.at) / all.length;
    [one.x, one.y] = [450 + 300 * Math.cos(angle), 260 + 200 * Math.sin(angle)];
  }
  for (let round = 0; round < 200; round++) {
    const cool = 12 * (1 - round / 200);
    for (const one of all) [one.dx, one.dy] = [(450 - one.x) * 0.01, (260 - one.y) * 0.02];
    for (const one of all) {
      for (const other of all) {
        const [dx, dy] = [one.x - other.x, one.y - other.y];
        const far = dx * dx + dy * dy || 1;
        one.dx += (dx * 2500) / far;
        one.dy += (dy * 2500) / far;
      }
    }
    for (const { source, target } of links) {
      const [dx, dy] = [target.x - source.x, target.y - source.y];
      source.dx += dx * 0.05; source.dy += dy * 0.05; target.dx -= dx * 0.05; target.dy -= dy * 0.05;
    }
    for (const one of all) {
      const length = Math.hypot(one.dx, one.dy) || 1;
      one.x = Math.min(840, Math.max(30, one.x + (one.dx / length) * Math.min(length, cool)));
      one.y = Math.min(500, Math.max(20, one.y + (one.dy / length) * Math.min(length, cool)));
    }
  }
  const make = (name, attributes, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text.length > 18 ? `${text.slice(0, 17)}…` : text;
    picture.append(made);
  };
  for (const { source, target, text } of links) {
    make("line", { x1: source.x, y1: source.y, x2: target.x, y2: target.y });
    make("text", { x: (source.x + target.x) / 2, y: (source.y + target.y) / 2, "text-anchor": "middle" }, text.replace(/^.*[#/:]/, ""));
  }
  for (const one of all) {
    make("circle", { cx: one.x, cy: one.y, r: 5 });
    make("text", { x: one.x + 8, y: one.y + 4 }, decodeURIComponent(one.text.replace(/%(?![0-9A-Fa-f]{2})/g, "%25")));
  }
  picture.removeAttribute("hidden");
}

const picture = document.getElementById("picture");
const table = document.getElementById("rows");
if (picture && table && table.tBodies[0].rows.length) draw(picture, table.tBodies[0].rows);
