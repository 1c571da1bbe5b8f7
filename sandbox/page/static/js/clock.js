// The sandbox's clock, and moving it on.
import { postClock } from "./api.js";
import { fail } from "./act.js";
import { h } from "./dom.js";
import { failureLine } from "./failure.js";
import { icon } from "./icons.js";
import { get, set } from "./store.js";
import { refreshAll } from "./sync.js";
import { clockNow, daysUntilMonday, format, secondsUntil, shortTime } from "./time.js";

const STEPS = [
  ["+1 min", "Move the clock one minute on", () => 60],
  ["+1 h", "Move the clock one hour on", () => 3600],
  ["Tomorrow 9:00", "Move the clock to tomorrow, 9:00", () => secondsUntil(1, 9)],
  ["Monday 9:00", "Move the clock to next Monday, 9:00", () => secondsUntil(daysUntilMonday(), 9)],
];

export function drawClock() {
  const at = clockNow();
  return h(
    "section",
    { class: "clock", "aria-label": "Clock" },
    h("div", { class: "clock-face" }, icon("clock", 16), h("span", { class: "clock-day", "data-clock": "day" }, day(at)), h("strong", { "data-clock": "time" }, shortTime(at))),
    h("div", { class: "clock-steps" }, STEPS.map(step)),
    failureLine("clock"),
  );
}

function step([text, label, seconds]) {
  const busy = get("busy").clock;
  return h("button", { type: "button", class: "button tiny", title: label, "aria-disabled": busy ? "true" : null, "data-k": `clock-${text}`, on: { click: () => advance(seconds()) } }, text);
}

const day = (at) => format(at, { weekday: "short", day: "numeric", month: "short" });

async function advance(seconds) {
  if (get("busy").clock) return;
  set({ busy: { ...get("busy"), clock: true } });
  try {
    await postClock(seconds);
  } catch {
    fail("clock", "The clock could not be moved.");
  }
  const { clock: _, ...busy } = get("busy");
  set({ busy });
  await refreshAll();
}

export function startClock() {
  setInterval(() => {
    const at = clockNow();
    for (const node of document.querySelectorAll("[data-clock]")) {
      const text = node.dataset.clock === "day" ? day(at) : shortTime(at);
      if (node.textContent !== text) node.textContent = text;
    }
  }, 1000);
}
