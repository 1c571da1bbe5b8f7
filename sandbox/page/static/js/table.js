// Table blocks; the first row is the heading.
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { drawRichText } from "./richtext.js";

export function drawTable(block) {
  const [head, ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const line = (tag) => (row) => h("tr", {}, row.map((cell, index) => h(tag, { scope: tag === "th" ? "col" : null, class: classOf(settings[index]) }, content(cell))));
  return h(
    "div",
    { class: "table-wrap", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, head && h("thead", {}, line("th")(head)), h("tbody", {}, rows.map(line("td")))),
  );
}

const classOf = (setting) => [setting?.align && `align-${setting.align}`, setting?.is_wrapped && "wrapped"].filter(Boolean).join(" ") || null;

function content(cell) {
  if (cell?.type === "rich_text") return drawRichText(cell);
  return plain(String(cell?.text ?? cell?.value ?? ""), false);
}
