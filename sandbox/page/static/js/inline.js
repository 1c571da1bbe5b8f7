// The tokens that Slack writes as <…>: people, channels, groups, dates, links. Shared by mrkdwn and markdown blocks.
import { h } from "./dom.js";
import { link } from "./links.js";
import { channel, channelName, groupHandle, me, person, personName } from "./directory.js";
import { fullTime, slackDate } from "./time.js";

export const unescape = (text) => text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);

// `inner` is what stood between < and >. Returns a node or a string.
export function token(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : unescape(inner.slice(bar + 1));
  if (target.startsWith("@")) return mentionPerson(target.slice(1), label);
  if (target.startsWith("#")) return mentionChannel(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  if (/^(https?:|mailto:|tel:|[a-z][a-z0-9+.-]*:)/i.test(target)) return link(unescape(target), label ?? shorten(unescape(target)));
  return unescape(`<${inner}>`);
}

const shorten = (url) => url.replace(/^mailto:/, "");

export function mentionPerson(id, label) {
  const known = person(id);
  const mine = me()?.id === id;
  return h("span", { class: `mention${mine ? " mention-me" : ""}`, title: known?.real_name }, `@${known ? personName(id) : (label ?? id)}`);
}

export function mentionChannel(id, label) {
  const text = `#${channel(id) ? channelName(id) : (label ?? id)}`;
  return channel(id) ? h("a", { class: "mention", href: `#${id}` }, text) : h("span", { class: "mention" }, text);
}

export function mentionGroup(id, label) {
  return h("span", { class: "mention" }, `@${(groupHandle(id) === id && label ? label : groupHandle(id)).replace(/^@/, "")}`);
}

export const mentionEveryone = (range) => h("span", { class: "mention mention-me" }, `@${range}`);

function special(text, label) {
  const parts = text.split("^");
  if (["here", "channel", "everyone"].includes(parts[0])) return mentionEveryone(parts[0]);
  if (parts[0] === "subteam") return mentionGroup(parts[1], label);
  if (parts[0] === "date") return date(Number(parts[1]), parts[2] ?? "", parts[3], label);
  return label ?? `<!${text}>`;
}

export function date(epoch, pattern, url, fallback) {
  const text = Number.isFinite(epoch) ? slackDate(epoch, unescape(pattern)) : null;
  if (text === null) return fallback ?? "";
  const node = h("time", { datetime: new Date(epoch * 1000).toISOString(), title: fullTime(epoch) }, text);
  return url ? link(unescape(url), node) : node;
}
