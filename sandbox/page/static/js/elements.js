// Interactive elements of blocks: buttons, menus and controls that act at once.
import { act, fail } from "./act.js";
import { drawControl, isControl } from "./controls.js";
import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { hasValue, initialOf, keep, valueOf } from "./forms.js";
import { icon } from "./icons.js";
import { permalinkIn, safeUrl } from "./links.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { get } from "./store.js";

// `place` says where a block stands: {where, target: what the act needs to find it, view: view id or null, locked}.
export function drawElement(element, block, place) {
  if (isControl(element)) return control(element, block, place);
  return (ELEMENTS[element.type] ?? unknown)(element, block, place);
}

export const unknown = ({ type }) => h("p", { class: "not-drawn" }, `not drawn: ${type}`);

const keyOf = (element, block, place) => `${place.where}/${block.block_id ?? ""}/${element.action_id ?? ""}/${element.value ?? ""}`;

async function send(element, block, place, extra) {
  if (place.locked) return fail(place.where, place.locked);
  if (!(await confirmed(element.confirm))) return;
  const aim = { ...place.target, block_id: block.block_id, action_id: element.action_id };
  return act({ ...aim, ...extra }, { where: place.where, busy: keyOf(element, block, place) });
}

function button(element, block, place) {
  const key = keyOf(element, block, place);
  const busy = get("busy")[key];
  const press = () => {
    const url = element.url && safeUrl(element.url);
    if (url && permalinkIn(url)) location.hash = permalinkIn(url);
    else if (url) window.open(url, "_blank", "noopener,noreferrer");
    return send(element, block, place, { do: "click", value: element.value });
  };
  return h(
    "button",
    { type: "button", class: `button ${STYLES[element.style] ?? ""}${busy ? " busy" : ""}`, "data-k": key, "aria-busy": busy ? "true" : null, "aria-label": element.accessibility_label ?? (busy ? element.text?.text : null), on: { click: press } },
    busy ? h("span", { class: "dots", "aria-hidden": true }, "…") : null,
    h("span", { class: "button-text" }, plain(element.text?.text ?? "", element.text?.emoji !== false)),
  );
}

const STYLES = { primary: "primary", danger: "danger" };

function overflow(element, block, place) {
  const items = (element.options ?? []).map((option) => ({
    label: plain(option.text.text),
    hint: option.description?.text,
    run: () => send(element, block, place, { do: "select", value: option.value }),
  }));
  const anchor = h(
    "button",
    { type: "button", class: "button square-button", "data-k": keyOf(element, block, place), "aria-haspopup": "menu", "aria-expanded": false, "aria-label": "More actions", on: { click: () => openMenu(anchor, items, { label: "More actions", align: "end" }) } },
    icon("more"),
  );
  return anchor;
}

function control(element, block, place) {
  const { view } = place;
  const value = view && hasValue(view, block.block_id, element.action_id) ? valueOf(view, block.block_id, element.action_id) : initialOf(element);
  return drawControl(element, {
    value,
    change: (now) => view && keep(view, block.block_id, element.action_id, now),
    commit: (now, how) => how !== "enter" && send(element, block, place, { do: "select", value: now }),
    attributes: { "aria-label": element.placeholder?.text ?? element.action_id, "data-k": keyOf({ ...element, value: "" }, block, place) },
  });
}

function feedback(element, block, place) {
  return [element.positive_button, element.negative_button].filter(Boolean).map((choice) =>
    button({ ...element, ...choice, type: "button" }, block, place),
  );
}

function iconButton(element, block, place) {
  const text = element.text?.text ?? "Action";
  const press = () => send(element, block, place, { do: "click", value: element.value });
  return h("button", { type: "button", class: "button square-button", "aria-label": text, title: text, "data-k": keyOf(element, block, place), on: { click: press } }, icon(element.icon === "trash" ? "trash" : "bolt"));
}

const ELEMENTS = { button, workflow_button: button, overflow, feedback_buttons: feedback, icon_button: iconButton };
