// "What the AI system sees": its requests and what it was told, newest first.
import { h, keyed, refill } from "./dom.js";
import { icon } from "./icons.js";
import { get, set } from "./store.js";
import { shortTime } from "./time.js";

const SHOWN = 200;
const list = h("ol", { class: "panel-list", "aria-label": "What the AI system sees" });

export function drawPanel(aside) {
  if (list.parentElement !== aside) frame(aside);
  const entries = (get("workspace")?.panel ?? []).slice(-SHOWN).reverse();
  if (!entries.length) return refill(list, h("li", { class: "panel-empty soft" }, "Nothing yet. When an AI system hands in an output, this shows what it was told."));
  list.querySelector(".panel-empty")?.remove();
  return keyed(list, entries, { key: keyOf, signature: JSON.stringify, draw });
}

const keyOf = (entry) => entry.id ?? `${entry.at}-${entry.title}-${entry.status}-${entry.text}`;

function frame(aside) {
  const close = h("button", { type: "button", class: "tool", "aria-label": "Close the AI system's view", on: { click: () => set({ panelOpen: false }) } }, icon("close"));
  aside.setAttribute("aria-label", "What the AI system sees");
  aside.replaceChildren(
    h("header", { class: "bar" }, h("h2", { class: "bar-title" }, "What the AI system sees"), h("span", { class: "grow" }), close),
    list,
  );
}

function draw(entry) {
  const at = typeof entry.at === "number" ? entry.at : Date.parse(entry.at) / 1000;
  return h(
    "li",
    { class: "panel-entry" },
    h("div", { class: "panel-head" }, h("strong", {}, entry.title), entry.status && h("span", { class: `status status-${toneOf(entry.status)}` }, String(entry.status).replaceAll("_", " "))),
    entry.text && h("p", { class: "panel-text" }, entry.text),
    Number.isFinite(at) && h("time", { class: "soft" }, shortTime(at)),
  );
}

const TONES = [
  ["good", /approved|released|^2\d\d/i],
  ["bad", /rejected|refused|recalled|expired|reversed|^[45]\d\d|error|failed/i],
  ["wait", /review|waiting|pending|question|held|reopened/i],
];

const toneOf = (status) => TONES.find(([, pattern]) => pattern.test(String(status)))?.[0] ?? "plain";
