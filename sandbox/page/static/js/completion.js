// The list above the composer: slash commands after "/", emoji after ":", as a listbox steered from the text field.
import { h, uid } from "./dom.js";
import { search } from "./emoji.js";
import { get } from "./store.js";

const MOST = 8;

export function completions(box, { commands, changed }) {
  const node = h("div", { class: "completion", role: "listbox", id: uid("completion"), "aria-label": "Suggestions", hidden: true });
  let options = [];
  let chosen = 0;
  box.setAttribute("aria-controls", node.id);

  function update() {
    options = find(box, commands).slice(0, MOST);
    chosen = 0;
    draw();
  }

  function draw() {
    node.hidden = options.length === 0;
    node.replaceChildren(...options.map((option, index) => row(option, index)));
    if (node.hidden) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", node.children[chosen].id);
  }

  const row = (option, index) =>
    h("div", { class: "completion-item", role: "option", id: `${node.id}-${index}`, "aria-selected": index === chosen, on: { mousedown: (event) => (event.preventDefault(), take(option)) } }, option.label, option.hint && h("small", {}, option.hint));

  function take(option) {
    box.setRangeText(option.text, option.from, box.selectionStart, "end");
    options = [];
    draw();
    changed();
  }

  box.addEventListener("keydown", (event) => {
    if (node.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (chosen + step + options.length) % options.length;
    else if (event.key === "Escape") options = [];
    else if (event.key === "Tab" || (event.key === "Enter" && !options[chosen].complete)) return event.preventDefault(), take(options[chosen]);
    else return undefined;
    event.preventDefault();
    return draw();
  });
  box.addEventListener("blur", () => ((options = []), draw()));
  return { node, update };
}

function find(box, commands) {
  const before = box.value.slice(0, box.selectionStart);
  if (commands && /^\/\S*$/.test(before)) return commandsFor(before);
  const emoji = /(?:^|\s):([\w+-]{2,})$/.exec(before);
  if (!emoji) return [];
  const from = before.length - emoji[1].length - 1;
  return search(emoji[1]).map(({ name, char }) => ({ from, text: `:${name}: `, label: h("span", {}, `${char}  `, h("span", {}, `:${name}:`)) }));
}

function commandsFor(typed) {
  return (get("workspace")?.commands ?? [])
    .filter((item) => item.command.startsWith(typed.toLowerCase()))
    .map((item) => ({
      from: 0,
      text: `${item.command} `,
      complete: item.command === typed,
      label: h("span", { class: "completion-command" }, h("strong", {}, item.command), item.usage_hint ? ` ${item.usage_hint}` : ""),
      hint: item.description,
    }));
}
