// Links and permalinks. Only http and https can be clicked; anything else stays text.
import { h } from "./dom.js";

export function safeUrl(text) {
  try {
    const url = new URL(String(text));
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

export function link(url, ...label) {
  const href = safeUrl(url);
  const shown = label.flat().length ? label : [url];
  if (!href) return h("span", { class: "dead-link", title: "This is not a web address, so it cannot be opened" }, shown);
  const inside = permalinkIn(href);
  if (inside) return h("a", { href: inside }, shown);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", title: href }, shown);
}

// #C123/p1732…  <->  {channel, ts}
export function permalink(channel, ts, thread) {
  const tail = thread && thread !== ts ? `?thread_ts=${thread}` : "";
  return `#${channel}/p${ts.replace(".", "")}${tail}`;
}

export function readHash(hash) {
  if (hash === "#home") return { page: "home" };
  const match = /^#([CDG][A-Z0-9]+)(?:\/p(\d{7,}))?(?:\?thread_ts=([\d.]+))?$/.exec(hash);
  if (!match) return null;
  return { page: "channel", channel: match[1], ts: match[2] ? withDot(match[2]) : null, thread: match[3] ?? null };
}

const withDot = (digits) => `${digits.slice(0, -6)}.${digits.slice(-6)}`;

// Slack-shaped permalinks of this workspace open here, in place.
export function permalinkIn(href) {
  const url = new URL(href);
  if (url.origin !== location.origin) return null;
  const match = /^\/archives\/([CDG][A-Z0-9]+)\/p(\d+)$/.exec(url.pathname);
  if (match) {
    const thread = url.searchParams.get("thread_ts");
    return `#${match[1]}/p${match[2]}${thread ? `?thread_ts=${thread}` : ""}`;
  }
  return url.pathname === "/" && readHash(url.hash) ? url.hash : null;
}
