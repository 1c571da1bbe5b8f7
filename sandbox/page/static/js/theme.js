// Light, dark, or as the machine says.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

export function startTheme() {
  root.dataset.theme = localStorage.getItem("theme") ?? "";
}

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

export function themeButton() {
  const button = h("button", { type: "button", class: "tool", "data-k": "theme", on: { click: () => (toggle(), label(button)) } });
  label(button);
  return button;
}

function toggle() {
  root.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

function label(button) {
  const text = isDark() ? "Use light colours" : "Use dark colours";
  button.setAttribute("aria-label", text);
  button.title = text;
  button.replaceChildren(icon(isDark() ? "sun" : "moon"));
}
