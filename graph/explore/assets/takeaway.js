// Taking along: the link of the view, and files of what is drawn, all made in the page.

import { button, fill, h } from "./dom.js";
import { linkRows, toCsv, toGraphml, toSparql, toTurtle } from "./export.js";
import { decisionRows } from "./review.js";
import { toHash } from "./state.js";

function save(name, blob) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// Name, media type and text of each format, from the app.
const TEXTS = {
  csv: (app, { links }) => ["chanmai.csv", "text/csv", toCsv(linkRows(app.model, app.evidence, links))],
  turtle: (app, { things, links }) => ["chanmai.ttl", "text/turtle", toTurtle(app.model, app.evidence, things, links)],
  graphml: (app, { things, links }) => ["chanmai.graphml", "application/xml", toGraphml(app.model, things, links, app.state.drawn)],
  sparql: (app, { links }) => ["chanmai.rq", "application/sparql-query", toSparql(app.model, links, app.state.filters)],
  decisions: (app) => ["decisions.tsv", "text/tab-separated-values", decisionRows([...app.decisions.values()])],
};

export class Takeaway {
  constructor(app) {
    this.app = app;
    this.menu = app.parts.menu;
  }

  async share() {
    const { app } = this;
    const address = `${window.location.href.split("#")[0]}#${toHash({ ...app.state, camera: app.canvas.camera }, app.model)}`;
    try {
      await navigator.clipboard.writeText(address);
      app.say(app.t("shared"), true);
    } catch {
      const field = h("input", { type: "text", readonly: true, value: address, "aria-label": app.t("shareByHand") });
      this.open([h("p", {}, app.t("shareByHand")), field]);
      field.select();
    }
  }

  open(children) {
    fill(this.menu, children);
    this.menu.hidden = false;
    this.menu.querySelector("button,input")?.focus();
  }

  close() {
    if (this.menu.hidden) return;
    this.menu.hidden = true;
    this.app.parts.tools.querySelector('[data-focus="exports"]')?.focus();
  }

  toggle() {
    if (!this.menu.hidden) {
      this.close();
      return;
    }
    const formats = ["png", "csv", "turtle", "graphml", "sparql", ...(this.app.decisions.size ? ["decisions"] : [])];
    this.open(formats.map((format) => button(this.app.t(format), () => this.export(format), { "data-focus": `export ${format}` })));
  }

  export(format) {
    if (format === "png") this.picture((blob) => save("chanmai.png", blob));
    else {
      const { things, links } = this.app.shown;
      const [name, type, text] = TEXTS[format](this.app, { things: [...things], links: [...links] });
      save(name, new Blob([text], { type: `${type};charset=utf-8` }));
    }
    this.close();
  }

  // The canvas on the page's colour; it is transparent by itself.
  picture(take) {
    const drawing = this.app.parts.canvas.querySelector("canvas");
    const sheet = h("canvas", { width: drawing.width, height: drawing.height });
    const context = sheet.getContext("2d");
    context.fillStyle = this.app.canvas.page;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.drawImage(drawing, 0, 0);
    sheet.toBlob(take, "image/png");
  }
}
