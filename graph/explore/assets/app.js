// The page: one state, every action upon it, and drawing its parts again when it changes.

import { Canvas } from "./canvas.js";
import { commonCard, linkCard, pathCard, thingCard } from "./card.js";
import { decodeEvidence, otherEnd } from "./data.js";
import { button, fill, h, keepFocus } from "./dom.js";
import { hangingOn, placeMissing, undrawnNeighbours } from "./drawn.js";
import { emphasised } from "./emphasis.js";
import { fetchAround } from "./endpoint.js";
import { applyFilters, facetValues } from "./facets.js";
import { listenToKeys } from "./keys.js";
import { filterPanel, timeSlider } from "./panel.js";
import { commonNeighbours, shortestPaths } from "./paths.js";
import { aboutOf } from "./review.js";
import { SearchBox } from "./searchbox.js";
import { emptyFilters, firstState, fromHash, toHash, Trail } from "./state.js";
import { tableView } from "./table.js";
import { Takeaway } from "./takeaway.js";
import { translator } from "./texts.js";
import { helpView, showHover, statusLine, toolbar } from "./tools.js";
import { stepTowards, walkLinks } from "./walk.js";

const MOST_DRAWN = 1500;
const EXPAND = 40;

export class App {
  constructor(model) {
    this.model = model;
    this.more = new Map();
    this.decisions = new Map();
    this.fetched = new Set();
    this.shortcuts = true;
    this.values = facetValues(model);
    this.titles = new Map(model.documents.map((document) => [document.identifier, document.title]));
    this.years = [...new Set(model.claims.flatMap((claim) => claim.years))].sort();
    this.parts = Object.fromEntries(["search", "results", "canvas", "card", "filters", "table", "time", "status", "live", "tools", "hover", "help", "menu", "heading"].map((id) => [id, document.getElementById(id)]));
    const dark = window.matchMedia?.("(prefers-color-scheme: dark)").matches;
    const first = { language: "zh", theme: dark ? "dark" : "light" };
    this.state = fromHash(window.location.hash.slice(1), model, first) ?? firstState(model, first.language, first.theme);
    this.filter();
    this.canvas = new Canvas(this.parts.canvas, model, {
      thing: (id) => this.select({ type: "thing", id }, { move: false }), link: (id) => this.select({ type: "link", id }, { move: false }), nothing: () => this.select(null),
      expand: (id) => this.expand(id), moved: (nodes) => this.moved(nodes), camera: () => this.keepCamera(), hover: (what, at) => showHover(this, what, at),
    });
    this.render();
    if (this.state.camera) this.canvas.camera = this.state.camera;
    else this.canvas.fit();
    this.trail = new Trail(toHash(this.state, model));
    this.listen();
  }

  get t() { return translator(this.state.language); }

  get theme() { return this.state.theme; }

  get evidence() {
    this.read ??= decodeEvidence(JSON.parse(document.getElementById("evidence").textContent), this.model);
    return this.read;
  }

  listen() {
    listenToKeys(this);
    this.searchBox = new SearchBox(this);
    this.takeaway = new Takeaway(this);
    this.parts.canvas.addEventListener("focus", () => this.describeSelection());
    window.addEventListener("hashchange", () => {
      const hash = window.location.hash.slice(1);
      if (hash !== this.ownHash) this.restore(hash);
    });
    window.addEventListener("resize", () => requestAnimationFrame(() => this.canvas.network.redraw()));
  }

  // --- State --------------------------------------------------------------------------------------------------

  filter() {
    this.passing = applyFilters(this.model, this.values, this.state.filters);
  }

  // What is on the canvas: drawn, not hidden, and passing the filters.
  get shown() {
    if (!this.cachedShown) {
      const things = new Set([...this.state.drawn.keys()].filter((id) => this.passing.things.has(id) && !this.state.hidden.has(id)));
      const links = new Set();
      for (const id of things) {
        for (const link of this.model.things[id].links) {
          if (this.passing.links.has(link) && things.has(otherEnd(this.model.links[link], id))) links.add(link);
        }
      }
      this.cachedShown = { things, links: new Set([...links].sort((a, b) => a - b)) };
    }
    return this.cachedShown;
  }

  // Take the changed state: draw it, and put it in the trail and the address.
  commit({ filter = false } = {}) {
    if (filter) this.filter();
    this.cachedShown = null;
    this.render();
    this.state.camera = this.canvas.camera;
    const hash = toHash(this.state, this.model);
    if (this.trail.push(hash)) this.writeHash(hash, true);
    this.drawTools();
  }

  keepCamera() {
    this.state.camera = this.canvas.camera;
    const hash = toHash(this.state, this.model);
    this.trail.replace(hash);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.writeHash(hash, false), 200);
  }

  writeHash(hash, push) {
    this.ownHash = hash;
    try {
      if (push) window.location.hash = hash;
      else window.history.replaceState(null, "", `#${hash}`);
    } catch {
      // A frame from srcdoc may not touch its address; the link then comes from `share`.
    }
  }

  restore(hash) {
    const state = fromHash(hash, this.model, this.state) ?? (hash ? null : firstState(this.model, this.state.language, this.state.theme));
    if (!state) return;
    this.state = state;
    const at = this.trail.hashes.indexOf(hash);
    if (at >= 0) this.trail.at = at;
    else this.trail.push(hash);
    this.filter();
    this.cachedShown = null;
    this.render();
    if (state.camera) this.canvas.camera = state.camera;
    else this.canvas.fit();
  }

  travel(steps) {
    const hash = this.trail.move(steps);
    if (hash === null) return;
    this.restore(hash);
    this.writeHash(hash, true);
  }

  back() { this.travel(-1); }
  forward() { this.travel(1); }

  reset() {
    this.state = firstState(this.model, this.state.language, this.state.theme);
    this.more.clear();
    this.filter();
    this.cachedShown = null;
    this.commit();
    this.fit();
  }

  // --- Selection and movement ---------------------------------------------------------------------------------

  isDrawn(id) {
    return this.state.drawn.has(id) && !this.state.hidden.has(id);
  }

  // move: bring what is selected into view; a click on the canvas leaves the canvas where it is.
  select(selected, { move = true } = {}) {
    this.state.selected = selected;
    const needed = { thing: () => [selected.id], link: () => [this.model.links[selected.id].source, this.model.links[selected.id].target],
      path: () => this.pathsBetween(selected.from, selected.to).flat().map((step) => step.thing),
      common: () => [selected.from, selected.to, ...this.commonOf(selected).slice(0, EXPAND)] }[selected?.type]?.() ?? [];
    this.ensureDrawn([...new Set(needed)]);
    this.commit();
    if (selected && move) {
      this.canvas.reveal(selected.type === "thing" ? selected.id : null, selected.type === "thing" ? emphasised(this)[0] : needed);
      this.keepCamera();
    }
    this.parts.card.scrollTop = 0;
    if (selected?.type === "thing" && this.model.endpoint && this.model.leftOut && !this.fetched.has(selected.id)) this.fetchAround(selected.id, false);
    this.describeSelection();
  }

  describeSelection() {
    const { selected } = this.state;
    if (selected?.type === "thing") {
      const thing = this.model.things[selected.id];
      this.say(this.t("selectedThing", thing.name, this.model.kinds[thing.kind][this.state.language], thing.links.length));
    } else if (selected?.type === "link") this.say(this.linkText(selected.id));
  }

  linkText(id) {
    const link = this.model.links[id];
    return `${this.model.things[link.source].name} ${this.model.predicates[link.predicate][this.state.language]} ${this.model.things[link.target].name}`;
  }

  documentTitle(identifier) {
    return this.titles.get(identifier) ?? identifier;
  }

  step(dx, dy, pan) { stepTowards(this, dx, dy, pan); }

  get selectedThing() {
    const { selected } = this.state;
    if (selected?.type === "thing") return selected.id;
    return selected?.type === "link" ? this.model.links[selected.id].source : null;
  }

  nextLink() { walkLinks(this, 1); }
  previousLink() { walkLinks(this, -1); }

  // --- What is drawn ------------------------------------------------------------------------------------------

  undrawnNeighbours(id) {
    return undrawnNeighbours(this.model, id, (link) => this.passing.links.has(link), (other) => this.isDrawn(other));
  }

  ensureDrawn(ids, anchor = null) {
    for (const id of ids) this.state.hidden.delete(id);
    const room = Math.max(MOST_DRAWN - this.state.drawn.size, 20);
    for (const [id, at] of placeMissing(this.model, this.state.drawn, ids, { anchor, room })) this.state.drawn.set(id, at);
  }

  expand(id, ids = this.undrawnNeighbours(id).slice(0, EXPAND)) {
    this.ensureDrawn(ids.slice(0, EXPAND), this.state.drawn.has(id) ? id : null);
    this.commit();
    this.keepInView([id, ...ids.slice(0, EXPAND)]);
  }

  keepInView(ids) {
    const outside = ids.some((id) => {
      const at = this.state.drawn.get(id);
      const dom = at && this.canvas.network.canvasToDOM({ x: at[0], y: at[1] });
      return dom && (dom.x < 40 || dom.y < 30 || dom.x > this.parts.canvas.clientWidth - 40 || dom.y > this.parts.canvas.clientHeight - 40);
    });
    if (outside) this.canvas.fit(ids);
    this.keepCamera();
  }

  // Take away neighbours that hang on this thing alone.
  collapse(id) {
    for (const other of hangingOn(this.model, id, this.shown.things)) if (!this.state.pinned.has(other)) this.state.drawn.delete(other);
    this.commit();
  }

  hide(id) {
    this.state.hidden.add(id);
    if (this.state.selected?.id === id && this.state.selected.type === "thing") this.state.selected = null;
    this.commit();
  }

  unhide() {
    this.state.hidden.clear();
    this.commit();
  }

  pin(id) {
    if (!this.state.pinned.delete(id)) this.state.pinned.add(id);
    this.commit();
  }

  moved(nodes) {
    for (const [id, { x, y }] of nodes) {
      this.state.drawn.set(id, [Math.round(x), Math.round(y)]);
      this.state.pinned.add(id);
    }
    this.commit();
  }

  drawPassing(most) {
    const rest = [...this.passing.things].filter((id) => !this.isDrawn(id)).sort((a, b) => this.model.things[b].degree - this.model.things[a].degree || a - b);
    this.ensureDrawn(rest.slice(0, most));
    this.commit();
    this.fit();
  }

  // --- Paths --------------------------------------------------------------------------------------------------

  setStart(id) {
    this.state.start = id;
    this.commit();
  }

  pathsBetween(from, to) {
    return shortestPaths(this.model, from, to, (link) => this.passing.links.has(link));
  }

  commonOf({ from, to }) {
    return commonNeighbours(this.model, from, to, (link) => this.passing.links.has(link));
  }

  // The model has grown: names, facets and what passes are to be told again.
  widen() {
    this.searchBox.index();
    this.values = facetValues(this.model);
    this.filter();
    this.cachedShown = null;
  }

  // Load what the server knows around a thing; draw it too, or only tell it on the card.
  async fetchAround(id, draw = true) {
    this.fetched.add(id);
    this.say(this.t("loading"));
    try {
      const ids = await fetchAround(this.model, this.evidence, id);
      this.widen();
      if (draw) this.expand(id, ids.filter((other) => other !== id));
      else this.commit();
      this.say(this.t("loaded", Math.max(ids.length - 1, 0)));
    } catch (error) {
      this.fetched.delete(id);
      this.say(this.t("loadFailed", error.message));
    }
  }

  // --- Filters ------------------------------------------------------------------------------------------------

  toggleFilter(facet, value) {
    const chosen = this.state.filters[facet];
    if (!chosen.delete(value)) chosen.add(value);
    this.commit({ filter: true });
  }

  clearFilters() {
    this.state.filters = emptyFilters();
    this.commit({ filter: true });
  }

  setYears(low, high) {
    const all = low === 0 && high === this.years.length - 1;
    this.state.filters.year = new Set(all ? [] : this.years.slice(low, high + 1));
    this.commit({ filter: true });
  }

  toggle(name) {
    this.state[name] = !this.state[name];
    this.commit();
  }

  unfold(key, value) {
    if (value === undefined) this.more.delete(key);
    else this.more.set(key, value);
    this.drawCard();
    this.drawFilters();
  }

  // --- Review -------------------------------------------------------------------------------------------------

  // Note a decision, or take it back.
  decide(decision) {
    const about = aboutOf(decision);
    if (this.isDecided(decision)) this.decisions.delete(about);
    else this.decisions.set(about, decision);
    this.drawCard();
    this.say(this.t("decided", this.decisions.size));
  }

  isDecided(decision) {
    return this.decisions.get(aboutOf(decision))?.verb === decision.verb;
  }

  // --- Taking along -------------------------------------------------------------------------------------------

  share() { return this.takeaway.share(); }
  openExports() { this.takeaway.toggle(); }

  choose(id) {
    this.select({ type: "thing", id });
    this.focusCard();
  }

  // --- Keys ---------------------------------------------------------------------------------------------------

  focusSearch() { this.parts.search.focus(); }
  focusCanvas() { this.parts.canvas.focus(); }
  focusCard() { (this.parts.card.querySelector("h2") ?? this.parts.card).focus(); }
  focusFilters() { this.parts.filters.querySelector("input,summary")?.focus(); }
  expandSelected() { if (this.selectedThing !== null) this.expand(this.selectedThing); }
  collapseSelected() { if (this.selectedThing !== null) this.collapse(this.selectedThing); }
  hideSelected() { if (this.selectedThing !== null) this.hide(this.selectedThing); }
  pinSelected() { if (this.selectedThing !== null) this.pin(this.selectedThing); }
  startSelected() { if (this.selectedThing !== null) this.setStart(this.selectedThing); }
  pathSelected() { this.withStart("path"); }
  commonSelected() { this.withStart("common"); }

  withStart(type) {
    const [from, to] = [this.state.start, this.selectedThing];
    if (from !== null && to !== null && from !== to) {
      this.select({ type, from, to });
      this.focusCard();
    }
  }

  toggleArrows() { this.toggle("arrows"); }
  toggleNames() { this.toggle("names"); }
  toggleTable() { this.openTable(this.state.table ? "" : "things"); }

  fit() {
    this.canvas.fit();
    this.keepCamera();
  }

  zoomIn() { this.zoom(1.3); }
  zoomOut() { this.zoom(1 / 1.3); }

  zoom(factor) {
    this.canvas.zoom(factor);
    this.keepCamera();
  }

  openTable(which) {
    this.state.table = which;
    this.commit();
    if (which) this.parts.table.querySelector('[aria-selected="true"]')?.focus();
    else this.focusCanvas();
    this.canvas.network.redraw();
  }

  toggleTheme() {
    this.state.theme = this.state.theme === "dark" ? "light" : "dark";
    this.commit();
  }

  toggleLanguage() {
    this.state.language = this.state.language === "zh" ? "en" : "zh";
    this.commit();
  }

  toggleHelp() {
    const { help } = this.parts;
    if (help.open) help.close();
    else {
      this.drawHelp();
      help.showModal();
    }
  }

  escape() {
    if (!this.parts.menu.hidden) this.takeaway.close();
    else if (!this.parts.results.hidden) this.searchBox.clear();
    else if (!this.parts.help.open && this.state.selected) this.select(null);
  }

  // --- Drawing ------------------------------------------------------------------------------------------------

  say(text, visible = false) {
    this.parts.live.textContent = text;
    if (visible) {
      this.parts.live.classList.add("seen");
      clearTimeout(this.quiet);
      this.quiet = setTimeout(() => this.parts.live.classList.remove("seen"), 2500);
    }
  }

  // Draw every part again as the state wants it.
  render() {
    const { state, canvas } = this;
    if (state.selected?.type !== "link") this.around = null;
    document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset.theme = state.theme;
    document.body.classList.toggle("with-table", Boolean(state.table));
    Object.assign(canvas, { theme: state.theme, language: state.language, arrows: state.arrows, names: state.names });
    canvas.emphasise(state.selected?.type === "thing" ? state.selected.id : null, ...emphasised(this));
    canvas.show(new Map([...this.shown.things].map((id) => [id, state.drawn.get(id)])), this.shown.links, state.pinned);
    this.drawTools();
    this.drawFilters();
    this.drawCard();
    keepFocus(this.parts.table, () => fill(this.parts.table, state.table ? tableView(this) : null));
    this.parts.table.hidden = !state.table;
    keepFocus(this.parts.time, () => fill(this.parts.time, timeSlider(this)));
    fill(this.parts.status, statusLine(this, MOST_DRAWN));
  }

  drawFilters() {
    keepFocus(this.parts.filters, () => fill(this.parts.filters, filterPanel(this)));
    this.parts.filters.setAttribute("aria-label", this.t("filters"));
  }

  drawCard() {
    const { selected } = this.state;
    const views = { thing: () => thingCard(this, selected.id), link: () => linkCard(this, selected.id), path: () => pathCard(this, selected.from, selected.to), common: () => commonCard(this, selected.from, selected.to) };
    const start = this.state.start !== null ? h("p", { class: "start" }, this.t("startIs", this.model.things[this.state.start].name), " ", button("×", () => this.setStart(null), { class: "small", "aria-label": this.t("clearStart"), "data-focus": "clear start" })) : null;
    const body = selected ? views[selected.type]() : [h("h2", { tabindex: -1 }, this.t("card")), h("p", { class: "hint" }, this.t("cardHint"))];
    keepFocus(this.parts.card, () => fill(this.parts.card, start, body));
    this.parts.card.setAttribute("aria-label", this.t("card"));
  }

  drawTools() {
    keepFocus(this.parts.tools, () => fill(this.parts.tools, toolbar(this)));
    this.parts.heading.textContent = this.model.title || this.t("title");
    document.title = this.parts.heading.textContent;
    this.parts.search.placeholder = this.t("search");
    for (const [part, key] of [["search", "searchLabel"], ["results", "searchLabel"], ["canvas", "canvasLabel"]]) this.parts[part].setAttribute("aria-label", this.t(key));
    document.getElementById("skip").textContent = this.t("skip");
  }

  drawHelp() {
    fill(this.parts.help, helpView(this));
    this.parts.help.setAttribute("aria-label", this.t("help"));
  }
}
