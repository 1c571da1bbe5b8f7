// The page's only way to the sandbox.

async function ask(path, options) {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => null);
  if (!response.ok && !body) throw new Error(`the sandbox answered ${response.status}`);
  return body;
}

const query = (path, values) => ask(`${path}?${new URLSearchParams(values)}`, { headers: { Accept: "application/json" } });

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const fetchPeople = () => query("/_sandbox/people", {});
export const fetchState = (as) => query("/_page/state", { as });
export const fetchMessages = (as, channel, limit) => query("/_page/channel", { as, channel, limit });
export const postRead = (as, channel) => post("/_page/read", { as, channel });
export const postAct = (body) => post("/_sandbox/act", body);
export const postClock = (seconds) => post("/_sandbox/clock", { advance_s: seconds });
export const postNextWeek = () => post("/_sandbox/next_week", {});
export const liveUrl = (as) => `/_page/live?${new URLSearchParams({ as })}`;
