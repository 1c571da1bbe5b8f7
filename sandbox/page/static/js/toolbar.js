// The small bar on the message under the pointer or focus, and its keys: r reacts, t opens the thread, m shows more.
import { act } from "./act.js";
import { say } from "./announce.js";
import { h } from "./dom.js";
import { charOf, readable } from "./emoji.js";
import { icon } from "./icons.js";
import { permalink } from "./links.js";
import { openMenu } from "./menu.js";
import { openPicker } from "./picker.js";
import { react } from "./reactions.js";
import { get } from "./store.js";

const QUICK = ["white_check_mark", "x", "eyes"];

export function toolbar(channel, message, place, inThread) {
  const choose = (name) => react(message, name, place);
  const picker = tool("smile", "Add a reaction (r)", "tool-react", () => openPicker(picker, choose), "dialog");
  const more = tool("more", "More (m)", "tool-more", () => openMenu(more, moreItems(channel, message, place), { label: "More for this message", align: "end" }), "menu");
  const open = () => (location.hash = `${permalink(channel, message.thread_ts ?? message.ts)}?thread_ts=${message.thread_ts ?? message.ts}`);
  const thread = !inThread && !message.ephemeral_to && tool("reply", "Reply in thread (t)", "tool-thread", open);
  if (message.ephemeral_to) return null;
  return h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message" }, QUICK.map((name) => quick(name, choose)), picker, thread, more);
}

function quick(name, choose) {
  return h("button", { type: "button", class: "tool emoji", tabindex: "-1", title: `:${name}:`, "aria-label": `React with ${readable(name)}`, "data-k": `quick-${name}`, on: { click: () => choose(name) } }, charOf(name));
}

function tool(picture, label, key, press, popup) {
  return h("button", { type: "button", class: "tool", tabindex: "-1", title: label, "aria-label": label.replace(/ \(.\)$/, ""), "data-k": key, "aria-haspopup": popup, on: { click: press } }, icon(picture));
}

function moreItems(channel, message, place) {
  const shortcuts = (get("workspace")?.shortcuts ?? []).filter((item) => item.type === "message");
  const own = shortcuts.map((item) => ({
    label: item.name,
    lead: icon("bolt"),
    run: () => act({ do: "shortcut", callback_id: item.callback_id, channel, ts: message.ts }, { where: place.where }),
  }));
  const copy = { label: "Copy link", lead: icon("link"), run: () => copyLink(channel, message) };
  return own.length ? [...own, "-", copy] : [copy];
}

async function copyLink(channel, message) {
  const url = new URL(permalink(channel, message.ts, message.thread_ts), location.href);
  await navigator.clipboard?.writeText(url.href).catch(() => {}); // no clipboard without permission: nothing to add
  say("Link copied");
}

const KEYS = { r: "tool-react", t: "tool-thread", m: "tool-more" };

// For a list of messages: arrows move between them, letters press the bar's buttons.
export function steerMessages(event, list) {
  const row = event.target.closest(".message");
  if (!row || event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...list.querySelectorAll(".message")];
  const at = rows.indexOf(row);
  const target = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
  if (target) {
    event.preventDefault();
    focusRow(list, target);
  } else if (KEYS[event.key]) {
    event.preventDefault();
    row.querySelector(`[data-k="${KEYS[event.key]}"]`)?.click();
  }
}

export function focusRow(list, row) {
  for (const other of list.querySelectorAll('.message[tabindex="0"]')) other.setAttribute("tabindex", "-1");
  row.setAttribute("tabindex", "0");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// One message of the list is always in the tab order: the last, unless another was chosen.
export function keepOneTabStop(list) {
  if (list.querySelector('.message[tabindex="0"]')) return;
  [...list.querySelectorAll(".message")].at(-1)?.setAttribute("tabindex", "0");
}
