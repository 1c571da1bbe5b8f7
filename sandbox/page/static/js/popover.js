// A box that floats by its button: closes on Escape, on a click elsewhere, and gives the focus back.
import { h } from "./dom.js";

let open = null;

export function openPopover(anchor, content, { label, role = "dialog", align = "start", onClose } = {}) {
  closePopover();
  const box = h("div", { class: "popover", popover: "auto", role, "aria-label": label }, content);
  (anchor.closest("dialog") ?? document.body).append(box);
  box.showPopover();
  place(box, anchor, align);
  anchor.setAttribute("aria-expanded", "true");
  const state = { box, anchor, rowKey: anchor.closest("[data-key]")?.dataset.key, onClose };
  box.addEventListener("toggle", ({ newState }) => newState === "closed" && finish(state));
  open = state;
  return box;
}

export function closePopover() {
  if (open?.box.isConnected) open.box.hidePopover();
}

function finish({ box, anchor, rowKey, onClose }) {
  const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
  box.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (open?.box === box) open = null;
  if (hadFocus) standIn(anchor, rowKey)?.focus({ preventScroll: true });
  onClose?.();
}

// The button itself, or the one that was drawn in its place meanwhile.
function standIn(anchor, rowKey) {
  if (anchor.isConnected) return anchor;
  const row = rowKey && document.querySelector(`[data-key="${CSS.escape(rowKey)}"]`);
  return (row ?? document).querySelector(`[data-k="${CSS.escape(anchor.dataset.k ?? "")}"]`);
}

const GAP = 6;

function place(box, anchor, align) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = align === "end" ? at.right - width : at.left;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
  box.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  box.style.top = `${Math.max(GAP, below ? Math.min(at.bottom + GAP, innerHeight - height - GAP) : at.top - height - GAP)}px`;
}
