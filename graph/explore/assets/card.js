// The panel on the right: the card of a thing, the sentences behind a relation, paths and common neighbours.

import { otherEnd, segments } from "./data.js";
import { button, h, outside, shape } from "./dom.js";
import { regionChain } from "./facets.js";
import { decideFact, decidePair } from "./review.js";
import { commonNeighbours, neighbourGroups, shortestPaths } from "./paths.js";

const SHOWN = 6;

function section(title, ...children) {
  return h("section", {}, h("h3", {}, title), ...children);
}

function thingButton(app, id, { extra = "", focus = "thing" } = {}) {
  const thing = app.model.things[id];
  const kind = app.model.kinds[thing.kind];
  return h("button", { type: "button", class: "thing", "data-focus": `${focus} ${thing.key}`, title: kind[app.state.language], on: { click: () => app.select({ type: "thing", id }) } },
    shape(kind, kind[app.theme]), h("span", {}, thing.name), extra);
}

// A period as people write it: years, months of one year, else two dates on two lines.
export function period(start, end, language) {
  if (!start) return "";
  const [[fromYear, fromMonth, fromDay], [year, month, day]] = [start, end || start].map((date) => date.split("-").map(Number));
  const whole = fromDay === 1 && day === new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (whole && fromMonth === 1 && month === 12) return fromYear === year ? String(year) : `${fromYear}–${year}`;
  if (whole && fromYear === year) {
    if (language === "en") return fromMonth === month ? start.slice(0, 7) : `${start.slice(0, 7)} to ${end.slice(5, 7)}`;
    return fromMonth === month ? `${year}年${month}月` : `${year}年${fromMonth}—${month}月`;
  }
  return end && end !== start ? `${start}\n${language === "en" ? "to" : "至"} ${end}` : start;
}

// One sentence in its paragraph: the sentence marked, what was read from it marked within.
export function sentenceView(app, sentence, marks) {
  const document = app.model.documents[sentence.document];
  const pieces = segments(sentence.paragraph, [[sentence.begin, sentence.end, "sentence"], ...marks]);
  const text = pieces.map(({ text: piece, marks: names }) => {
    if (!names.length) return piece;
    const inner = names.filter((name) => name !== "sentence");
    return h(inner.length ? "mark" : "span", { class: names.join(" ") }, piece);
  });
  return h("blockquote", { lang: "zh" }, h("p", {}, text),
    h("footer", {}, document ? outside(document.url, document.title) : "", document?.issued ? ` · ${app.t("issued", document.issued)}` : "",
      ` · ${app.t("characters", sentence.begin, sentence.end)}`));
}

function claimView(app, claim) {
  const proof = app.evidence.claims[claim.id];
  const marks = [[...proof.subject, "subject"], [...proof.object, "object"]];
  const facts = [app.t(claim.status), app.t("certainty", claim.confidence.toFixed(2)), period(claim.start, claim.end, app.state.language), proof.rule && app.t("rule", proof.rule)];
  return h("div", { class: "claim" }, sentenceView(app, proof.sentence, marks),
    h("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    verdicts(app, proof, claim.id));
}

// Accept and reject; what is decided stays pressed.
function verdicts(app, proof, key) {
  return h("p", { class: "actions" }, ["accept", "reject"].map((verb) => {
    const decision = decideFact(app.model, verb, proof);
    return button(app.t(verb), () => app.decide(decision), { "data-focus": `${verb} ${key}`, "aria-pressed": String(app.isDecided(decision)), class: "small" });
  }));
}

function sentenceCount(app, link) {
  return link.claims.length === 1 ? app.t("sentence") : app.t("sentences", link.claims.length);
}

export function linkCard(app, id) {
  const link = app.model.links[id];
  const predicate = app.model.predicates[link.predicate];
  const count = link.claims.length;
  return [
    h("h2", { tabindex: -1 }, predicate[app.state.language], h("span", { class: `status ${link.status}` }, app.t(link.status))),
    h("p", { class: "ends" }, thingButton(app, link.source), h("span", { class: "arrow", "aria-hidden": "true" }, "→"), thingButton(app, link.target)),
    section(`${app.t("evidence")} · ${sentenceCount(app, link)}`,
      count ? link.claims.map((claim) => claimView(app, claim)) : h("p", {}, app.t("noEvidence"))),
  ];
}

function sparkline(numbers, label) {
  const [width, height] = [120, 28];
  const values = numbers.map((number) => Number(number.value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const at = values.map((value, place) => [4 + (place * (width - 8)) / (values.length - 1), height - 5 - ((value - low) / (high - low || 1)) * (height - 10)]);
  return h("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "spark", role: "img", "aria-label": label },
    h("polyline", { points: at.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
    at.map(([cx, cy]) => h("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r: 2.2, fill: "currentColor" })));
}

function numberText(app, number) {
  const bound = { above: app.t("above"), below: app.t("below"), about: app.t("about") }[number.bound];
  const value = number.valueMax ? `${number.value}–${number.valueMax}` : number.value;
  const parts = [number.comparison && app.t(number.comparison), number.within, `${number.bound === "about" ? bound : ""}${value}${number.unit}${bound && number.bound !== "about" ? ` ${bound}` : ""}`];
  return parts.filter(Boolean).join(" ");
}

function numberSection(app, thing) {
  const numbers = [...(app.evidence.numbers.get(thing.id) ?? [])].sort((a, b) => a.indicator.localeCompare(b.indicator, "zh") || a.start.localeCompare(b.start));
  if (!numbers.length) return null;
  const limit = app.more.get(`numbers ${thing.key}`) ?? 8;
  const series = new Map();
  for (const number of numbers.filter((one) => one.start && one.status !== "Planned")) {
    const key = [number.indicator, number.unit, number.measure, number.within, number.condition].join("\u001f");
    if (!series.has(key)) series.set(key, new Map());
    series.get(key).set(number.end || number.start, number);
  }
  const lines = [...series.values()].map((one) => [...one.values()].sort((a, b) => a.end.localeCompare(b.end))).filter((one) => one.length > 1);
  const rows = numbers.slice(0, limit).map((number, at) => {
    const key = `number ${thing.key} ${at}`;
    const open = app.more.get(key);
    return [
      h("tr", {}, h("td", {}, number.indicator, number.condition ? `（${number.condition}）` : ""), h("td", { class: "value" }, numberText(app, number), number.status === "Planned" ? h("span", { class: "status Planned" }, app.t("Planned")) : null),
        h("td", { class: "period" }, period(number.start, number.end, app.state.language)),
        h("td", {}, button(app.t("sentenceWord"), () => app.unfold(key, !open), { "aria-expanded": String(Boolean(open)), "aria-label": `${app.t("sentenceWord")} ${number.indicator} ${number.text}`, class: "small", "data-focus": key }))),
      open ? h("tr", {}, h("td", { colspan: 4 }, sentenceView(app, number.sentence, [[...number.span, "object"]]), verdicts(app, number, key))) : null,
    ];
  });
  return section(`${app.t("numbers")} · ${numbers.length}`,
    lines.map((one) => h("p", { class: "series" }, sparkline(one, app.t("trend", one[0].indicator)), `${one[0].indicator} ${one[0].value} → ${one.at(-1).value} ${one[0].unit}`)),
    h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, ["indicator", "value", "period", "original"].map((key) => h("th", { scope: "col" }, app.t(key))))), h("tbody", {}, rows)),
    numbers.length > limit ? button(app.t("more", numbers.length - limit), () => app.unfold(`numbers ${thing.key}`, limit + 30), { class: "small", "data-focus": `numbers ${thing.key}` }) : null);
}

function relationSection(app, thing) {
  const groups = neighbourGroups(app.model, thing.id, (id) => app.passing.links.has(id));
  return groups.map((group) => {
    const word = app.model.predicates[group.predicate][app.state.language];
    const key = `group ${thing.key} ${group.predicate} ${group.out}`;
    const limit = app.more.get(key) ?? SHOWN;
    const undrawn = [...new Set(group.ids)].filter((id) => !app.isDrawn(id));
    const rows = group.links.slice(0, limit).map((id) => {
      const link = app.model.links[id];
      return h("li", {}, thingButton(app, otherEnd(link, thing.id), { focus: key }),
        button(sentenceCount(app, link), () => app.select({ type: "link", id }), { class: `small cite ${link.status}`, "data-focus": `link ${id}`, title: app.t(link.status), "aria-label": `${sentenceCount(app, link)} ${app.linkText(id)}` }));
    });
    return h("section", { class: "group" },
      h("h4", {}, h("span", {}, group.out ? `${word} →` : `← ${word}`), h("span", { class: "count" }, group.links.length),
        undrawn.length ? button(`${app.t("expand")} ${undrawn.length}`, () => app.expand(thing.id, undrawn), { class: "small", "data-focus": `expand ${key}` }) : null),
      h("ul", { class: "things" }, rows),
      group.links.length > limit ? button(app.t("more", group.links.length - limit), () => app.unfold(key, limit + 30), { class: "small", "data-focus": key }) : null);
  });
}

function pathActions(app, id) {
  const { start } = app.state;
  if (start === null) return [button(app.t("setStart"), () => app.setStart(id), { "data-focus": "start" })];
  if (start === id) return [button(app.t("clearStart"), () => app.setStart(null), { "data-focus": "start" })];
  const name = app.model.things[start].name;
  return [
    button(app.t("pathHere", name), () => app.select({ type: "path", from: start, to: id }), { "data-focus": "path" }),
    button(app.t("commonHere", name), () => app.select({ type: "common", from: start, to: id }), { "data-focus": "common" }),
    ...["same", "different"].map((verb) => {
      const decision = decidePair(app.model, verb, id, start);
      return button(app.t(verb, name), () => app.decide(decision), { "data-focus": verb, "aria-pressed": String(app.isDecided(decision)) });
    }),
    button(app.t("clearStart"), () => app.setStart(null), { "data-focus": "start" }),
  ];
}

export function thingCard(app, id) {
  const thing = app.model.things[id];
  const kind = app.model.kinds[thing.kind];
  const chain = regionChain(app.model, id).slice(0, 8);
  const titles = thing.links.map((one) => app.model.links[one]).filter((link) => link.source === id && app.model.predicates[link.predicate].key === "hasDesignation");
  const facts = [
    thing.aliases.length ? [app.t("aliases"), thing.aliases.join("、")] : null,
    thing.code ? [app.t("code"), thing.code] : null,
    chain.length ? [app.t("place"), chain.map((one, at) => [at ? " › " : "", thingButton(app, one, { focus: "place" })])] : null,
    titles.length ? [app.t("titles"), titles.map((link, at) => [at ? "、" : "", app.model.things[link.target].name, link.status === "Planned" ? `（${app.t("Planned")}）` : ""])] : null,
  ].filter(Boolean);
  const pinned = app.state.pinned.has(id);
  const undrawn = app.undrawnNeighbours(id);
  return [
    h("h2", { tabindex: -1, lang: "zh" }, shape(kind, kind[app.theme]), thing.name),
    h("p", { class: "kind" }, kind[app.state.language]),
    facts.length ? h("dl", {}, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])) : null,
    h("p", { class: "actions" },
      undrawn.length ? button(`${app.t("expandAll")} ${undrawn.length}`, () => app.expand(id), { "data-focus": "expand" }) : null,
      app.model.endpoint ? button(app.t("fetchMore"), () => app.fetchAround(id), { "data-focus": "fetch" }) : null,
      button(app.t("collapse"), () => app.collapse(id), { "data-focus": "collapse" }), button(app.t("hide"), () => app.hide(id), { "data-focus": "hide" }),
      button(app.t(pinned ? "unpin" : "pin"), () => app.pin(id), { "data-focus": "pin", "aria-pressed": String(pinned) }), pathActions(app, id)),
    numberSection(app, thing),
    relationSection(app, thing),
    section(`${app.t("documents")} · ${thing.mentions.length}`, h("ul", {}, thing.mentions.map(([document, count]) => {
      const { title, issued, url } = app.model.documents[document];
      return h("li", {}, outside(url, title), issued ? ` · ${issued}` : "", ` · ${app.t("mentions", count)}`);
    }))),
  ];
}

function pathView(app, path) {
  const steps = path.map(({ thing, link }) => {
    if (link === null) return h("li", {}, thingButton(app, thing));
    const one = app.model.links[link];
    const word = app.model.predicates[one.predicate][app.state.language];
    const key = `path ${link}`;
    const open = app.more.get(key) ?? path.length <= 5;
    return h("li", {},
      h("p", { class: "step" }, button(one.target === thing ? `↓ ${word}` : `↑ ${word}`, () => app.select({ type: "link", id: link }), { class: "small", "data-focus": `steplink ${link}` }),
        button(sentenceCount(app, one), () => app.unfold(key, !open), { class: "small", "aria-expanded": String(open), "data-focus": key })),
      open ? one.claims.slice(0, 3).map((claim) => {
        const proof = app.evidence.claims[claim.id];
        return sentenceView(app, { ...proof.sentence, paragraph: { ...proof.sentence.paragraph, ...only(proof.sentence) } }, [[...proof.subject, "subject"], [...proof.object, "object"]]);
      }) : null,
      thingButton(app, thing));
  });
  return h("ol", { class: "path" }, steps);
}

// Along a path the sentence alone, without the rest of its paragraph.
function only(sentence) {
  const { begin, text } = sentence.paragraph;
  return { begin: sentence.begin, text: Array.from(text).slice(sentence.begin - begin, sentence.end - begin).join("") };
}

export function pathCard(app, from, to) {
  const paths = app.pathsBetween(from, to);
  const title = h("h2", { tabindex: -1 }, app.t("pathTitle", app.model.things[from].name, app.model.things[to].name));
  if (!paths.length) {
    const ever = shortestPaths(app.model, from, to, () => true, 1).length;
    return [title, h("p", { class: "none", role: "status" }, app.t(ever ? "noPathFiltered" : "noPath"))];
  }
  const steps = paths[0].length - 1;
  return [title, h("p", { role: "status" }, paths.length === 1 ? app.t("onePath", steps) : app.t("paths", paths.length, steps)), paths.map((path) => pathView(app, path))];
}

export function commonCard(app, from, to) {
  const ids = commonNeighbours(app.model, from, to, (id) => app.passing.links.has(id));
  return [h("h2", { tabindex: -1 }, app.t("pathTitle", app.model.things[from].name, app.model.things[to].name)),
    h("p", { role: "status" }, ids.length ? app.t("common", ids.length) : app.t("noCommon")),
    h("ul", { class: "things" }, ids.map((id) => h("li", {}, thingButton(app, id))))];
}
