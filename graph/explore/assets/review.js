// What people decided while they looked, as the rows of the decisions file.

function field(text) {
  return text.replace(/[\t\r\n]+/g, " ");
}

export function decisionRows(decisions) {
  return decisions.map(({ verdict, about, other }) => `${[verdict, about, other].filter(Boolean).map(field).join("\t")}\n`).join("");
}
