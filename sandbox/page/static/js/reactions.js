// The chips under a message, and adding or taking back a reaction.
import { act, fail } from "./act.js";
import { personName, me } from "./directory.js";
import { h } from "./dom.js";
import { charOf, readable } from "./emoji.js";
import { icon } from "./icons.js";
import { openPicker } from "./picker.js";

export function drawReactions(message, place) {
  if (!message.reactions?.length) return null;
  const add = h("button", { type: "button", class: "chip chip-add", "aria-label": "Add a reaction", title: "Add a reaction", "data-k": "chip-add", on: { click: () => openPicker(add, (name) => react(message, name, place)) } }, icon("smile", 16));
  return h("div", { class: "chips", role: "group", "aria-label": "Reactions" }, message.reactions.map((r) => chip(r, message, place)), add);
}

function chip(reaction, message, place) {
  const mine = isMine(reaction);
  const who = names(reaction);
  const label = `${readable(reaction.name)}: ${reaction.count}, by ${who}. ${mine ? "Press to take yours back." : "Press to add yours."}`;
  return h(
    "button",
    { type: "button", class: `chip${mine ? " mine" : ""}`, "aria-pressed": mine, "aria-label": label, title: `${who} reacted with :${reaction.name}:`, "data-k": `chip-${reaction.name}`, on: { click: () => react(message, reaction.name, place) } },
    h("span", { class: "emoji" }, charOf(reaction.name) ?? `:${reaction.name}:`),
    h("span", { class: "chip-count" }, String(reaction.count)),
  );
}

const isMine = (reaction) => reaction.users.includes(me()?.id);

function names({ users, count }) {
  const shown = users.map((id) => (id === me()?.id ? "you" : personName(id)));
  return count > shown.length ? `${shown.join(", ")} and ${count - shown.length} more` : shown.join(", ");
}

export function react(message, name, place) {
  if (place.locked) return fail(place.where, place.locked);
  const mine = message.reactions?.some((r) => r.name === name && isMine(r));
  return act({ do: mine ? "unreact" : "react", channel: place.target.channel, ts: message.ts, name }, { where: place.where });
}
