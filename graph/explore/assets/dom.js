// The only way that this page makes elements: names and attributes are ours, texts become text nodes and nothing else.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "path", "circle", "rect", "polygon", "polyline", "line", "g", "title"]);

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// h("button", {class: "x", "aria-pressed": true, on: {click}}, "text", otherElement)
export function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "value") element.value = value;
    else if (name === "checked") element.checked = Boolean(value);
    else element.setAttribute(name, value === true ? (name.startsWith("aria-") ? "true" : "") : String(value));
  }
  append(element, children);
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

// A link to a web address, or mere text where it is none.
export function outside(url, text) {
  return /^https?:\/\//i.test(url) ? h("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, text) : text;
}

export function button(text, listener, attributes = {}) {
  return h("button", { type: "button", ...attributes, on: { click: listener } }, text);
}

// A small picture of a class's shape, filled with the current colour of its class.
export function shape(kind, color) {
  const points = {
    square: "2,2 14,2 14,14 2,14", diamond: "8,0 16,8 8,16 0,8", triangle: "8,1 15,14 1,14", triangleDown: "8,15 15,2 1,2",
    hexagon: "4,1.5 12,1.5 16,8 12,14.5 4,14.5 0,8", star: "8,0 10,5.6 16,5.8 11.2,9.4 13,15.2 8,11.8 3,15.2 4.8,9.4 0,5.8 6,5.6",
  }[kind.shape];
  const body = points ? h("polygon", { points, fill: color }) : h("circle", { cx: 8, cy: 8, r: 6.5, fill: color });
  return h("svg", { viewBox: "0 0 16 16", width: 14, height: 14, class: "shape", "aria-hidden": "true" }, body);
}

// Keep keyboard focus on the control that does the same thing when a part of the page is drawn again.
export function keepFocus(container, redraw) {
  const active = container.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  redraw();
  if (active) [...container.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === active)?.focus();
}
