// The bar of tools, the line below the graph, and the list of keys.

import { button, h } from "./dom.js";
import { CANVAS_KEYS, KEYS } from "./keys.js";

const STEP = 300;

export function toolbar(app) {
  const { t, trail } = app;
  const tool = (key, action, { text = t(key), label = t(key), ...attributes } = {}) =>
    button(text, () => app[action](), { "data-focus": key, title: label, "aria-label": text === label ? null : label, ...attributes });
  return [
    tool("back", "back", { text: "←", disabled: !trail || trail.at === 0 }),
    tool("forward", "forward", { text: "→", disabled: !trail || trail.at === trail.hashes.length - 1 }),
    tool("fit", "fit"), tool("zoomIn", "zoomIn", { text: "＋" }), tool("zoomOut", "zoomOut", { text: "－" }), tool("reset", "reset"),
    tool("table", "toggleTable", { "aria-pressed": String(Boolean(app.state.table)) }), tool("share", "share"),
    tool("exports", "openExports", { "aria-haspopup": "true" }),
    tool("theme", "toggleTheme", app.state.theme === "dark" ? { text: t("themeLight"), label: t("themeLight") } : {}),
    tool("language", "toggleLanguage", { lang: app.state.language === "zh" ? "en" : "zh" }), tool("help", "toggleHelp", { text: "?" }),
  ];
}

// How much is drawn, how much more would pass the filters, and what the file lacks.
export function statusLine(app, most) {
  const { things, links } = app.shown;
  const rest = [...app.passing.things].filter((id) => !app.isDrawn(id)).length;
  return [
    h("span", {}, things.size ? app.t("drawn", things.size, links.size, app.model.things.length, app.model.links.length) : app.t("empty")),
    rest && things.size < most ? [h("span", {}, app.t("undrawn", rest)), button(app.t("drawMore", Math.min(rest, STEP)), () => app.drawPassing(STEP), { class: "small" })] : null,
    app.model.leftOut ? h("strong", { role: "note" }, app.t(app.model.endpoint ? "notShown" : "leftOut", app.model.leftOut)) : null,
  ];
}

export function helpView(app) {
  const column = app.state.language === "zh" ? 3 : 4;
  const rows = [...KEYS.map((row) => [row[1], row[column]]), ...CANVAS_KEYS.map((row) => [row[0], row[column - 2]])];
  const single = h("input", { type: "checkbox", checked: app.shortcuts, on: { change: () => { app.shortcuts = single.checked; } } });
  return [
    h("h2", { tabindex: -1, autofocus: true }, app.t("keys")),
    h("dl", { class: "keys" }, rows.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)))),
    h("label", {}, single, app.t("shortcuts")),
    button(app.t("close"), () => app.parts.help.close()),
  ];
}

// The name under the pointer; where a name is drawn already, it does no harm.
export function showHover(app, what, at) {
  const { hover } = app.parts;
  hover.hidden = !what;
  if (!what) return;
  hover.textContent = what.thing === undefined ? app.linkText(what.link) : app.model.things[what.thing].name;
  hover.style.left = `${at.x + 14}px`;
  hover.style.top = `${at.y + 14}px`;
}
