// Input blocks: label, control, hint, and the error at the field.
import { act } from "./act.js";
import { drawControl, isControl } from "./controls.js";
import { h, uid } from "./dom.js";
import { unknown } from "./elements.js";
import { clearError, errorOf, hasValue, initialOf, keep, valueOf } from "./forms.js";
import { plain } from "./mrkdwn.js";

export function drawInput(block, place) {
  const { element } = block;
  if (!element || !isControl(element)) return unknown({ type: `input with ${element?.type}` });
  const ids = { label: uid("label"), field: uid("field"), hint: uid("hint"), error: uid("error") };
  const error = errorOf(place.view, block.block_id);
  const row = h("div", { class: `input${error ? " has-error" : ""}`, "data-block": block.block_id });
  const note = h("p", { id: ids.error, class: "field-error", role: "alert" }, error);
  row.append(label(block, ids), drawControl(element, use(block, place, ids, () => settle(row, note, place, block))), note);
  if (block.hint) row.append(h("p", { id: ids.hint, class: "hint" }, plain(block.hint.text)));
  return row;
}

function label(block, ids) {
  const single = !/radio|checkboxes|^multi_/.test(block.element.type);
  const optional = block.optional && h("span", { class: "soft" }, " (optional)");
  return h(single ? "label" : "p", { id: ids.label, class: "label", for: single ? ids.field : null }, plain(block.label?.text ?? ""), optional);
}

function use(block, place, ids, edited) {
  const { element } = block;
  const address = [place.view, block.block_id, element.action_id];
  return {
    value: hasValue(...address) ? valueOf(...address) : initialOf(element),
    clearable: Boolean(block.optional),
    change: (value) => (keep(...address, value), edited()),
    commit: (value, how) => dispatch(block, place, value, how),
    attributes: {
      id: ids.field,
      "data-k": `${place.where}/${block.block_id}/${element.action_id}`,
      "aria-labelledby": ids.label,
      "aria-describedby": `${ids.error} ${ids.hint}`,
      "aria-required": block.optional ? null : "true",
      "aria-invalid": errorOf(place.view, block.block_id) ? "true" : null,
    },
  };
}

// An edited field is no longer the one that was refused.
function settle(row, note, place, block) {
  if (!row.classList.contains("has-error")) return;
  clearError(place.view, block.block_id);
  row.classList.remove("has-error");
  row.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  note.textContent = "";
}

function dispatch(block, place, value, how) {
  if (block.dispatch_action) act({ ...place.target, do: "select", block_id: block.block_id, action_id: block.element.action_id, value }, { where: place.where });
  else if (how === "enter") place.submit?.();
}
