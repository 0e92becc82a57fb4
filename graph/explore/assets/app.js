// The page: one state, every action upon it, and drawing its parts again when it changes.

import { Canvas, nodeBox } from "./canvas.js";
import { commonCard, linkCard, pathCard, thingCard } from "./card.js";
import { decode, decodeEvidence, otherEnd } from "./data.js";
import { button, fill, h, keepFocus } from "./dom.js";
import { fetchAround } from "./endpoint.js";
import { linkRows, toCsv, toGraphml, toSparql, toTurtle } from "./export.js";
import { applyFilters, facetValues } from "./facets.js";
import { CANVAS_KEYS, KEYS, listenToKeys } from "./keys.js";
import { filterPanel, timeSlider } from "./panel.js";
import { commonNeighbours, shortestPaths } from "./paths.js";
import { placeAround } from "./place.js";
import { decisionRows } from "./review.js";
import { findThings, indexNames } from "./search.js";
import { emptyFilters, firstState, fromHash, toHash, Trail } from "./state.js";
import { tableView } from "./table.js";
import { translator } from "./texts.js";

const MOST_DRAWN = 1500;
const EXPAND = 40;

class App {
  constructor(model) {
    this.model = model;
    this.more = new Map();
    this.decisions = new Map();
    this.shortcuts = true;
    this.index = indexNames(model.things);
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
      expand: (id) => this.expand(id), moved: (nodes) => this.moved(nodes), camera: () => this.keepCamera(), hover: (what, at) => this.hover(what, at),
    });
    this.render();
    if (this.state.camera) this.canvas.camera = this.state.camera;
    else this.canvas.fit();
    this.trail = new Trail(toHash(this.state, model));
    this.listen();
  }

  get t() {
    return translator(this.state.language);
  }

  get theme() {
    return this.state.theme;
  }

  get evidence() {
    this.read ??= decodeEvidence(JSON.parse(document.getElementById("evidence").textContent), this.model);
    return this.read;
  }

  listen() {
    listenToKeys(this);
    const { search, results, canvas } = this.parts;
    search.addEventListener("input", () => this.showResults());
    search.addEventListener("keydown", (event) => this.searchKey(event));
    search.addEventListener("focus", () => this.showResults());
    search.addEventListener("blur", () => setTimeout(() => { results.hidden = true; search.setAttribute("aria-expanded", "false"); }, 150));
    canvas.addEventListener("focus", () => this.describeSelection());
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
      this.canvas.reveal(selected.type === "thing" ? selected.id : null, selected.type === "thing" ? this.strong()[0] : needed);
      this.keepCamera();
    }
    this.parts.card.scrollTop = 0;
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

  step(dx, dy, pan) {
    const { selected } = this.state;
    if (pan) {
      const [x, y, scale] = this.canvas.camera;
      this.canvas.camera = [x + (dx * 120) / scale, y + (dy * 120) / scale, scale];
      this.keepCamera();
      return;
    }
    const from = selected?.type === "thing" && this.shown.things.has(selected.id) ? selected.id : null;
    const first = [...this.shown.things].sort((a, b) => this.model.things[b].degree - this.model.things[a].degree || a - b)[0];
    const next = from === null ? first : this.canvas.towards(from, dx, dy);
    if (next === null || next === undefined) return;
    this.select({ type: "thing", id: next }, { move: false });
    this.canvas.centre(next);
    this.keepCamera();
  }

  get selectedThing() {
    const { selected } = this.state;
    if (selected?.type === "thing") return selected.id;
    return selected?.type === "link" ? this.model.links[selected.id].source : null;
  }

  nextLink(by = 1) {
    const { selected } = this.state;
    const id = this.around ?? this.selectedThing;
    if (selected === null || id === null) return;
    const links = this.model.things[selected.type === "thing" ? selected.id : id].links.filter((link) => this.passing.links.has(link));
    if (!links.length) return;
    const at = selected.type === "link" ? links.indexOf(selected.id) : by > 0 ? -1 : 0;
    this.around = selected.type === "thing" ? selected.id : id;
    this.select({ type: "link", id: links[(at + by + links.length) % links.length] });
  }

  previousLink() { this.nextLink(-1); }

  // --- What is drawn ------------------------------------------------------------------------------------------

  undrawnNeighbours(id) {
    return [...new Set(this.model.things[id].links.filter((link) => this.passing.links.has(link)).map((link) => otherEnd(this.model.links[link], id)))]
      .filter((other) => other !== id && !this.isDrawn(other)).sort((a, b) => this.model.things[b].degree - this.model.things[a].degree || a - b);
  }

  // Draw these things too, each near a drawn neighbour, else below everything.
  ensureDrawn(ids, anchor = null) {
    for (const id of ids) this.state.hidden.delete(id);
    const missing = ids.filter((id) => !this.state.drawn.has(id)).slice(0, Math.max(MOST_DRAWN - this.state.drawn.size, 20));
    const boxes = [...this.state.drawn].map(([id, [x, y]]) => ({ x, y, ...nodeBox(this.model.things[id]) }));
    const waiting = new Set(missing);
    for (const id of missing) {
      if (!waiting.has(id)) continue;
      const base = anchor ?? this.model.things[id].links.map((link) => otherEnd(this.model.links[link], id)).find((other) => this.state.drawn.has(other));
      const at = base !== undefined && base !== null && this.state.drawn.has(base) ? this.state.drawn.get(base) : [0, Math.max(0, ...boxes.map((box) => box.y)) + 120];
      const box = nodeBox(this.model.things[id]);
      const [{ x, y }] = placeAround({ x: at[0], y: at[1] }, [box], boxes);
      boxes.push({ x, y, ...box });
      this.state.drawn.set(id, [x, y]);
      waiting.delete(id);
    }
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
    const { things } = this.shown;
    for (const other of things) {
      if (other === id || this.state.pinned.has(other)) continue;
      const ends = new Set(this.model.things[other].links.map((link) => otherEnd(this.model.links[link], other)).filter((end) => things.has(end) && end !== other));
      if (ends.size === 1 && ends.has(id)) this.state.drawn.delete(other);
    }
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

  drawPassing() {
    const rest = [...this.passing.things].filter((id) => !this.isDrawn(id)).sort((a, b) => this.model.things[b].degree - this.model.things[a].degree || a - b);
    this.ensureDrawn(rest.slice(0, Math.min(300, MOST_DRAWN)));
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

  async fetchAround(id) {
    this.say(this.t("loading"));
    try {
      const ids = await fetchAround(this.model, this.evidence, id);
      this.index = indexNames(this.model.things);
      this.values = facetValues(this.model);
      this.filter();
      this.expand(id, ids.filter((other) => other !== id));
      this.say(this.t("loaded", ids.length - 1));
    } catch (error) {
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

  decide(verdict, about, other = "") {
    const key = other ? `${about} ${other}` : about;
    if (this.decisions.get(key)?.verdict === verdict) this.decisions.delete(key);
    else this.decisions.set(key, { verdict, about, other });
    this.drawCard();
    this.say(this.t("decided", this.decisions.size));
  }

  // --- Taking along -------------------------------------------------------------------------------------------

  async share() {
    const address = `${window.location.href.split("#")[0]}#${toHash({ ...this.state, camera: this.canvas.camera }, this.model)}`;
    try {
      await navigator.clipboard.writeText(address);
      this.say(this.t("shared"), true);
    } catch {
      const field = h("input", { type: "text", readonly: true, value: address, "aria-label": this.t("shareByHand") });
      this.openMenu([h("p", {}, this.t("shareByHand")), field]);
      field.select();
    }
  }

  save(name, type, content) {
    const blob = content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` });
    const address = URL.createObjectURL(blob);
    const anchor = h("a", { href: address, download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    this.closeMenu();
  }

  export(format) {
    const things = [...this.shown.things];
    const links = [...this.shown.links];
    const { model, evidence } = this;
    if (format === "png") {
      this.picture((blob) => this.save("chanmai.png", "image/png", blob));
    } else if (format === "sparql") {
      this.save("chanmai.rq", "application/sparql-query", toSparql(model, links, this.state.filters));
    } else if (format === "csv") {
      this.save("chanmai.csv", "text/csv", toCsv(linkRows(model, evidence, links)));
    } else if (format === "turtle") {
      this.save("chanmai.ttl", "text/turtle", toTurtle(model, evidence, things, links));
    } else if (format === "decisions") {
      this.save("decisions.tsv", "text/tab-separated-values", decisionRows([...this.decisions.values()]));
    } else {
      this.save("chanmai.graphml", "application/xml", toGraphml(model, things, links, this.state.drawn));
    }
  }

  picture(take) {
    const drawing = this.parts.canvas.querySelector("canvas");
    const sheet = h("canvas", { width: drawing.width, height: drawing.height });
    const context = sheet.getContext("2d");
    context.fillStyle = this.canvas.page;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.drawImage(drawing, 0, 0);
    sheet.toBlob(take, "image/png");
  }

  openMenu(children) {
    fill(this.parts.menu, children);
    this.parts.menu.hidden = false;
    this.parts.menu.querySelector("button,input")?.focus();
  }

  closeMenu() {
    if (this.parts.menu.hidden) return;
    this.parts.menu.hidden = true;
    this.parts.tools.querySelector('[data-focus="exports"]')?.focus();
  }

  openExports() {
    if (!this.parts.menu.hidden) {
      this.closeMenu();
      return;
    }
    const formats = ["png", "csv", "turtle", "graphml", "sparql", ...(this.decisions.size ? ["decisions"] : [])];
    this.openMenu(formats.map((format) => button(this.t(format), () => this.export(format), { "data-focus": `export ${format}` })));
  }

  // --- Search -------------------------------------------------------------------------------------------------

  showResults() {
    const query = this.parts.search.value;
    const { ids, total } = findThings(this.index, query);
    this.found = ids;
    this.foundAt = -1;
    const { results, search } = this.parts;
    results.hidden = !query.trim();
    search.setAttribute("aria-expanded", String(!results.hidden));
    search.removeAttribute("aria-activedescendant");
    fill(results, ids.map((id, at) => this.resultRow(id, at)),
      total > ids.length ? h("li", { class: "note", role: "presentation" }, this.t("moreMatches", total - ids.length)) : null,
      query.trim() && !total ? h("li", { class: "note", role: "presentation" }, this.t("noMatch", query)) : null);
    if (query.trim()) this.say(total ? this.t("matches", total) : this.t("noMatch", query));
  }

  resultRow(id, at) {
    const thing = this.model.things[id];
    return h("li", { role: "option", id: `result-${at}`, "aria-selected": "false", on: { mousedown: (event) => {
      event.preventDefault();
      this.choose(id);
    } } }, h("span", { class: "name" }, thing.name), h("span", { class: "kind" }, this.model.kinds[thing.kind][this.state.language]),
    thing.aliases.length ? h("span", { class: "alias" }, thing.aliases.slice(0, 3).join("、")) : null);
  }

  searchKey(event) {
    if (!this.found?.length || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key) || event.isComposing) return;
    event.preventDefault();
    if (event.key === "Enter") {
      this.choose(this.found[Math.max(this.foundAt, 0)]);
      return;
    }
    const rows = [...this.parts.results.querySelectorAll("[role=option]")];
    rows[this.foundAt]?.setAttribute("aria-selected", "false");
    this.foundAt = (this.foundAt + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length;
    rows[this.foundAt].setAttribute("aria-selected", "true");
    rows[this.foundAt].scrollIntoView({ block: "nearest" });
    this.parts.search.setAttribute("aria-activedescendant", `result-${this.foundAt}`);
  }

  choose(id) {
    this.parts.search.value = "";
    this.showResults();
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
    if (!this.parts.menu.hidden) this.closeMenu();
    else if (!this.parts.results.hidden) {
      this.parts.search.value = "";
      this.showResults();
    } else if (!this.parts.help.open && this.state.selected) this.select(null);
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

  hover(what, at) {
    const { hover } = this.parts;
    hover.hidden = !what;
    if (!what) return;
    hover.textContent = what.thing === undefined ? this.linkText(what.link) : this.model.things[what.thing].name;
    hover.style.left = `${at.x + 14}px`;
    hover.style.top = `${at.y + 14}px`;
  }

  // Things and links that stand out with the selection.
  strong() {
    const { selected } = this.state;
    if (selected?.type === "thing") {
      const links = this.model.things[selected.id].links.filter((link) => this.shown.links.has(link));
      return [[selected.id, ...links.map((link) => otherEnd(this.model.links[link], selected.id))], links];
    }
    if (selected?.type === "link") return [[this.model.links[selected.id].source, this.model.links[selected.id].target], [selected.id]];
    if (selected?.type === "path") {
      const steps = this.pathsBetween(selected.from, selected.to).flat();
      return [[selected.from, selected.to, ...steps.map((step) => step.thing)], steps.map((step) => step.link).filter((link) => link !== null)];
    }
    if (selected?.type === "common") {
      const middle = new Set(this.commonOf(selected));
      const ends = new Set([selected.from, selected.to]);
      const joins = ({ source, target }) => (ends.has(source) && middle.has(target)) || (ends.has(target) && middle.has(source));
      return [[...ends, ...middle], [...this.shown.links].filter((id) => joins(this.model.links[id]))];
    }
    return [[], []];
  }

  render() {
    const { state, canvas } = this;
    if (state.selected?.type !== "link") this.around = null;
    document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset.theme = state.theme;
    document.body.classList.toggle("with-table", Boolean(state.table));
    Object.assign(canvas, { theme: state.theme, language: state.language, arrows: state.arrows, names: state.names });
    canvas.emphasise(state.selected?.type === "thing" ? state.selected.id : null, ...this.strong());
    canvas.show(new Map([...this.shown.things].map((id) => [id, state.drawn.get(id)])), this.shown.links, state.pinned);
    this.drawTools();
    this.drawFilters();
    this.drawCard();
    keepFocus(this.parts.table, () => fill(this.parts.table, state.table ? tableView(this) : null));
    this.parts.table.hidden = !state.table;
    keepFocus(this.parts.time, () => fill(this.parts.time, timeSlider(this)));
    this.drawStatus();
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
    const { t, trail } = this;
    const tool = (key, action, attributes = {}) => button(attributes.text ?? t(key), () => this[action](), { "data-focus": key, title: t(key), "aria-label": t(key), ...attributes, text: null });
    keepFocus(this.parts.tools, () => fill(this.parts.tools,
      tool("back", "back", { text: "←", disabled: !trail || trail.at === 0 }), tool("forward", "forward", { text: "→", disabled: !trail || trail.at === trail.hashes.length - 1 }),
      tool("fit", "fit"), tool("zoomIn", "zoomIn", { text: "＋" }), tool("zoomOut", "zoomOut", { text: "－" }), tool("reset", "reset"),
      tool("table", "toggleTable", { "aria-pressed": String(Boolean(this.state.table)) }), tool("share", "share"), tool("exports", "openExports", { "aria-haspopup": "true" }),
      tool("theme", "toggleTheme", { text: t(this.state.theme === "dark" ? "themeLight" : "theme"), title: null, "aria-label": null }),
      tool("language", "toggleLanguage", { "aria-label": null, title: t("languageLabel"), lang: this.state.language === "zh" ? "en" : "zh" }), tool("help", "toggleHelp", { text: "?" })));
    this.parts.heading.textContent = this.model.title || t("title");
    document.title = this.parts.heading.textContent;
    this.parts.search.placeholder = t("search");
    this.parts.search.setAttribute("aria-label", t("searchLabel"));
    this.parts.canvas.setAttribute("aria-label", t("canvasLabel"));
    this.parts.results.setAttribute("aria-label", t("searchLabel"));
    document.getElementById("skip").textContent = t("skip");
  }

  drawStatus() {
    const { things, links } = this.shown;
    const rest = [...this.passing.things].filter((id) => !this.isDrawn(id)).length;
    const step = Math.min(rest, 300);
    fill(this.parts.status, h("span", {}, things.size ? this.t("drawn", things.size, links.size, this.model.things.length, this.model.links.length) : this.t("empty")),
      rest && things.size < MOST_DRAWN ? [h("span", {}, this.t("undrawn", rest)), button(this.t("drawMore", step), () => this.drawPassing(), { class: "small" })] : null,
      this.model.leftOut ? h("strong", { role: "note" }, this.t("leftOut", this.model.leftOut)) : null);
  }

  drawHelp() {
    const column = this.state.language === "zh" ? 3 : 4;
    const rows = [...KEYS.map((row) => [row[1], row[column]]), ...CANVAS_KEYS.map((row) => [row[0], row[column - 2]])];
    fill(this.parts.help, h("h2", { tabindex: -1, autofocus: true }, this.t("keys")),
      h("dl", { class: "keys" }, rows.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)))),
      h("label", {}, h("input", { type: "checkbox", checked: this.shortcuts, on: { change: (event) => { this.shortcuts = event.target.checked; } } }), this.t("shortcuts")),
      button(this.t("close"), () => this.parts.help.close()));
    this.parts.help.setAttribute("aria-label", this.t("help"));
  }
}

const page = decode(JSON.parse(document.getElementById("graph").textContent));
window.explorer = new App(page);
document.documentElement.dataset.ready = "true";
