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
  const state = { box, anchor, onClose };
  box.addEventListener("toggle", ({ newState }) => newState === "closed" && finish(state));
  open = state;
  return box;
}

export function closePopover() {
  if (open?.box.isConnected) open.box.hidePopover();
}

function finish({ box, anchor, onClose }) {
  const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
  box.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (open?.box === box) open = null;
  if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  onClose?.();
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
