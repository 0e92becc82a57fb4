// The panel on the left: legend and facets with counts. A box hides and shows; counts say what it would leave.

import { button, h, shape } from "./dom.js";
import { BANDS, FACETS, UNDATED } from "./facets.js";

const SHOWN = 6;

function valueText(app, facet, value) {
  if (facet === "kind") return app.model.kinds.find((kind) => kind.key === value)?.[app.state.language] ?? value;
  if (["region", "industry", "designation"].includes(facet)) return app.model.things[app.model.byKey.get(value)]?.name ?? value;
  if (facet === "document") return app.documentTitle(value);
  if (facet === "confidence") return { 0.9: "0.9–1", 0.7: "0.7–0.9", 0.5: "0.5–0.7", 0: "0–0.5" }[value] ?? value;
  return facet === "status" || value === UNDATED ? app.t(value) : value;
}

function order(facet, counts) {
  const values = [...counts.keys()];
  if (facet === "year") return values.sort((a, b) => (a === UNDATED) - (b === UNDATED) || b.localeCompare(a));
  if (facet === "confidence") return BANDS.filter((band) => counts.has(band));
  if (facet === "status") return ["Achieved", "Underway", "Planned"].filter((status) => counts.has(status));
  return values.sort((a, b) => counts.get(b) - counts.get(a) || a.localeCompare(b));
}

function box(app, facet, value, count) {
  const chosen = app.state.filters[facet].has(value);
  const kind = facet === "kind" ? app.model.kinds.find((one) => one.key === value) : null;
  return h("li", {}, h("label", {},
    h("input", { type: "checkbox", checked: chosen, "data-focus": `${facet} ${value}`, on: { change: () => app.toggleFilter(facet, value) } }),
    kind ? shape(kind, kind[app.theme]) : null, h("span", { class: "word" }, valueText(app, facet, value)), h("span", { class: "count" }, count)));
}

function facetView(app, facet) {
  const counts = app.passing.counts[facet];
  for (const value of app.state.filters[facet]) if (!counts.has(value)) counts.set(value, 0);
  const values = facet === "kind" ? app.model.kinds.map((kind) => kind.key).filter((key) => counts.has(key)) : order(facet, counts);
  const chosen = app.state.filters[facet].size;
  const limit = app.more.get(`facet ${facet}`) ?? (facet === "kind" ? 16 : SHOWN);
  const shown = [...new Set([...values.slice(0, limit), ...app.state.filters[facet]])];
  const key = `open ${facet}`;
  const open = app.more.get(key) ?? (["kind", "status", "region"].includes(facet) || chosen > 0);
  return h("details", { open, class: "facet", "data-facet": facet, on: { toggle: (event) => app.more.set(key, event.target.open) } },
    h("summary", { "data-focus": key }, app.t(facet), h("span", { class: "count" }, chosen ? `${chosen}/${values.length}` : values.length)),
    h("ul", {}, shown.map((value) => box(app, facet, value, counts.get(value) ?? 0))),
    values.length > limit ? button(app.t("more", values.length - limit), () => app.unfold(`facet ${facet}`, limit + 40), { class: "small", "data-focus": `more ${facet}` }) : null,
    limit > 16 ? button(app.t("fewer"), () => app.unfold(`facet ${facet}`, undefined), { class: "small", "data-focus": `fewer ${facet}` }) : null);
}

export function filterPanel(app) {
  const any = FACETS.some((facet) => app.state.filters[facet].size);
  return [
    h("div", { class: "head" }, h("h2", {}, app.t("filters")), any ? button(app.t("clear"), () => app.clearFilters(), { class: "small", "data-focus": "clear" }) : null),
    FACETS.map((facet) => facetView(app, facet)),
    h("div", { class: "toggles" }, ["arrows", "names"].map((name) => h("label", {}, h("input", { type: "checkbox", checked: app.state[name], "data-focus": name, on: { change: () => app.toggle(name) } }), app.t(name)))),
    app.state.hidden.size ? button(app.t("unhide", app.state.hidden.size), () => app.unhide(), { class: "small", "data-focus": "unhide" }) : null,
    h("ul", { class: "lines", "aria-label": app.t("legend") }, ["Achieved", "Underway", "Planned"].map((status) => h("li", {},
      h("svg", { viewBox: "0 0 40 8", width: 40, height: 8, "aria-hidden": "true" }, h("line", { x1: 0, y1: 4, x2: 40, y2: 4, stroke: "currentColor", "stroke-width": 1.6, "stroke-dasharray": { Planned: "7 5", Underway: "2 3" }[status] ?? null })), app.t(status)))),
  ];
}

// Two handles over the years that anything is dated by.
export function timeSlider(app) {
  const years = app.years;
  if (years.length < 2) return [];
  const chosen = [...app.state.filters.year].filter((year) => year !== UNDATED).sort();
  const [low, high] = chosen.length ? [years.indexOf(chosen[0]), years.indexOf(chosen.at(-1))] : [0, years.length - 1];
  const handle = (name, value) => h("input", { type: "range", min: 0, max: years.length - 1, step: 1, value: String(value), "aria-label": `${app.t("years")} ${app.t(name)}`, "aria-valuetext": years[value], "data-focus": name, on: { input: (event) => {
    const at = Number(event.target.value);
    app.setYears(name === "from" ? Math.min(at, high) : low, name === "from" ? high : Math.max(at, low));
  } } });
  return [h("span", {}, app.t("years")), h("label", {}, app.t("from"), handle("from", low)), h("label", {}, app.t("to"), handle("to", high)),
    h("output", {}, chosen.length ? app.t("yearRange", years[low], years[high]) : app.t("allYears"))];
}
