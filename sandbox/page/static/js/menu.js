// Menus: arrow keys, Home and End, first letters, Enter. Items: {label, hint, icon, danger, disabled, checked, run} or "-".
import { h } from "./dom.js";
import { closePopover, openPopover } from "./popover.js";

export function openMenu(anchor, items, { label, align, heading } = {}) {
  const rows = items.map((item) => (item === "-" ? h("hr", { role: "separator" }) : menuItem(item)));
  const head = heading && h("p", { class: "menu-heading", "aria-hidden": "true" }, heading);
  const box = openPopover(anchor, h("div", { class: "menu" }, head, rows), { label, align, role: "menu" });
  box.addEventListener("keydown", (event) => steer(event, box));
  (box.querySelector('[aria-checked="true"]') ?? choices(box)[0])?.focus();
}

function menuItem(item) {
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const run = () => {
    closePopover();
    item.run();
  };
  return h(
    "button",
    { type: "button", role, class: `menu-item${item.danger ? " danger" : ""}`, tabindex: "-1", disabled: item.disabled, "aria-checked": item.checked, on: { click: run } },
    item.lead,
    h("span", { class: "menu-label" }, h("span", {}, item.label), item.hint && h("small", {}, item.hint)),
    item.trail,
  );
}

const choices = (box) => [...box.querySelectorAll(".menu-item:not(:disabled)")];

function steer(event, box) {
  const all = choices(box);
  const at = all.indexOf(document.activeElement);
  const target = {
    ArrowDown: () => all[(at + 1) % all.length],
    ArrowUp: () => all[(at - 1 + all.length) % all.length],
    Home: () => all[0],
    End: () => all.at(-1),
  }[event.key]?.();
  if (target) {
    event.preventDefault();
    target.focus();
  } else if (event.key === "Tab") closePopover();
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) byLetter(all, at, event.key)?.focus();
}

function byLetter(all, at, letter) {
  const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return order.find((item) => item.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()));
}
