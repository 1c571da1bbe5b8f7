// What a person does goes to the sandbox as an act. Meanwhile the control is busy; a failure is told where it happened.
import { postAct } from "./api.js";
import { get, setIn } from "./store.js";
import { refreshAll } from "./sync.js";

const ACK_MS = 3000;

// `where` names the place for a failure ("C1:17.1", "view:V1", "composer", "home"), `busy` the control, if any.
// Returns the sandbox's answer, or null where there was none.
export async function act(body, { where, busy } = {}) {
  if (busy && get("busy")[busy]) return null;
  if (busy) setIn("busy", busy, true);
  clearFailure(where);
  try {
    const answer = await postAct({ as: get("as"), ...body });
    if (!answer?.ok && !hasErrors(answer)) fail(where, why(answer));
    return answer;
  } catch {
    fail(where, "The sandbox could not be reached. Nothing was sent.");
    return null;
  } finally {
    if (busy) setIn("busy", busy, undefined);
    await refreshAll();
  }
}

const hasErrors = (answer) => Object.keys(answer?.errors ?? {}).length > 0;

function why(answer) {
  const code = wordsOf(answer?.error);
  if ((answer?.ack_ms ?? 0) >= ACK_MS || /time.?out|not_acked|no_ack|did.not.answer/i.test(code))
    return "This did not work: the app did not answer in time.";
  return `This did not work${code ? `: ${code.replaceAll("_", " ")}` : ""}.`;
}

const wordsOf = (error) => (typeof error === "string" ? error : (error?.message ?? error?.code ?? "")).replace(/\.$/, "");

export const fail = (where, text) => where && setIn("failures", where, text);
export const clearFailure = (where) => where && get("failures")[where] && setIn("failures", where, undefined);
