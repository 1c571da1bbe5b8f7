// The middle: a channel's messages, with days, the line "New", and the composer.
import { drawComposer } from "./composer.js";
import { author, channel as channelOf, channelName, directoryVersion, me } from "./directory.js";
import { h, keyed, refill } from "./dom.js";
import { icon } from "./icons.js";
import { drawMessage, messageSignature } from "./message.js";
import { menuButton, panelButton } from "./bars.js";
import { loadEarlier } from "./sync.js";
import { act } from "./act.js";
import { get, watch } from "./store.js";
import { dayKey, dayName } from "./time.js";
import { focusRow, keepOneTabStop, steerMessages } from "./toolbar.js";

const GROUP_S = 300;
const NEAR_END_PX = 120;

const main = document.getElementById("main");
const head = h("header", { class: "bar" });
const list = h("ol", { id: "messages", class: "messages", tabindex: "-1", on: { keydown: (event) => steerMessages(event, list), scroll: () => showJump() } });
const jump = h("button", { type: "button", class: "jump", hidden: true, on: { click: () => toEnd("smooth") } }, icon("down", 16), "New messages");
const foot = h("div", { class: "foot" });
const parts = [head, h("div", { class: "scroller" }, list, jump), foot];

let shown = null; // the channel whose messages are on screen

export function startConversation() {
  watch(["page", "channel", "as", "workspace", "panelOpen", "thread"], drawHead);
  watch(["page", "channel", "messages", "as", "workspace", "failures", "busy", "linked", "dismissed", "firstUnread", "hasEarlier"], drawList);
  watch(["page", "channel", "as", "workspace"], drawFoot);
}

const here = () => get("page") === "channel" && get("channel") && get("workspace");

function drawHead() {
  if (!here()) return;
  if (head.parentElement !== main) main.replaceChildren(...parts);
  const channel = channelOf(get("channel"));
  const isIm = channel?.kind === "im";
  refill(
    head,
    menuButton(),
    h("h1", { class: "bar-title" }, !isIm && icon(channel?.is_private ? "lock" : "hash", 17), h("span", {}, channelName(get("channel")))),
    channel?.topic && h("span", { class: "bar-topic" }, channel.topic),
    channel?.is_archived && h("span", { class: "badge" }, "Archived"),
    h("span", { class: "grow" }),
    panelButton(),
  );
}

function drawList() {
  if (!here()) return (shown = null);
  const channel = get("channel");
  const all = get("messages")[channel];
  list.setAttribute("aria-label", `Messages in ${channelName(channel)}`);
  list.setAttribute("aria-busy", String(!all));
  const arriving = shown !== channel || get("as") !== list.dataset.as;
  const atEnd = nearEnd();
  const hadNew = unreadLine() !== null;
  const lastBefore = list.querySelector(".message:last-of-type")?.dataset.ts;
  const rows = all ? rowsOf(channel, all.filter((m) => !get("dismissed")[m.ts])) : [{ key: "loading", kind: "loading" }];
  const version = directoryVersion();
  keyed(list, rows, { key: (row) => row.key, signature: (row) => signatureOf(channel, row, version), draw: (row) => DRAW[row.kind](row, channel) });
  keepOneTabStop(list);
  if (all) shown = channel;
  list.dataset.as = get("as");
  if (arriving && all) arrive();
  else if (unreadLine() && !hadNew && !get("linked")) toNew();
  else if (atEnd) toEnd();
  else if (list.querySelector(".message:last-of-type")?.dataset.ts !== lastBefore) jump.hidden = false;
}

const DRAW = {
  loading: () => h("li", { class: "loading" }, h("span", {}), h("span", {}), h("span", {})),
  start: (row) => h("li", { class: "start" }, h("h2", {}, row.title), h("p", { class: "soft" }, row.text)),
  earlier: (_, channel) => h("li", { class: "earlier" }, h("button", { type: "button", class: "button tiny", on: { click: () => showEarlier(channel) } }, "Show earlier messages")),
  day: (row) => h("li", { class: "day" }, h("span", {}, row.name)),
  unread: () => h("li", { class: "unread-line" }, h("span", {}, "New")),
  message: (row, channel) => drawMessage(channel, row.message, { compact: row.compact }),
};

const signatureOf = (channel, row, version) =>
  row.kind === "message" ? messageSignature(channel, row.message, [row.compact, version]) : JSON.stringify(row);

function rowsOf(channel, messages) {
  const rows = [get("hasEarlier")[channel] ? { key: "earlier", kind: "earlier" } : startRow(channel, messages)];
  let before = null;
  for (const message of messages) {
    const at = Number(message.ts);
    if (!before || dayKey(at) !== dayKey(Number(before.ts))) rows.push({ key: `day-${dayKey(at)}`, kind: "day", name: dayName(at) });
    if (get("firstUnread")[channel] === message.ts) rows.push({ key: "unread", kind: "unread" });
    const compact = rows.at(-1).kind === "message" && follows(before, message);
    rows.push({ key: message.ts, kind: "message", message, compact });
    before = message;
  }
  return rows;
}

function startRow(channel, messages) {
  const info = channelOf(channel);
  const title = info?.kind === "im" ? channelName(channel) : `#${channelName(channel)}`;
  const text = messages.length ? "This is where it begins." : "Nothing here yet.";
  return { key: "start", kind: "start", title, text };
}

// Several messages of one author within five minutes share a head.
function follows(before, message) {
  if (!before || before.ephemeral_to || message.ephemeral_to || before.subtype || before.blocks?.some((b) => b.type !== "rich_text")) return false;
  return author(before).id === author(message).id && Number(message.ts) - Number(before.ts) < GROUP_S;
}

// What was on screen stays where it was.
async function showEarlier(channel) {
  const below = list.scrollHeight - list.scrollTop;
  await loadEarlier(channel);
  requestAnimationFrame(() => (list.scrollTop = list.scrollHeight - below));
}

const unreadLine = () => list.querySelector(".unread-line");
const nearEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;

function toEnd(behavior = "instant") {
  list.scrollTo({ top: list.scrollHeight, behavior });
  jump.hidden = true;
}

function showJump() {
  if (nearEnd()) jump.hidden = true;
}

function arrive() {
  const linked = get("linked") && list.querySelector(`[data-ts="${CSS.escape(get("linked"))}"]`);
  if (linked) {
    focusRow(list, linked);
    linked.scrollIntoView({ block: "center" });
  } else toEnd();
}

// What is new is read from its beginning: at its end, a long message would hide what it begins with.
function toNew() {
  unreadLine().scrollIntoView({ block: "start" });
  jump.hidden = true;
}

export function revealLinked() {
  if (shown === get("channel")) arrive();
}

function drawFoot() {
  if (!here()) return;
  const channel = channelOf(get("channel"));
  const key = `${get("as")}:${get("channel")}`;
  const reason = whyNot(channel);
  if (foot.dataset.for === `${key}:${reason ?? ""}`) return;
  foot.dataset.for = `${key}:${reason ?? ""}`;
  foot.replaceChildren(reason ? closed(reason, channel) : drawComposer({ key, channel: get("channel"), label: `Message ${channel?.kind === "im" ? "" : "#"}${channelName(get("channel"))}` }));
}

function closed(reason, channel) {
  const mayJoin = channel.is_member === false && !channel.is_private && !channel.is_archived && me()?.kind === "member";
  const join = () => act({ do: "join", channel: channel.id }, { where: "join" });
  return h("p", { class: "no-composer" }, reason, mayJoin && h("button", { type: "button", class: "button", on: { click: join } }, "Join"));
}

function whyNot(channel) {
  if (me()?.kind === "deactivated") return "This account is deactivated: it can look, but do nothing.";
  if (channel?.is_archived) return "This channel is archived.";
  if (channel && channel.is_member === false) return "You are not in this channel. You can read it, but not write.";
  return null;
}
