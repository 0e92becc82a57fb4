// The search box: a combobox over every name in the file, drawn or not.

import { fill, h } from "./dom.js";
import { fetchNamed } from "./endpoint.js";
import { findThings, indexNames } from "./search.js";

const FEW = 5;
const WAIT = 250;

export class SearchBox {
  constructor(app) {
    this.app = app;
    this.field = app.parts.search;
    this.list = app.parts.results;
    this.found = [];
    this.at = -1;
    this.index();
    this.field.addEventListener("input", () => this.show());
    this.field.addEventListener("focus", () => this.show());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  index() {
    this.names = indexNames(this.app.model.things);
  }

  clear() {
    this.field.value = "";
    this.show();
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
  }

  show() {
    const query = this.field.value;
    const { app } = this;
    const { ids, total } = findThings(this.names, query);
    this.found = ids;
    this.at = -1;
    this.list.hidden = !query.trim();
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.field.removeAttribute("aria-activedescendant");
    const note = total > ids.length ? app.t("moreMatches", total - ids.length) : !total && query.trim() ? app.t("noMatch", query) : "";
    fill(this.list, ids.map((id, at) => this.row(id, at)), note ? h("li", { class: "note", role: "presentation" }, note) : null);
    clearTimeout(this.later);
    if (app.model.endpoint && app.model.leftOut && ids.length < FEW && query.trim().length > 1) this.later = setTimeout(() => this.askServer(query), WAIT);
    if (query.trim()) app.say(total ? app.t("matches", total) : app.t("noMatch", query));
  }

  // A page that is served may lack things: ask for more of that name, and show them if it still stands there.
  async askServer(query) {
    if (this.asked === query) return;
    this.asked = query;
    try {
      if (await fetchNamed(this.app.model, query.trim())) {
        this.app.widen();
        if (this.field.value === query) this.show();
      }
    } catch (error) {
      this.app.say(this.app.t("loadFailed", error.message));
    }
  }

  row(id, at) {
    const thing = this.app.model.things[id];
    const choose = (event) => {
      event.preventDefault();
      this.choose(id);
    };
    return h("li", { role: "option", id: `result-${at}`, "aria-selected": "false", on: { mousedown: choose } },
      h("span", { class: "name" }, thing.name), h("span", { class: "kind" }, this.app.model.kinds[thing.kind][this.app.state.language]),
      thing.aliases.length ? h("span", { class: "alias" }, thing.aliases.slice(0, 3).join("、")) : null);
  }

  choose(id) {
    this.clear();
    this.app.choose(id);
  }

  onKey(event) {
    if (!this.found.length || event.isComposing || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") {
      this.choose(this.found[Math.max(this.at, 0)]);
      return;
    }
    const rows = [...this.list.querySelectorAll("[role=option]")];
    rows[this.at]?.setAttribute("aria-selected", "false");
    this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length;
    rows[this.at].setAttribute("aria-selected", "true");
    rows[this.at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", `result-${this.at}`);
  }
}
