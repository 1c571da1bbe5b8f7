// Elements are made here. Whatever is a string becomes a text node: data can never become markup.

const PROPERTIES = new Set(["value", "checked", "selected", "disabled", "hidden", "multiple", "required"]);

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(element, name, value);
  element.append(...children.flat(Infinity).filter(present));
  return element;
}

export function fragment(...children) {
  const result = document.createDocumentFragment();
  result.append(...children.flat(Infinity).filter(present));
  return result;
}

const present = (child) => child !== null && child !== undefined && child !== false && child !== "";

function assign(element, name, value) {
  if (value === null || value === undefined || (value === false && !name.startsWith("aria-"))) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else if (name === "data") {
    for (const [key, text] of Object.entries(value)) if (text !== undefined && text !== null) element.dataset[key] = text;
  } else if (PROPERTIES.has(name)) {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
}

const signatures = new WeakMap();

// Brings the children of `parent` up to date with `items`; rows whose signature did not change are left alone,
// so that focus, selection and scrolling survive live updates.
export function keyed(parent, items, { key, signature, draw }) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const rows = items.map((item, index) => row(old, key(item), signature(item, index), () => draw(item, index)));
  const wanted = new Set(rows);
  for (const child of [...parent.children]) if (!wanted.has(child) && !child.dataset.replaced) child.remove();
  rows.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

function row(old, key, signature, draw) {
  const present = old.get(key);
  if (present && signatures.get(present) === signature) return present;
  const fresh = draw();
  fresh.dataset.key = key;
  signatures.set(fresh, signature);
  if (present) swap(present, fresh);
  return fresh;
}

// Puts `fresh` where `present` was; whoever had the focus inside keeps it, by `data-k`, else by the row itself.
function swap(present, fresh) {
  const focus = focusKey(present);
  present.replaceWith(fresh);
  restoreFocus(fresh, focus);
}

export function refill(parent, ...children) {
  const focus = parent.contains(document.activeElement) ? focusKey(parent) : null;
  parent.replaceChildren(fragment(...children));
  if (focus) restoreFocus(parent, focus);
}

function focusKey(root) {
  const active = document.activeElement;
  if (!active || !root.contains(active)) return null;
  const selection = active.selectionStart === undefined ? null : [active.selectionStart, active.selectionEnd];
  return { k: active.closest("[data-k]")?.dataset.k, own: active === root, tab: root.getAttribute("tabindex"), selection };
}

function restoreFocus(root, focus) {
  if (!focus) return;
  if (root.hasAttribute("tabindex") && focus.tab !== null) root.setAttribute("tabindex", focus.tab);
  const found = focus.k ? root.querySelector(`[data-k="${CSS.escape(focus.k)}"]`) : null;
  const target = found ?? (root.hasAttribute("tabindex") ? root : null);
  target?.focus({ preventScroll: true });
  if (found && focus.selection?.[0] !== null && found.setSelectionRange && focus.selection) {
    try {
      found.setSelectionRange(...focus.selection);
    } catch {
      // Number, date and e-mail fields know no selection.
    }
  }
}

let serial = 0;
export const uid = (prefix) => `${prefix}-${++serial}`;
