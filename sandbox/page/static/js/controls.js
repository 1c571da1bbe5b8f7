// Block Kit's input elements as native controls. Each: (element, {value, change, commit, ids}) -> node.
// `change(value)` on every edit; `commit(value)` when a choice is made (or Enter pressed).
import { h, uid } from "./dom.js";
import { channelName, channels, nameOf, people } from "./directory.js";
import { drawText } from "./mrkdwn.js";
import { fromWallClock, wallClock } from "./time.js";

export const drawControl = (element, use) => CONTROLS[element.type](element, use);
export const isControl = (element) => Object.hasOwn(CONTROLS, element.type);

function textInput(type, inputmode) {
  return (element, { value, change, commit, attributes }) => {
    const box = h(element.multiline ? "textarea" : "input", {
      ...attributes,
      class: "field",
      type: element.multiline ? null : type,
      inputmode,
      rows: element.multiline ? "5" : null,
      placeholder: element.placeholder?.text,
      autocomplete: "off",
      "data-autofocus": element.focus_on_load,
      value: value ?? "",
      on: {
        input: () => change(box.value),
        keydown: (event) => {
          if (event.key === "Enter" && !element.multiline) event.preventDefault(), commit(box.value, "enter");
        },
      },
    });
    return element.max_length || element.min_length ? counted(box, element) : box;
  };
}

function counted(box, { min_length: min = 0, max_length: max }) {
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const show = () => {
    const size = [...box.value].length;
    count.textContent = max ? `${size} / ${max}` : size < min ? `${min - size} more` : "";
    count.classList.toggle("over", Boolean(max && size > max) || (size > 0 && size < min));
  };
  box.addEventListener("input", show);
  show();
  return h("div", { class: "counted" }, box, count);
}

function picker(type, parse = (text) => text || null, show = (value) => value ?? "") {
  return (element, { value, change, commit, attributes }) => {
    const box = h("input", {
      ...attributes,
      class: "field field-short",
      type,
      value: show(value),
      on: { change: () => (change(parse(box.value)), commit(parse(box.value))) },
    });
    return box;
  };
}

// [{label, options: [{value, text}]}], a group without a label for plain lists.
function groupsOf(element) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") return [{ options: people().filter((p) => p.kind !== "deactivated").map((p) => ({ value: p.id, text: nameOf(p) })) }];
  if (kind === "static_select") {
    const groups = element.option_groups ?? [{ options: element.options ?? [] }];
    return groups.map((group) => ({ label: group.label?.text, options: group.options.map((o) => ({ value: o.value, text: o.text.text, hint: o.description?.text })) }));
  }
  const shown = channels().filter((c) => kind === "conversations_select" || c.kind !== "im");
  return [{ options: shown.map((c) => ({ value: c.id, text: c.kind === "im" ? channelName(c.id) : `#${channelName(c.id)}` })) }];
}

function select(element, { value, change, commit, attributes, clearable }) {
  const option = (o) => h("option", { value: o.value, selected: o.value === value, title: o.hint }, o.text);
  const body = groupsOf(element).map((g) => (g.label ? h("optgroup", { label: g.label }, g.options.map(option)) : g.options.map(option)));
  const empty = h("option", { value: "", selected: !value, disabled: !clearable, hidden: !clearable }, element.placeholder?.text ?? "Choose…");
  const chosen = () => box.value || null;
  const box = h("select", { ...attributes, class: "field field-select", on: { change: () => (change(chosen()), commit(chosen())) } }, empty, body);
  return box;
}

function multiSelect(element, use) {
  const options = groupsOf(element).flatMap((g) => g.options);
  return h("div", { class: "multi", role: "group", ...use.attributes, required: null, id: null }, choices(options, "checkbox", use, element.max_selected_items));
}

function choiceList(type) {
  return (element, use) => {
    const options = (element.options ?? []).map((o) => ({ value: o.value, text: drawText(o.text), hint: o.description && drawText(o.description) }));
    const role = type === "radio" ? "radiogroup" : "group";
    return h("div", { ...use.attributes, class: "choices", role, required: null, id: null }, choices(options, type, use));
  };
}

function choices(options, type, { value, change, commit, attributes }, most = Infinity) {
  const name = uid("choice");
  const on = new Set([value].flat().filter((v) => v !== null && v !== undefined));
  const pick = (box) => {
    if (type === "radio") on.clear();
    on[box.checked ? "add" : "delete"](box.value);
    if (on.size > most) on.delete(box.value), (box.checked = false);
    const now = type === "radio" ? ([...on][0] ?? null) : options.map((o) => o.value).filter((v) => on.has(v));
    change(now);
    commit(now);
  };
  return options.map((option, index) => {
    const box = h("input", { type, name, value: option.value, checked: on.has(option.value), "data-k": `${attributes["data-k"]}:${index}`, on: { change: () => pick(box) } });
    return h("label", { class: "choice" }, box, h("span", {}, h("span", {}, option.text), option.hint && h("small", {}, option.hint)));
  });
}

const CONTROLS = {
  plain_text_input: textInput("text"),
  email_text_input: textInput("email", "email"),
  url_text_input: textInput("url", "url"),
  number_input: textInput("text", "decimal"),
  datepicker: picker("date"),
  timepicker: picker("time"),
  datetimepicker: picker("datetime-local", fromWallClock, wallClock),
  static_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: multiSelect,
  multi_users_select: multiSelect,
  multi_conversations_select: multiSelect,
  multi_channels_select: multiSelect,
  radio_buttons: choiceList("radio"),
  checkboxes: choiceList("checkbox"),
};
