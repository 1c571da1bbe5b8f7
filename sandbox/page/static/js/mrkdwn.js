// Slack's mrkdwn -> DOM. Only text nodes and a fixed set of elements come out.
import { fragment, h } from "./dom.js";
import { charOf, drawEmoji } from "./emoji.js";
import { token, unescape } from "./inline.js";
import { link } from "./links.js";

export function drawText(object) {
  if (!object) return "";
  if (typeof object === "string") return plain(object);
  return object.type === "mrkdwn" ? mrkdwn(object.text, { verbatim: object.verbatim }) : plain(object.text, object.emoji !== false);
}

// Plain text: exact characters, with emoji names drawn (as Slack does unless told not to).
export function plain(text, emoji = true) {
  if (!emoji) return text;
  return fragment(String(text).split(/(:[\w+'-]+(?:::skin-tone-[2-6])?:)/).map((part) => asEmoji(part) ?? part));
}

function asEmoji(part) {
  const name = /^:(.+):$/.exec(part)?.[1];
  return name && charOf(name) ? drawEmoji(name) : null;
}

export function mrkdwn(text, { verbatim = false } = {}) {
  const parts = String(text ?? "").split(/```([\s\S]+?)```/);
  return fragment(parts.map((part, index) => (index % 2 ? fence(part) : quotes(trim(part, index, parts.length), verbatim))));
}

// A fence stands on lines of its own: the line breaks around it are not further empty lines.
function trim(part, index, count) {
  const head = index > 0 ? part.replace(/^\n/, "") : part;
  return index < count - 1 ? head.replace(/\n$/, "") : head;
}

function fence(text) {
  const bare = text.replace(/^\n|\n$/g, "").replace(/<(?:[^<>|]*\|)?([^<>|]*)>/g, "$1");
  return h("pre", { class: "fence", tabindex: "0" }, unescape(bare));
}

function quotes(text, verbatim) {
  const out = [];
  let quoted = null;
  let rest = false;
  text.split("\n").forEach((line, index) => {
    const mark = rest ? null : /^(?:&gt;|>)((?:&gt;|>){2})? ?/.exec(line);
    if (!mark && !rest) {
      if (index > 0 && !quoted) out.push(h("br"));
      quoted = null;
      out.push(listItem(line, verbatim));
      return;
    }
    rest ||= Boolean(mark?.[1]);
    const body = mark ? line.slice(mark[0].length) : line;
    if (quoted) quoted.append(h("br"), inline(body, verbatim));
    else out.push((quoted = h("blockquote", {}, inline(body, verbatim))));
  });
  return out;
}

// "• one" keeps its second line under the text, not under the dot.
function listItem(line, verbatim) {
  const bullet = /^(\s*)([•◦▪–])\s+/.exec(line);
  if (!bullet) return inline(line, verbatim);
  return h("span", { class: "bullet" }, h("span", {}, bullet[2]), h("span", {}, inline(line.slice(bullet[0].length), verbatim)));
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const URL_AT = /https?:\/\/[^\s<>|"'`]+/y;
const EMOJI_AT = /:([\w+'-]+(?:::skin-tone-[2-6])?):/y;

export function inline(text, verbatim = false) {
  const out = [];
  let pending = "";
  const flush = (node) => {
    if (pending) out.push(unescape(pending));
    pending = "";
    if (node) out.push(node);
  };
  for (let at = 0; at < text.length; ) {
    const found = special(text, at, verbatim);
    if (found) {
      flush(found.node);
      at = found.end;
    } else pending += text[at++];
  }
  flush();
  return fragment(out);
}

function special(text, at, verbatim) {
  const char = text[at];
  if (char === "`") return code(text, at);
  if (char === "<") return angle(text, at);
  if (STYLES[char]) return styled(text, at, verbatim);
  if (char === ":") return emojiAt(text, at);
  if (char === "h" && !verbatim && !WORD.test(text[at - 1] ?? " ")) return urlAt(text, at);
  return null;
}

function code(text, at) {
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { node: h("code", {}, unescape(text.slice(at + 1, end))), end: end + 1 };
}

function angle(text, at) {
  const end = text.indexOf(">", at + 1);
  const inner = end < 0 ? "" : text.slice(at + 1, end);
  return inner && !inner.includes("<") ? { node: token(inner), end: end + 1 } : null;
}

function styled(text, at, verbatim) {
  const mark = text[at];
  const after = text[at + 1];
  if (WORD.test(text[at - 1] ?? " ") || !after || /\s/.test(after) || after === mark) return null;
  for (let end = text.indexOf(mark, at + 2); end > 0; end = text.indexOf(mark, end + 1)) {
    if (/\s/.test(text[end - 1]) || WORD.test(text[end + 1] ?? " ")) continue;
    return { node: h(STYLES[mark], {}, inline(text.slice(at + 1, end), verbatim)), end: end + 1 };
  }
  return null;
}

function emojiAt(text, at) {
  EMOJI_AT.lastIndex = at;
  const found = EMOJI_AT.exec(text);
  return found && charOf(found[1]) ? { node: drawEmoji(found[1]), end: at + found[0].length } : null;
}

function urlAt(text, at) {
  URL_AT.lastIndex = at;
  const found = URL_AT.exec(text);
  if (!found) return null;
  const url = found[0].replace(/[.,;:!?)\]]+$/, "");
  return { node: link(unescape(url), unescape(url)), end: at + url.length };
}
