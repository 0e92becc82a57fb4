// Where the page starts. `explorer` is there for the console and for tests.

import { App } from "./app.js";
import { decode } from "./data.js";

window.explorer = new App(decode(JSON.parse(document.getElementById("graph").textContent)));
document.documentElement.dataset.ready = "true";
