// Starts the page: who am I, what is open, then everything follows the store.
import { startAside, closeThread } from "./aside.js";
import { startClock } from "./clock.js";
import { startConversation, revealLinked } from "./conversation.js";
import { fetchPeople } from "./api.js";
import { channels, me } from "./directory.js";
import { forgetAll } from "./forms.js";
import { openHome, startHome } from "./home.js";
import { permalink, readHash } from "./links.js";
import { startModals } from "./modal.js";
import { closePopover } from "./popover.js";
import { startSidebar } from "./sidebar.js";
import { get, set, setIn, watch } from "./store.js";
import { listen, loadEarlier, loadMessages, loadState } from "./sync.js";
import { startTheme } from "./theme.js";

const NARROW = matchMedia("(max-width: 1100px)");

async function start() {
  startTheme();
  startSidebar(switchTo);
  startConversation();
  startAside();
  startHome();
  startModals();
  startClock();
  watch(["online"], () => (document.getElementById("offline").hidden = get("online")));
  watch(["workspace"], keepSomewhere);
  addEventListener("hashchange", follow);
  addEventListener("keydown", globalKeys);
  document.querySelector(".skip").addEventListener("click", skip);
  set({ panelOpen: !NARROW.matches });
  await loadFirst();
}

// ?as=U… names the person; without it the one of last time in this tab, else the first who can act.
async function whoAmI() {
  const { people } = await fetchPeople();
  const wanted = [new URLSearchParams(location.search).get("as"), sessionStorage.getItem("as")];
  const named = wanted.map((name) => people.find((p) => p.kind !== "bot" && [p.id, p.name].includes(name)));
  return (named.find(Boolean) ?? people.find((p) => p.kind === "member")).id;
}

// Permalinks of the API arrive as ?channel=&ts=: the rest of the page knows them as #C…/p….
function takePermalink() {
  const url = new URL(location.href);
  const { channel, ts, thread_ts: thread } = Object.fromEntries(url.searchParams);
  if (!channel) return;
  for (const name of ["channel", "ts", "thread_ts"]) url.searchParams.delete(name);
  url.hash = ts ? permalink(channel, ts, thread) : channel;
  history.replaceState(null, "", url);
}

async function loadFirst() {
  try {
    takePermalink();
    set({ as: await whoAmI() });
    await loadState();
    listen();
    follow();
  } catch {
    set({ online: false });
    setTimeout(loadFirst, 1500);
  }
}

// Another person, another page: what is open stays open where that person may see it.
async function switchTo(person) {
  sessionStorage.setItem("as", person);
  const url = new URL(location.href);
  url.searchParams.set("as", person);
  history.replaceState(null, "", url);
  forgetAll();
  set({ as: person, messages: {}, limits: {}, hasEarlier: {}, firstUnread: {}, failures: {}, busy: {}, dismissed: {}, thread: null });
  listen();
  await loadState();
  follow();
}

function follow() {
  const aim = readHash(location.hash) ?? { page: "channel", channel: firstChannel() };
  if (aim.page === "home") {
    set({ page: "home", thread: null, linked: null });
    return openHome();
  }
  if (!channels().some((c) => c.id === aim.channel)) aim.channel = firstChannel();
  return aim.channel && openChannel(aim);
}

async function openChannel({ channel, ts = null, thread = null }) {
  const entering = channel !== get("channel") || get("page") !== "channel";
  const unread = Number(channels().find((c) => c.id === channel)?.unread) || 0;
  set({ page: "channel", channel, thread, linked: ts && ts !== thread ? ts : null });
  const had = Boolean(get("messages")[channel]);
  if (entering) setIn("firstUnread", channel, undefined);
  await loadUpTo(channel, thread ?? ts).catch(() => {}); // offline: the reconnecting line says so, and the return fetches again
  const messages = get("messages")[channel] ?? [];
  if (entering || !had) setIn("firstUnread", channel, unread ? messages.filter((m) => m.user !== me().id).at(-unread)?.ts : undefined);
  if (get("linked")) revealLinked();
}

// Loads what is newest, and further back until the linked message is there.
async function loadUpTo(channel, ts) {
  await loadMessages(channel);
  const missing = () => ts && get("hasEarlier")[channel] && !get("messages")[channel].some((m) => m.ts === ts);
  while (missing()) await loadEarlier(channel);
}

const firstChannel = () => {
  const mine = channels().filter((c) => c.is_member !== false && !c.is_archived);
  return (mine.find((c) => c.kind !== "im") ?? mine[0])?.id ?? null;
};

// A channel that this person can no longer see closes.
function keepSomewhere() {
  const channel = get("channel");
  if (channel && get("page") === "channel" && !channels().some((c) => c.id === channel)) follow();
}

// The address is where one is, so the skip link moves the focus alone.
function skip(event) {
  event.preventDefault();
  (document.querySelector('#messages .message[tabindex="0"]') ?? document.getElementById("messages"))?.focus();
}

// Alt and arrows walk through the channels.
function walk(step) {
  const links = [...document.querySelectorAll(".sidebar .place")];
  const at = links.findIndex((link) => link.classList.contains("on"));
  links[(at + step + links.length) % links.length]?.click();
}

function globalKeys(event) {
  const step = event.altKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) return event.preventDefault(), walk(step);
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return undefined;
  if (get("drawerOpen")) set({ drawerOpen: false });
  else if (get("thread")) closeThread();
  else closePopover();
  return undefined;
}

start();
