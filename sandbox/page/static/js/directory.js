// Who and what an id stands for, from the last known workspace.
import { get } from "./store.js";

const find = (list, id) => get("workspace")?.[list]?.find((item) => item.id === id);

export const me = () => get("workspace")?.me;
export const person = (id) => find("people", id);
export const channel = (id) => find("channels", id);
export const people = () => get("workspace")?.people ?? [];
export const channels = () => get("workspace")?.channels ?? [];
export const personName = (id) => nameOf(person(id)) ?? id ?? "Unknown";
// Direct messages are with the app.
export function channelName(id) {
  const known = channel(id);
  if (known?.kind === "im") return nameOf(get("workspace").bot) ?? "App";
  return known?.name?.replace(/^#/, "") ?? id;
}
export const groupHandle = (id) => find("groups", id)?.handle ?? id;

export function nameOf(someone) {
  return someone && (someone.display_name || someone.real_name || someone.name);
}

// A message's author: a person, or the app it came through.
export function author(message) {
  const known = person(message.user);
  const isApp = Boolean(message.bot_id || known?.kind === "bot");
  const name = message.username ?? nameOf(known) ?? message.bot_profile?.name ?? message.user ?? "App";
  return { id: message.user ?? message.bot_id ?? name, name, kind: isApp ? "bot" : (known?.kind ?? "member") };
}

// Changes whenever a name that messages may mention changes.
export function directoryVersion() {
  return JSON.stringify([people().map((p) => [p.id, nameOf(p), p.kind]), channels().map((c) => [c.id, c.name])]);
}

const BADGES = { guest: "Guest", external: "External", deactivated: "Deactivated", bot: "App" };
export const badgeOf = (kind) => BADGES[kind] ?? null;
