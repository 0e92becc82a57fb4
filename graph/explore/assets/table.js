// The table twin: what is on the canvas as two tables, in step with it, for screen readers and for reading.

import { button, h } from "./dom.js";

const ROWS = 400;

function head(app, keys) {
  return h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, app.t(key)))));
}

function thingRows(app, ids) {
  const drawnDegree = new Map();
  for (const id of app.shown.links) {
    const { source, target } = app.model.links[id];
    for (const end of [source, target]) drawnDegree.set(end, (drawnDegree.get(end) ?? 0) + 1);
  }
  const ordered = [...ids].sort((a, b) => app.model.things[b].degree - app.model.things[a].degree || a - b);
  return ordered.slice(0, ROWS).map((id) => {
    const thing = app.model.things[id];
    const current = app.state.selected?.type === "thing" && app.state.selected.id === id;
    return h("tr", { "aria-current": current ? "true" : null, "data-thing": id },
      h("th", { scope: "row" }, button(thing.name, () => app.select({ type: "thing", id }), { class: "plain", "data-focus": `row ${id}` })),
      h("td", {}, app.model.kinds[thing.kind][app.state.language]), h("td", {}, drawnDegree.get(id) ?? 0), h("td", {}, thing.mentions.length));
  });
}

function linkRows(app, ids) {
  return [...ids].slice(0, ROWS).map((id) => {
    const link = app.model.links[id];
    const current = app.state.selected?.type === "link" && app.state.selected.id === id;
    return h("tr", { "aria-current": current ? "true" : null, "data-link": id },
      h("td", {}, app.model.things[link.source].name),
      h("th", { scope: "row" }, button(app.model.predicates[link.predicate][app.state.language], () => app.select({ type: "link", id }), { class: "plain", "data-focus": `row l${id}`, "aria-label": `${app.model.predicates[link.predicate][app.state.language]}: ${app.linkText(id)}` })),
      h("td", {}, app.model.things[link.target].name), h("td", {}, app.t(link.status)), h("td", {}, link.confidence.toFixed(2)), h("td", {}, link.claims.length));
  });
}

export function tableView(app) {
  const tab = (key, count) => button(`${app.t(key)} ${count}`, () => app.openTable(key), { role: "tab", id: `tab-${key}`, "aria-selected": String(app.state.table === key), "aria-controls": "table-body", "data-focus": `tab ${key}`, tabindex: app.state.table === key ? 0 : -1 });
  const things = app.state.table === "things";
  const total = things ? app.shown.things.size : app.shown.links.size;
  return [
    h("div", { class: "tabs" }, h("div", { role: "tablist", "aria-label": app.t("tableLabel"), on: { keydown: (event) => {
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") app.openTable(things ? "links" : "things");
    } } }, tab("things", app.shown.things.size), tab("links", app.shown.links.size)),
    button("×", () => app.openTable(""), { class: "close", "aria-label": app.t("closeTable"), "data-focus": "close table" })),
    h("div", { id: "table-body", role: "tabpanel", "aria-labelledby": `tab-${app.state.table}`, tabindex: 0 },
      h("table", {}, head(app, things ? ["name", "kind", "links", "documents"] : ["subject", "predicate", "object", "status", "confidence", "evidence"]),
        h("tbody", {}, things ? thingRows(app, app.shown.things) : linkRows(app, app.shown.links))),
      total > ROWS ? h("p", {}, app.t("tableCut", ROWS)) : null),
  ];
}
