// Modals: the top of the person's stack of views. Escape closes, Tab stays inside, errors stand at their fields.
import { act } from "./act.js";
import { drawBlocks } from "./blocks.js";
import { h, refill } from "./dom.js";
import { failureLine } from "./failure.js";
import { findErrors } from "./validate.js";
import { keepOnly, setErrors, valuesOf } from "./forms.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { get, set, watch } from "./store.js";

let shown = null; // {dialog, id}
let redraws = 0; // raised when errors arrive: they are not part of the view

export function startModals() {
  watch(["workspace", "failures", "busy"], draw);
}

function draw() {
  const stack = get("workspace")?.modal ?? [];
  const view = stack.at(-1);
  keepOnly([...stack.map((v) => v.id), get("workspace")?.home?.id ?? "home"]);
  if (!view) return close();
  const signature = JSON.stringify([view, stack.length, get("failures")[`view:${view.id}`], busyIn(view), redraws]);
  if (shown?.id === view.id && shown.signature === signature) return undefined;
  const arriving = shown?.id !== view.id;
  if (!shown) open();
  if (arriving) shown.dialog.scrollTop = 0;
  Object.assign(shown, { id: view.id, view, signature });
  const held = shown.dialog.contains(document.activeElement);
  fill(view, stack.length);
  if (arriving) focusFirst();
  else if (held && !shown.dialog.contains(document.activeElement)) beginAgain();
  return undefined;
}

// What had the focus is gone: the view is about something else now, and is read from its beginning.
function beginAgain() {
  shown.dialog.querySelector(".dialog-body").focus({ preventScroll: true });
}

const busyIn = (view) => Object.keys(get("busy")).filter((key) => key.startsWith(`view:${view.id}`));

function open() {
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "modal-title" });
  const opener = document.activeElement;
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  document.body.append(dialog);
  dialog.showModal();
  shown = { dialog, opener, id: null };
}

function close() {
  if (!shown) return;
  const { dialog, opener } = shown;
  shown = null;
  dialog.close();
  dialog.remove();
  again(opener)?.focus({ preventScroll: true });
}

// A live update may have drawn the opener anew meanwhile: it is then the one with the same key.
function again(opener) {
  if (opener?.isConnected) return opener;
  return opener?.dataset?.k ? document.querySelector(`[data-k="${CSS.escape(opener.dataset.k)}"]`) : null;
}

function fill(view, depth) {
  const where = `view:${view.id}`;
  const target = { view: view.id };
  const busy = get("busy")[`${where}/submit`];
  const back = depth > 1 && h("button", { type: "button", class: "tool", "aria-label": "Back", "data-k": "modal-back", on: { click: () => leave() } }, icon("back"));
  const cross = h("button", { type: "button", class: "tool", "aria-label": "Close", "data-k": "modal-cross", on: { click: () => leave({ all: true }) } }, icon("close"));
  const cancel = h("button", { type: "button", class: "button", "data-k": "modal-close", on: { click: () => leave() } }, plain(view.close?.text ?? (view.submit ? "Cancel" : "Close")));
  const send = view.submit && h("button", { type: "button", class: `button primary${busy ? " busy" : ""}`, "aria-busy": busy ? "true" : null, "aria-label": view.submit.text, "data-k": "modal-submit", on: { click: submit } }, busy && h("span", { class: "dots", "aria-hidden": true }, "…"), h("span", { class: "button-text" }, plain(view.submit.text)));
  refill(
    shown.dialog,
    h("div", { class: "dialog-head" }, back, h("h2", { id: "modal-title", class: "dialog-title" }, plain(view.title?.text ?? "")), cross),
    h("div", { class: "dialog-body", tabindex: "-1" }, drawBlocks(view.blocks, { where, target, view: view.id, locked: null, submit })),
    h("div", { class: "dialog-foot" }, failureLine(where), h("span", { class: "grow" }), cancel, send),
  );
}

function focusFirst() {
  const { dialog } = shown;
  const target = dialog.querySelector("[data-autofocus]") ?? dialog.querySelector(".dialog-body :is(input, textarea, select)") ?? dialog.querySelector('[data-k="modal-submit"]') ?? dialog.querySelector(".dialog-foot button");
  target?.focus();
}

async function submit() {
  const { view } = shown;
  const found = findErrors(view);
  if (Object.keys(found).length) return tell(view, found);
  tell(view, {});
  const where = `view:${view.id}`;
  const answer = await act(
    { do: "submit", view: view.id, values: valuesOf(view.id, view.blocks) },
    { where, busy: `${where}/submit` },
  );
  return answer?.errors && tell(view, answer.errors);
}

function tell(view, errors) {
  setErrors(view.id, errors);
  redraws++;
  draw();
  shown?.dialog.querySelector(".has-error")?.querySelector("input, textarea, select")?.focus();
}

// Cancel, Escape and Back close the top view; the cross closes all. At once, as people expect: the app is told after.
function leave({ all = false } = {}) {
  const { view } = shown;
  const modal = all ? [] : get("workspace").modal.filter((v) => v.id !== view.id);
  set({ workspace: { ...get("workspace"), modal } });
  act({ do: "close", view: view.id, all });
}
