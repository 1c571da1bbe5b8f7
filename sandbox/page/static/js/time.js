// Times as the chosen person reads them: their own zone, the sandbox's own clock.
import { get } from "./store.js";

let now = null; // {epoch, at}: the sandbox's time when we last heard of it

export function hearClock(epoch) {
  now = { epoch, at: performance.now() };
}

export const clockNow = () => (now ? now.epoch + (performance.now() - now.at) / 1000 : Date.now() / 1000);

const zone = () => get("workspace")?.me?.tz || undefined;

const formats = new Map();

export function format(epoch, options) {
  const key = JSON.stringify([options, zone()]);
  if (!formats.has(key)) formats.set(key, formatter(options));
  return formats.get(key).format(new Date(epoch * 1000));
}

function formatter(options) {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone(), ...options });
  } catch {
    return new Intl.DateTimeFormat("en-GB", options); // a zone this browser does not know
  }
}

export const shortTime = (epoch) => format(epoch, { hour: "2-digit", minute: "2-digit" });
export const fullTime = (epoch) => format(epoch, { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
export const dayKey = (epoch) => format(epoch, { year: "numeric", month: "2-digit", day: "2-digit" });

export function dayName(epoch) {
  const far = dayDistance(epoch);
  if (far === 0) return "Today";
  if (far === -1) return "Yesterday";
  if (far === 1) return "Tomorrow";
  return format(epoch, { weekday: "long", day: "numeric", month: "long" });
}

function dayDistance(epoch) {
  const day = (at) => Math.floor((at + offset(at)) / 86400);
  return day(epoch) - day(clockNow());
}

// Seconds to add to UTC for the wall clock of the person's zone.
function offset(epoch) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", { timeZone: zone(), hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" })
      .formatToParts(new Date(epoch * 1000))
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000 - Math.floor(epoch);
}

// "2026-11-26T13:00" and back: what the person's wall clock shows at a time, null and "" where there is none.
export const wallClock = (epoch) => (epoch ? new Date((epoch + offset(epoch)) * 1000).toISOString().slice(0, 16) : "");
export const fromWallClock = (text) => (text ? onWallClock(Date.parse(`${text}Z`) / 1000) : null);

const onWallClock = (wall) => wall - offset(wall - offset(wall));

// Seconds from now until `hour`:00, `days` days on (on the wall clock, summer time included).
export function secondsUntil(days, hour) {
  const from = clockNow();
  const wall = (Math.floor((from + offset(from)) / 86400) + days) * 86400 + hour * 3600;
  return Math.max(1, Math.round(onWallClock(wall) - from));
}

export function daysUntilMonday() {
  const from = clockNow();
  const weekday = (Math.floor((from + offset(from)) / 86400) + 4) % 7; // the epoch began on a Thursday
  return (8 - weekday) % 7 || 7;
}

const PRETTY = (epoch, words) => (Math.abs(dayDistance(epoch)) <= 1 ? dayName(epoch).toLowerCase() : words);

const DATE_TOKENS = {
  date_num: (t) => format(t, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-"),
  date: (t) => format(t, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (t) => format(t, { day: "numeric", month: "short", year: "numeric" }),
  date_long: (t) => format(t, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  day_divider_pretty: (t) => dayName(t),
  time: shortTime,
  time_secs: (t) => format(t, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
};
DATE_TOKENS.date_pretty = (t) => PRETTY(t, DATE_TOKENS.date(t));
DATE_TOKENS.date_short_pretty = (t) => PRETTY(t, DATE_TOKENS.date_short(t));
DATE_TOKENS.date_long_pretty = (t) => PRETTY(t, DATE_TOKENS.date_long(t));
DATE_TOKENS.ago = (t) => ago(t);

// "{date_short_pretty} at {time}" -> "today at 10:42"; null when the pattern names something unknown.
export function slackDate(epoch, pattern) {
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (_, token) => DATE_TOKENS[token]?.(epoch) ?? ((known = false), ""));
  return known ? text : null;
}

function ago(epoch) {
  const minutes = Math.round((clockNow() - epoch) / 60);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 60 * 24) return `${Math.round(minutes / 60)} h ago`;
  return `${Math.round(minutes / 1440)} d ago`;
}
