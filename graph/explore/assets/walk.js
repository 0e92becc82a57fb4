// Walking by keyboard: from thing to thing on the canvas, and along the relations of one thing.

const PAN = 120;

// To the nearest drawn thing that way, from the most connected one if none is selected; with `pan`, move the view.
export function stepTowards(app, dx, dy, pan) {
  if (pan) {
    const [x, y, scale] = app.canvas.camera;
    app.canvas.camera = [x + (dx * PAN) / scale, y + (dy * PAN) / scale, scale];
    app.keepCamera();
    return;
  }
  const { selected } = app.state;
  const { things } = app.shown;
  const from = selected?.type === "thing" && things.has(selected.id) ? selected.id : null;
  const first = [...things].sort((a, b) => app.model.things[b].degree - app.model.things[a].degree || a - b)[0];
  const next = from === null ? first : app.canvas.towards(from, dx, dy);
  if (next === null || next === undefined) return;
  app.select({ type: "thing", id: next }, { move: false });
  app.canvas.centre(next);
  app.keepCamera();
}

// Select the next or previous relation of the thing that the walk began at.
export function walkLinks(app, by) {
  const { selected } = app.state;
  const id = selected?.type === "link" ? app.around ?? app.selectedThing : app.selectedThing;
  if (id === null) return;
  const links = app.model.things[id].links.filter((link) => app.passing.links.has(link));
  if (!links.length) return;
  const at = selected.type === "link" ? links.indexOf(selected.id) : by > 0 ? -1 : 0;
  app.around = id;
  app.select({ type: "link", id: links[(at + by + links.length) % links.length] });
}
