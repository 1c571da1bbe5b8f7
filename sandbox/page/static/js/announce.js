// New messages are spoken to screen readers through one live region.
import { h } from "./dom.js";
import { author, me } from "./directory.js";
import { mrkdwn } from "./mrkdwn.js";

const KEPT = 5;

export function announce(before, after) {
  const known = new Set(all(before).map((message) => message.ts));
  for (const message of all(after)) if (!known.has(message.ts) && message.user !== me()?.id) speak(message);
}

const all = (messages) => messages.flatMap((message) => [message, ...(message.thread ?? [])]);

function speak(message) {
  const prefix = message.ephemeral_to ? "Only you can see this. " : "";
  say(`${prefix}${author(message).name}: ${h("div", {}, mrkdwn(message.text)).textContent}`);
}

export function say(text) {
  const region = document.getElementById("live");
  region.append(h("p", {}, text));
  while (region.childElementCount > KEPT) region.firstElementChild.remove();
}
