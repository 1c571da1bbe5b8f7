// The emoji picker: search, groups, arrow keys. Calls `choose(name)`.
import { groups, readable, search } from "./emoji.js";
import { h } from "./dom.js";
import { closePopover, openPopover } from "./popover.js";

export function openPicker(anchor, choose) {
  const list = h("div", { class: "emoji-list" });
  const field = h("input", { class: "field", type: "search", placeholder: "Search emoji", "aria-label": "Search emoji", autocomplete: "off" });
  const pick = (name) => (closePopover(), choose(name));
  const fill = () => list.replaceChildren(...sections(field.value, pick));
  field.addEventListener("input", fill);
  fill();
  const box = openPopover(anchor, h("div", { class: "picker" }, field, list), { label: "Pick an emoji", align: "end" });
  box.addEventListener("keydown", (event) => steer(event, field, list));
  field.focus();
}

function sections(text, pick) {
  if (text.trim()) {
    const found = search(text);
    return found.length ? [grid(found, pick)] : [h("p", { class: "soft pad" }, "No emoji of that name.")];
  }
  return groups.flatMap(({ title, emoji }) => [h("p", { class: "emoji-title" }, title), grid(emoji, pick)]);
}

function grid(emoji, pick) {
  return h("div", { class: "emoji-grid" }, emoji.map(({ name, char }) =>
    h("button", { type: "button", class: "emoji-button", title: `:${name}:`, "aria-label": readable(name), "data-name": name, on: { click: () => pick(name) } }, char)));
}

function steer(event, field, list) {
  const all = [...list.querySelectorAll(".emoji-button")];
  const at = all.indexOf(document.activeElement);
  if (event.key === "Enter" && document.activeElement === field) return event.preventDefault(), all[0]?.click();
  if (event.key === "ArrowDown" && at < 0) return event.preventDefault(), all[0]?.focus();
  if (at < 0) return undefined;
  const target = { ArrowRight: all[at + 1], ArrowLeft: all[at - 1], ArrowDown: vertical(all, at, 1), ArrowUp: vertical(all, at, -1) ?? field }[event.key];
  if (!target) return undefined;
  event.preventDefault();
  return target.focus();
}

// The nearest emoji one line further.
function vertical(all, at, way) {
  const here = all[at].getBoundingClientRect();
  const rows = all.filter((b) => (b.getBoundingClientRect().top - here.top) * way > 4);
  const line = rows.length && (way > 0 ? rows[0] : rows.at(-1)).getBoundingClientRect().top;
  const row = rows.filter((b) => Math.abs(b.getBoundingClientRect().top - line) < 4);
  return row.sort((a, b) => Math.abs(a.getBoundingClientRect().left - here.left) - Math.abs(b.getBoundingClientRect().left - here.left))[0];
}
