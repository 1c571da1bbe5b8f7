// Keeps the store equal to the sandbox: fetches on demand, listens for changes, reconnects.
import { fetchMessages, fetchState, liveUrl, postRead } from "./api.js";
import { announce } from "./announce.js";
import { get, set, setIn } from "./store.js";
import { hearClock } from "./time.js";

// Several events in a row cause one fetch; events during a fetch cause one more.
function coalesced(work, pause_ms = 40) {
  const waiting = new Map();
  return (key) => {
    if (waiting.has(key)) return waiting.get(key);
    const promise = new Promise((done) => setTimeout(done, pause_ms)).then(() => {
      waiting.delete(key);
      return work(key);
    });
    waiting.set(key, promise.catch(() => {}));
    return waiting.get(key);
  };
}

export async function loadState() {
  const as = get("as");
  const workspace = await fetchState(as);
  if (!workspace?.me || get("as") !== as) return;
  hearClock(workspace.now);
  set({ workspace, as: workspace.me.id });
}

export async function loadMessages(channel) {
  const as = get("as");
  const answer = await fetchMessages(as, channel);
  if (get("as") !== as) return;
  const messages = Array.isArray(answer) ? answer : (answer?.messages ?? []);
  const before = get("messages")[channel];
  setIn("messages", channel, messages);
  if (channel === get("channel") && get("page") === "channel") {
    if (before) announce(before, messages);
    markRead(channel);
  }
}

export const refreshState = coalesced(loadState);
export const refreshMessages = coalesced(loadMessages);

export const refreshAll = () => Promise.all([refreshState("state"), get("channel") && refreshMessages(get("channel"))]);

const read = new Map(); // person and channel -> newest ts that was marked as read

export async function markRead(channel) {
  const newest = get("messages")[channel]?.at(-1)?.ts;
  const key = `${get("as")}:${channel}`;
  if (!newest || read.get(key) === newest || document.hidden) return;
  read.set(key, newest);
  await postRead(get("as"), channel).catch(() => read.delete(key)); // the next look at the channel tries again
  refreshState("state");
}

const OF_A_CHANNEL = new Set(["message", "message_changed", "message_deleted", "reaction", "ephemeral"]);
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

let source = null;
let failures = 0;

export function listen() {
  source?.close();
  const as = get("as");
  const mine = (source = new EventSource(liveUrl(as)));
  mine.onopen = () => {
    const back = failures > 0 || !get("online");
    failures = 0;
    set({ online: true });
    if (back) refreshAll();
  };
  mine.onmessage = ({ data }) => hear(data);
  for (const type of ["message", ...OF_A_CHANNEL]) if (type !== "message") mine.addEventListener(type, ({ data }) => hear(data));
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
  } else refreshState("state");
}

document.addEventListener("visibilitychange", () => get("channel") && markRead(get("channel")));
