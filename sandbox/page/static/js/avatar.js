// A face for everyone: initials on a colour of their own; apps are square.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { badgeOf } from "./directory.js";

const HUES = 8;

export function avatar({ id, name, kind }, size = "m") {
  const face = kind === "bot" ? icon("bolt", size === "m" ? 20 : 14) : initials(name);
  return h("span", { class: `avatar avatar-${size} hue-${hueOf(id ?? name)}${kind === "bot" ? " square" : ""}`, "aria-hidden": "true" }, face);
}

export function badge(kind) {
  const text = badgeOf(kind);
  return text && h("span", { class: `badge badge-${kind}` }, text);
}

function initials(name) {
  const words = String(name ?? "?").split(/[\s._-]+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 1)).toUpperCase();
}

function hueOf(text) {
  let sum = 7;
  for (const char of String(text)) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  return sum % HUES;
}
