// Writing: messages, replies in threads, slash commands with completion, emoji by name, global shortcuts.
import { act } from "./act.js";
import { say } from "./announce.js";
import { completions } from "./completion.js";
import { h, refill } from "./dom.js";
import { failureLine } from "./failure.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { openPicker } from "./picker.js";
import { get, watch } from "./store.js";

const drafts = new Map();

// `key` tells drafts apart; `thread` is the ts of the thread's first message, if any.
export function drawComposer({ key, channel, thread, label }) {
  const where = `composer:${key}`;
  const box = h("textarea", { class: "composer-text", rows: "1", placeholder: label, "aria-label": label, value: drafts.get(key) ?? "", "aria-autocomplete": "list", on: { input: () => typed() } });
  const send = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send (Enter)", disabled: true, on: { click: () => post() } }, icon("send"));
  const smile = h("button", { type: "button", class: "tool", "aria-label": "Insert an emoji", "aria-haspopup": "dialog", on: { click: () => openPicker(smile, (name) => insert(`:${name}:`)) } }, icon("smile"));
  const plus = h("button", { type: "button", class: "tool", "aria-label": "Shortcuts", "aria-haspopup": "menu", "aria-expanded": false, on: { click: () => openMenu(plus, shortcuts(where), { label: "Shortcuts", heading: "Shortcuts" }) } }, icon("plus"));
  const trouble = h("div", { class: "composer-trouble" });
  const list = completions(box, { commands: !thread, changed: () => typed() });
  const root = h("div", { class: "composer-wrap" }, list.node, trouble, h("div", { class: "composer" }, !thread && plus, box, smile, send));

  function typed() {
    drafts.set(key, box.value);
    send.disabled = !box.value.trim();
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
    list.update();
  }

  function insert(text) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.focus();
    typed();
  }

  async function post() {
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    typed();
    const answer = await act(bodyOf(text, channel, thread), { where });
    if (answer?.ok || box.value) return;
    box.value = text; // nothing was sent: the words come back
    typed();
  }

  box.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) event.preventDefault(), post();
    else if (event.key === "ArrowUp" && !box.value) lastMessage(root)?.focus();
  });
  troubles.set(where, trouble);
  queueMicrotask(typed);
  return root;
}

const troubles = new Map(); // where -> the line above that composer

watch(["failures"], () => {
  for (const [where, node] of troubles) {
    if (node.isConnected) refill(node, failureLine(where));
    else troubles.delete(where);
  }
});

function bodyOf(text, channel, thread) {
  const command = !thread && /^(\/[a-z][\w-]*)\s*([\s\S]*)$/i.exec(text);
  if (command) return { do: "command", command: command[1], text: command[2], channel };
  return { do: "say", channel, text, ...(thread ? { thread_ts: thread } : {}) };
}

function shortcuts(where) {
  const found = (get("workspace")?.shortcuts ?? []).filter((item) => item.type === "global");
  if (!found.length) return [{ label: "The app has no shortcuts", disabled: true, run: say }];
  return found.map((item) => ({ label: item.name, hint: item.description, lead: icon("bolt"), run: () => act({ do: "shortcut", callback_id: item.callback_id }, { where }) }));
}

const lastMessage = (root) => root.closest("main, aside")?.querySelector('.message[tabindex="0"]');
