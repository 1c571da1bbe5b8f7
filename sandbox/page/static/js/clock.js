// The sandbox's clock, and moving it on.
import { postClock, postNextWeek } from "./api.js";
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
    h("div", { class: "clock-steps" }, STEPS.map(step), get("workspace")?.week ? nextWeek(at) : ""),
    failureLine("clock"),
  );
}

const passes = () => get("busy").clock || get("workspace")?.week === "passes";

const button = (text, label, key, act) =>
  h("button", { type: "button", class: "button tiny", title: label, "aria-disabled": passes() ? "true" : null, "data-k": `clock-${key}`, on: { click: () => move(act) } }, text);

const step = ([text, label, seconds]) => button(text, label, text, () => postClock(seconds()));

// While it is lived, the button says which day it is.
function nextWeek(at) {
  const text = get("workspace").week === "passes" ? `${format(at, { weekday: "long" })}…` : "Next week";
  return button(text, "Let everybody live on until next Monday, 9:00", "Next week", postNextWeek);
}

const day = (at) => format(at, { weekday: "short", day: "numeric", month: "short" });

async function move(act) {
  if (passes()) return;
  set({ busy: { ...get("busy"), clock: true } });
  try {
    await act();
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
