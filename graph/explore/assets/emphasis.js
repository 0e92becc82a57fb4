// Which things and links stand out with a selection; the rest is dimmed.

import { otherEnd } from "./data.js";

// Return [things, links]; both empty where nothing is selected.
export function emphasised(app) {
  const { selected } = app.state;
  if (selected?.type === "thing") {
    const links = app.model.things[selected.id].links.filter((link) => app.shown.links.has(link));
    return [[selected.id, ...links.map((link) => otherEnd(app.model.links[link], selected.id))], links];
  }
  if (selected?.type === "link") return [[app.model.links[selected.id].source, app.model.links[selected.id].target], [selected.id]];
  if (selected?.type === "path") {
    const steps = app.pathsBetween(selected.from, selected.to).flat();
    return [[selected.from, selected.to, ...steps.map((step) => step.thing)], steps.map((step) => step.link).filter((link) => link !== null)];
  }
  if (selected?.type === "common") {
    const middle = new Set(app.commonOf(selected));
    const ends = new Set([selected.from, selected.to]);
    const joins = ({ source, target }) => (ends.has(source) && middle.has(target)) || (ends.has(target) && middle.has(source));
    return [[...ends, ...middle], [...app.shown.links].filter((id) => joins(app.model.links[id]))];
  }
  return [[], []];
}
