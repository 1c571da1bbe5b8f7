// Keeps the store equal to the sandbox: fetches on demand, listens for changes, reconnects.
import { fetchMessages, fetchState, liveUrl, postRead } from "./api.js";
import { announce } from "./announce.js";
import { learnEmoji } from "./emoji.js";
import { get, set, setIn } from "./store.js";
import { hearClock } from "./time.js";

const PAUSE_MS = 40;
const BUSY_PAUSE_MS = 250; // under a stream of events, a few redraws a second are plenty

// Several calls in a row cause one fetch; calls during a fetch cause one more, after it.
function coalesced(work) {
  const waiting = new Map();
  const done = new Map();
  return (key) => {
    if (waiting.has(key)) return waiting.get(key);
    const pause_ms = performance.now() - (done.get(key) ?? -Infinity) < 1000 ? BUSY_PAUSE_MS : PAUSE_MS;
    const promise = new Promise((go) => setTimeout(go, pause_ms)).then(() => {
      waiting.delete(key);
      done.set(key, performance.now());
      return work(key);
    });
    waiting.set(key, promise.catch(() => {})); // offline: the reconnecting line says so, and the return fetches again
    return waiting.get(key);
  };
}

// Answers may overtake each other: an older one than is shown already is dropped.
const asked = new Map();
const shown = new Map();

async function newest(what, fetching) {
  const turn = (asked.get(what) ?? 0) + 1;
  asked.set(what, turn);
  const answer = await fetching;
  if (turn < (shown.get(what) ?? 0)) return null;
  shown.set(what, turn);
  return answer;
}

export async function loadState() {
  const as = get("as");
  const workspace = await newest("state", fetchState(as));
  if (!workspace?.me || get("as") !== as) return;
  learnEmoji(workspace.emoji);
  hearClock(workspace.now);
  set({ workspace, as: workspace.me.id });
}

export async function loadMessages(channel) {
  const as = get("as");
  const answer = await newest(channel, fetchMessages(as, channel, get("limits")[channel] ?? PAGE));
  if (!answer || get("as") !== as) return;
  const messages = answer.messages ?? [];
  setIn("hasEarlier", channel, answer.has_more || undefined);
  const before = get("messages")[channel];
  setIn("messages", channel, messages);
  if (channel === get("channel") && get("page") === "channel") {
    if (before) announce(before, messages);
    markRead(channel);
  }
}

// One more page of older messages.
export function loadEarlier(channel) {
  setIn("limits", channel, (get("limits")[channel] ?? PAGE) + PAGE);
  return loadMessages(channel);
}

const refreshState = coalesced(loadState);
const refreshMessages = coalesced(loadMessages);

export const refreshAll = () => Promise.all([refreshState("state"), get("channel") && refreshMessages(get("channel"))]);

const read = new Map(); // person and channel -> newest ts that was marked as read

async function markRead(channel) {
  const newest = get("messages")[channel]?.at(-1)?.ts;
  const key = `${get("as")}:${channel}`;
  if (!newest || read.get(key) === newest || document.hidden) return;
  read.set(key, newest);
  await postRead(get("as"), channel).catch(() => read.delete(key)); // the next look at the channel tries again
  refreshState("state");
}

const PAGE = 100;
const OF_A_CHANNEL = new Set(["message", "message_changed", "message_deleted", "reaction", "ephemeral"]);
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

let source = null;
let failures = 0;

export function listen() {
  source?.close();
  const as = get("as");
  const mine = (source = new EventSource(liveUrl(as)));
  mine.onopen = () => {
    failures = 0;
    set({ online: true });
    refreshAll(); // what happened before anybody listened was not told
  };
  mine.onmessage = ({ data }) => hear(data);
  mine.onerror = () => {
    if (mine !== source) return;
    mine.close();
    set({ online: false });
    setTimeout(() => mine === source && listen(), RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
  };
}

function hear(text) {
  const event = JSON.parse(text);
  if (OF_A_CHANNEL.has(event.type)) {
    const channel = typeof event.channel === "string" ? event.channel : event.channel?.id;
    if (!channel || channel === get("channel")) get("channel") && refreshMessages(get("channel"));
    if (event.type === "message" || event.type === "ephemeral") refreshState("state");
  } else if (event.type === "reset" || event.type === "person") refreshAll();
  else refreshState("state");
}

// A browser allows six connections to one host: windows that nobody looks at give theirs back after a while.
const HIDDEN_MS = 60_000;
let rest = null;

document.addEventListener("visibilitychange", () => {
  clearTimeout(rest);
  if (document.hidden) rest = setTimeout(() => (source?.close(), (source = null)), HIDDEN_MS);
  else if (!source && get("as")) listen();
  if (get("channel")) markRead(get("channel"));
});
