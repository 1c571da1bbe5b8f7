// The small buttons in the bars above each part.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { get, set } from "./store.js";

function openDrawer() {
  set({ drawerOpen: true });
  setTimeout(() => document.querySelector(".you")?.focus());
}

export const menuButton = () =>
  h("button", { type: "button", class: "tool menu-button", "aria-label": "Channels and people", "data-k": "menu", on: { click: openDrawer } }, icon("menu"));

export function panelButton() {
  const open = get("panelOpen");
  const show = () => (get("thread") ? ((location.hash = location.hash.replace(/\/.*$/, "")), set({ panelOpen: true, thread: null })) : set({ panelOpen: !open }));
  return h("button", { type: "button", class: `bar-button${open && !get("thread") ? " on" : ""}`, "aria-pressed": open && !get("thread"), "data-k": "panel", on: { click: show } }, icon("panel"), h("span", {}, "AI system"));
}
