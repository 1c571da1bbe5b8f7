// A button's "Are you sure?".
import { h } from "./dom.js";
import { drawText } from "./mrkdwn.js";

// Resolves to true when confirmed (at once where the element asks for nothing).
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((answer) => {
    const yes = h("button", { type: "button", class: `button ${confirm.style === "danger" ? "danger" : "primary"}`, on: { click: () => box.close("yes") } }, confirm.confirm?.text ?? "Yes");
    const no = h("button", { type: "button", class: "button", on: { click: () => box.close("no") } }, confirm.deny?.text ?? "Cancel");
    const box = h(
      "dialog",
      { class: "dialog small", "aria-labelledby": "confirm-title" },
      h("h2", { id: "confirm-title", class: "dialog-title" }, confirm.title?.text ?? "Are you sure?"),
      h("div", { class: "dialog-body" }, drawText(confirm.text)),
      h("div", { class: "dialog-foot" }, no, yes),
    );
    box.addEventListener("close", () => (box.remove(), answer(box.returnValue === "yes")));
    document.body.append(box);
    box.showModal();
    yes.focus();
  });
}
