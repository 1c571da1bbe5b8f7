// The line beside the thing that did not work.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { clearFailure } from "./act.js";
import { get } from "./store.js";

export function failureLine(where) {
  const text = get("failures")[where];
  if (!text) return null;
  const close = h("button", { type: "button", class: "plain-button", "aria-label": "Dismiss", on: { click: () => clearFailure(where) } }, icon("close", 14));
  return h("p", { class: "failure", role: "alert" }, h("span", { "aria-hidden": "true" }, "⚠"), h("span", {}, text), close);
}
