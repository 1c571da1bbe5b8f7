// The right side: a thread, or what the AI system sees.
import { drawComposer } from "./composer.js";
import { channelName, directoryVersion, me } from "./directory.js";
import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { drawMessage, messageSignature } from "./message.js";
import { drawPanel } from "./panel.js";
import { get, set, watch } from "./store.js";
import { keepOneTabStop, steerMessages } from "./toolbar.js";

const aside = document.getElementById("aside");
const replies = h("ol", { class: "messages thread", on: { keydown: (event) => steerMessages(event, replies) } });

export function startAside() {
  watch(["thread", "messages", "panelOpen", "workspace", "page", "channel", "failures", "busy", "as", "dismissed", "linked"], draw);
}

function draw() {
  const thread = get("page") === "channel" && get("thread");
  if (thread) return drawThread(thread);
  delete aside.dataset.for;
  aside.hidden = !get("panelOpen");
  aside.classList.remove("aside-thread");
  if (!aside.hidden) drawPanel(aside);
}

function drawThread(ts) {
  const channel = get("channel");
  const parent = get("messages")[channel]?.find((message) => message.ts === ts);
  aside.hidden = false;
  aside.classList.add("aside-thread");
  const arriving = aside.dataset.for !== `${channel}:${ts}:${get("as")}`;
  if (arriving) frame(channel, ts);
  if (!parent) return;
  const atEnd = replies.scrollHeight - replies.scrollTop - replies.clientHeight < 120;
  const rows = [parent, ...(parent.thread ?? [])].filter((m) => !get("dismissed")[m.ts]);
  const version = directoryVersion();
  keyed(replies, rows, {
    key: (message) => message.ts,
    signature: (message) => messageSignature(channel, message, version),
    draw: (message) => drawMessage(channel, message, { inThread: true }),
  });
  keepOneTabStop(replies);
  if (arriving || atEnd) replies.scrollTop = replies.scrollHeight;
}

function frame(channel, ts) {
  aside.dataset.for = `${channel}:${ts}:${get("as")}`;
  replies.replaceChildren();
  replies.setAttribute("aria-label", "Thread");
  const close = h("button", { type: "button", class: "tool", "aria-label": "Close the thread", on: { click: closeThread } }, icon("close"));
  const composer = me()?.kind === "deactivated" ? null : drawComposer({ key: aside.dataset.for, channel, thread: ts, label: "Reply" });
  aside.setAttribute("aria-label", "Thread");
  aside.replaceChildren(
    h("header", { class: "bar" }, h("h2", { class: "bar-title" }, "Thread"), h("span", { class: "bar-topic" }, `#${channelName(channel)}`), h("span", { class: "grow" }), close),
    h("div", { class: "scroller" }, replies),
    composer ? h("div", { class: "foot" }, composer) : "",
  );
  if (composer && matchMedia("(min-width: 700px)").matches) composer.querySelector("textarea")?.focus({ preventScroll: true });
}

export function closeThread() {
  const ts = get("thread");
  set({ thread: null, linked: null });
  history.replaceState(null, "", `#${get("channel")}`);
  document.querySelector(`#messages [data-ts="${CSS.escape(ts ?? "")}"]`)?.focus({ preventScroll: true });
}
