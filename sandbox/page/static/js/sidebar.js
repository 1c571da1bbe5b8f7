// The left side: the workspace, who you are, where you can go.
import { avatar, badge } from "./avatar.js";
import { channelName, channels, me, nameOf, people } from "./directory.js";
import { h, refill } from "./dom.js";
import { drawClock } from "./clock.js";
import { appName } from "./home.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { get, set, watch } from "./store.js";
import { themeButton } from "./theme.js";

const sidebar = document.getElementById("sidebar");

export function startSidebar(switchTo) {
  watch(["workspace", "channel", "page", "as", "drawerOpen", "failures", "busy"], () => draw(switchTo));
  document.getElementById("scrim").addEventListener("click", () => set({ drawerOpen: false }));
  sidebar.addEventListener("keydown", (event) => event.key === "Escape" && set({ drawerOpen: false }));
  sidebar.addEventListener("click", (event) => event.target.closest("a") && set({ drawerOpen: false }));
}

function draw(switchTo) {
  document.getElementById("app").classList.toggle("drawer-open", get("drawerOpen"));
  if (!get("workspace")) return;
  const all = channels();
  const scroll = sidebar.querySelector(".places")?.scrollTop;
  refill(
    sidebar,
    h("div", { class: "side-head" }, mark(), h("span", { class: "workspace-name" }, workspaceName()), themeButton()),
    who(switchTo),
    h(
      "div",
      { class: "places" },
      homeLink(),
      group("Channels", all.filter((c) => c.kind !== "im")),
      group("Direct messages", all.filter((c) => c.kind === "im")),
    ),
    drawClock(),
  );
  sidebar.querySelector(".places").scrollTop = scroll ?? 0;
  document.title = title(all);
}

const workspaceName = () => get("workspace")?.workspace ?? "Sandbox";

const mark = () => h("img", { class: "mark", src: "/_page/static/icon.svg", alt: "", width: "28", height: "28" });

function title(all) {
  const unread = all.some((c) => c.unread);
  const place = get("page") === "home" ? "Home" : channelName(get("channel"));
  return `${unread ? "● " : ""}${place} · ${workspaceName()}`;
}

function who(switchTo) {
  const now = me();
  const button = h(
    "button",
    { type: "button", class: "you", "data-k": "you", "aria-haspopup": "menu", "aria-expanded": false, "aria-description": "Switch person", title: "Be someone else", on: { click: () => openMenu(button, peopleItems(switchTo), { label: "Be someone else", heading: "Be someone else" }) } },
    avatar({ id: now.id, name: nameOf(now), kind: now.kind }),
    h("span", { class: "you-text" }, h("small", {}, "You are ", badge(now.kind)), h("span", { class: "you-name" }, nameOf(now))),
    icon("chevron", 16),
  );
  return button;
}

function peopleItems(switchTo) {
  const order = { member: 0, guest: 1, external: 2, deactivated: 3, bot: 4 };
  return [...people()]
    .sort((a, b) => (order[a.kind] ?? 0) - (order[b.kind] ?? 0))
    .map((someone) => ({
      label: nameOf(someone),
      hint: someone.title || someone.email,
      lead: avatar({ id: someone.id, name: nameOf(someone), kind: someone.kind }, "s"),
      trail: badge(someone.kind),
      disabled: someone.kind === "bot",
      checked: someone.id === get("as"),
      run: () => switchTo(someone.id),
    }));
}

function homeLink() {
  const on = get("page") === "home";
  return h("a", { class: `place${on ? " on" : ""}`, href: "#home", "data-k": "home", "aria-current": on ? "page" : null }, icon("home"), h("span", { class: "place-name" }, `${appName()}: Home`));
}

function group(name, list) {
  if (!list.length) return null;
  const mine = list.filter((c) => c.is_member !== false);
  const others = list.filter((c) => c.is_member === false);
  return h("section", { "aria-label": name }, h("h2", { class: "side-title" }, name), [...mine, ...others].map(place));
}

function place(channel) {
  const on = get("page") === "channel" && get("channel") === channel.id;
  const unread = Number(channel.unread) || 0;
  const classes = ["place", on && "on", unread && "unread", channel.is_member === false && "not-mine"].filter(Boolean).join(" ");
  const name = channelName(channel.id);
  const lead = channel.kind === "im" ? avatar({ id: get("workspace").bot?.id, name, kind: "bot" }, "s") : icon(channel.is_private ? "lock" : "hash", 16);
  return h(
    "a",
    { class: classes, href: `#${channel.id}`, "data-k": channel.id, "aria-current": on ? "page" : null },
    lead,
    h("span", { class: "place-name" }, name),
    channel.is_archived && h("small", { class: "soft" }, "archived"),
    unread > 0 && h("span", { class: "count-badge", "aria-label": `${unread} unread` }, unread > 99 ? "99+" : String(unread)),
  );
}
