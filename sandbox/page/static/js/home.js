// The app's Home tab, as the chosen person sees it.
import { act } from "./act.js";
import { avatar } from "./avatar.js";
import { menuButton, panelButton } from "./bars.js";
import { drawBlocks } from "./blocks.js";
import { me, nameOf } from "./directory.js";
import { h, refill } from "./dom.js";
import { failureLine } from "./failure.js";
import { get, watch } from "./store.js";

const main = document.getElementById("main");
const head = h("header", { class: "bar" });
const body = h("div", { class: "home", id: "messages", tabindex: "-1" });

let drawn = null;

export function startHome() {
  watch(["page", "workspace", "as", "failures", "busy", "panelOpen"], draw);
}

export const appName = () => nameOf(get("workspace")?.bot) ?? "App";

export function openHome() {
  if (me()?.kind !== "deactivated") act({ do: "open_home" }, { where: "home" });
}

function draw() {
  if (get("page") !== "home" || !get("workspace")) return (drawn = null);
  if (head.parentElement !== main) main.replaceChildren(head, body);
  const name = appName();
  refill(head, menuButton(), h("h1", { class: "bar-title" }, avatar({ id: name, name, kind: "bot" }, "s"), h("span", {}, name)), h("span", { class: "bar-topic" }, "Home"), h("span", { class: "grow" }), panelButton());
  const view = get("workspace").home;
  const signature = JSON.stringify([view, get("failures").home, get("busy"), get("as")]);
  if (signature === drawn) return undefined;
  drawn = signature;
  return refill(body, failureLine("home"), view ? drawBlocks(view.blocks, place(view)) : empty());
}

const place = (view) => ({ where: "home", target: { view: "home" }, view: view.id ?? "home", locked: null });

const empty = () => h("div", { class: "start" }, h("h2", {}, "Nothing here yet"), h("p", { class: "soft" }, "The app has not shown you its Home tab. It does so when you open it."));
