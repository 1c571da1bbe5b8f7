// All that the page knows, in one place. Parts of the page watch the keys they draw.

const data = {
  as: null, // the person this tab is
  workspace: null, // what /_page/state last said
  page: "channel", // "channel" | "home"
  channel: null,
  thread: null, // ts of the open thread's first message
  linked: null, // ts a permalink points at
  messages: {}, // channel -> messages
  limits: {}, // channel -> how many messages to show
  hasEarlier: {}, // channel -> true where there are more
  firstUnread: {}, // channel -> ts above which the line "New" stands
  panelOpen: true,
  drawerOpen: false,
  online: true,
  busy: {}, // key of a control -> true, from click to ack
  failures: {}, // where -> sentence, shown beside the thing clicked
  dismissed: {}, // ts of private messages that the person put away
};

const watchers = [];
let changed = new Set();

export const get = (key) => data[key];

export function set(patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (data[key] === value) continue;
    data[key] = value;
    if (changed.size === 0) queueMicrotask(notify);
    changed.add(key);
  }
}

export function setIn(key, name, value) {
  const copy = { ...data[key] };
  if (value === undefined) delete copy[name];
  else copy[name] = value;
  set({ [key]: copy });
}

export function watch(keys, draw) {
  watchers.push({ keys, draw });
}

function notify() {
  const now = changed;
  changed = new Set();
  for (const { keys, draw } of watchers) if (keys.some((key) => now.has(key))) draw(now);
}
