// One message: who, when, what, reactions, thread, and what can be done with it.
import { act } from "./act.js";
import { avatar, badge } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { author, me } from "./directory.js";
import { h } from "./dom.js";
import { failureLine } from "./failure.js";
import { icon } from "./icons.js";
import { safeUrl } from "./links.js";
import { mrkdwn } from "./mrkdwn.js";
import { drawReactions } from "./reactions.js";
import { get, setIn } from "./store.js";
import { clockNow, dayKey, dayName, fullTime, shortTime } from "./time.js";
import { toolbar } from "./toolbar.js";

const placeOf = (channel, message) => ({
  where: `${channel}:${message.ts}`,
  target: { channel, ts: message.ts },
  view: `${channel}:${message.ts}`, // choices in messages are kept like those in views
  locked: me()?.kind === "deactivated" ? "This account is deactivated, so it can do nothing here." : null,
});

// What must change for the message to be drawn again. The day is among it: the message may say "today".
export function messageSignature(channel, message, extra) {
  const { where } = placeOf(channel, message);
  const busy = Object.keys(get("busy")).filter((key) => key.startsWith(`${where}/`));
  const thread = message.thread?.map((reply) => [reply.ts, reply.user]);
  return JSON.stringify([{ ...message, thread }, get("failures")[where], busy, get("as"), me()?.tz, get("linked") === message.ts, dayKey(clockNow()), extra]);
}

export function drawMessage(channel, message, { compact = false, inThread = false } = {}) {
  const who = author(message);
  const place = placeOf(channel, message);
  const classes = ["message", compact && "compact", message.ephemeral_to && "private", get("linked") === message.ts && "linked", message.subtype === "tombstone" && "gone"];
  return h(
    "li",
    { class: classes.filter(Boolean).join(" "), tabindex: "-1", "data-ts": message.ts, "aria-label": `${who.name}, ${shortTime(Number(message.ts))}` },
    message.ephemeral_to && h("p", { class: "private-note" }, icon("eye", 14), "Only you can see this"),
    h(
      "div",
      { class: "message-row" },
      h("div", { class: "message-side" }, compact ? time(message, "side-time") : avatar(who)),
      h(
        "div",
        { class: "message-main" },
        !compact && head(message, who),
        body(message, place),
        drawFiles(message.files),
        drawReactions(message, place),
        failureLine(place.where),
        !inThread && threadLine(channel, message),
        message.ephemeral_to && dismiss(channel, message),
      ),
    ),
    message.subtype !== "tombstone" && toolbar(channel, message, place, inThread),
  );
}

const head = (message, who) =>
  h("div", { class: "message-head" }, h("span", { class: "author" }, who.name), badge(who.kind), time(message, "time"));

function time(message, className) {
  const at = Number(message.ts);
  return h("time", { class: className, datetime: new Date(at * 1000).toISOString(), title: fullTime(at) }, shortTime(at));
}

function body(message, place) {
  const edited = message.edited && h("span", { class: "edited", title: fullTime(Number(message.edited.ts)) }, "(edited)");
  if (message.blocks?.length && !isTyped(message)) return [drawBlocks(message.blocks, place), edited];
  return h("div", { class: "prose" }, mrkdwn(message.text), edited && " ", edited);
}

// What a person typed is one run of plain text: drawn from `text`, so that names, emoji and *stars* look as meant.
function isTyped({ bot_id: bot, blocks }) {
  const parts = blocks.length === 1 && blocks[0].type === "rich_text" ? blocks[0].elements : [];
  return !bot && parts.length === 1 && parts[0].type === "rich_text_section" && parts[0].elements.every((p) => p.type === "text" && !p.style);
}

function drawFiles(files) {
  return files?.map((file) => {
    const source = safeUrl(file.url_private);
    if (source && /^image\/(png|jpe?g|gif|webp|svg)/.test(file.mimetype ?? ""))
      return h("figure", { class: "figure" }, h("figcaption", {}, file.title ?? file.name), h("img", { class: "image-picture", src: source, alt: file.alt_txt || file.title || file.name, loading: "lazy" }));
    return h(source ? "a" : "span", { class: "file", href: source, target: "_blank", rel: "noopener noreferrer" }, icon("file"), h("span", {}, file.title ?? file.name));
  });
}

function threadLine(channel, message) {
  const replies = message.thread?.filter((reply) => !reply.ephemeral_to) ?? [];
  const count = Math.max(replies.length, message.reply_count ?? 0);
  if (!count && !message.thread?.length) return null;
  const last = message.thread?.at(-1)?.ts ?? message.latest_reply;
  const faces = [...new Map((message.thread ?? []).map((reply) => [author(reply).id, author(reply)])).values()].slice(0, 3);
  const text = count === 0 ? "A private note" : count === 1 ? "1 reply" : `${count} replies`;
  return h(
    "a",
    { class: "thread-line", href: `#${channel}/p${message.ts.replace(".", "")}?thread_ts=${message.ts}`, "data-k": "thread" },
    h("span", { class: "faces" }, faces.map((face) => avatar(face, "s"))),
    h("span", { class: "thread-count" }, text),
    last && h("span", { class: "soft" }, `last ${dayKey(Number(last)) === dayKey(clockNow()) ? "" : `${dayName(Number(last))}, `}${shortTime(Number(last))}`),
  );
}

function putAway(channel, message) {
  setIn("dismissed", message.ts, true);
  act({ do: "delete", channel, ts: message.ts });
}

function dismiss(channel, message) {
  return h("button", { type: "button", class: "link-button soft", "data-k": "dismiss", on: { click: () => putAway(channel, message) } }, "Dismiss");
}
