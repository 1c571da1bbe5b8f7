// rich_text blocks: every element kind, styles, lists with indents, quotes and preformatted text.
import { h } from "./dom.js";
import { charOf, drawEmoji } from "./emoji.js";
import { date, mentionChannel, mentionEveryone, mentionGroup, mentionPerson } from "./inline.js";
import { link } from "./links.js";

export const drawRichText = (block) => h("div", { class: "rich" }, group(block.elements ?? []));

function group(elements) {
  return elements.map((element) => (CONTAINERS[element.type] ?? unknown)(element));
}

const CONTAINERS = {
  rich_text_section: (element) => h("div", { class: "rich-section" }, parts(element.elements)),
  rich_text_quote: (element) => h("blockquote", {}, parts(element.elements)),
  rich_text_preformatted: (element) => h("pre", { class: "fence", tabindex: "0" }, parts(element.elements)),
  rich_text_list: list,
};

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const start = tag === "ol" && element.offset ? element.offset + 1 : null;
  const classes = `rich-list indent-${Math.min(element.indent ?? 0, 8)}${element.border ? " bordered" : ""}`;
  return h(tag, { class: classes, start }, (element.elements ?? []).map((item) => h("li", {}, item.elements ? parts(item.elements) : group([item]))));
}

const parts = (elements) => (elements ?? []).map((element) => styled((PARTS[element.type] ?? unknown)(element), element.style));

const PARTS = {
  text: (part) => lines(part.text ?? ""),
  link: (part) => link(part.url, part.text || part.url),
  user: (part) => mentionPerson(part.user_id),
  usergroup: (part) => mentionGroup(part.usergroup_id),
  channel: (part) => mentionChannel(part.channel_id),
  team: (part) => h("span", { class: "mention" }, part.team_id),
  broadcast: (part) => mentionEveryone(part.range),
  emoji: (part) => (charOf(part.name) ? drawEmoji(part.name) : (fromUnicode(part.unicode) ?? `:${part.name}:`)),
  date: (part) => date(part.timestamp, part.format ?? "{date_short} {time}", part.url, part.fallback),
  color: (part) => colour(part.value),
};

// Text keeps its line breaks by CSS (white-space: break-spaces), so that it can be copied exactly.
const lines = (text) => text;

function fromUnicode(codes) {
  if (!/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(codes ?? "")) return null;
  const points = codes.split("-").map((code) => parseInt(code, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

function colour(value) {
  const dot = h("span", { class: "colour", "aria-hidden": "true" });
  if (/^#[0-9a-f]{3,8}$/i.test(value ?? "")) dot.style.backgroundColor = value;
  return h("span", {}, dot, value);
}

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(node, style = {}) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), node);
}

const unknown = (element) => h("span", { class: "not-drawn" }, `not drawn: ${element.type}`);
