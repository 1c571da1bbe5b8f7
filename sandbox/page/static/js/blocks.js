// Block Kit -> DOM, one small function for each kind of block.
import { h } from "./dom.js";
import { drawElement, unknown } from "./elements.js";
import { drawInput } from "./input.js";
import { safeUrl } from "./links.js";
import { drawMarkdown } from "./markdown.js";
import { drawText, plain } from "./mrkdwn.js";
import { drawRichText } from "./richtext.js";
import { drawTable } from "./table.js";

export function drawBlocks(blocks, place) {
  return h("div", { class: "blocks" }, (blocks ?? []).map((block) => drawBlock(block, place)));
}

function drawBlock(block, place) {
  try {
    return (BLOCKS[block?.type] ?? unknown)(block, place);
  } catch (error) {
    // One malformed block must not take the conversation down with it.
    console.warn("block", block, error);
    return unknown({ type: `${block?.type} (malformed)` });
  }
}

function section(block, place) {
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-text" },
      block.text && h("div", { class: "prose" }, drawText(block.text)),
      block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "prose" }, drawText(field)))),
    ),
    block.accessory && h("div", { class: "accessory" }, drawPart(block.accessory, block, place)),
  );
}

const drawPart = (part, block, place) => (part.type === "image" ? picture(part, "thumb") : drawElement(part, block, place));

const actions = (block, place) => h("div", { class: "actions", role: "group", "aria-label": "Actions" }, (block.elements ?? []).map((e) => drawElement(e, block, place)));

function context(block) {
  const parts = (block.elements ?? []).map((e) => (e.type === "image" ? picture(e, "tiny") : h("span", { class: "prose" }, drawText(e))));
  return h("div", { class: "context" }, parts);
}

function image(block) {
  const title = block.title?.text;
  return h("figure", { class: "figure" }, title && h("figcaption", {}, plain(title)), picture(block, "picture"));
}

// A picture that cannot be had leaves its description.
function picture({ image_url, slack_file, alt_text }, kind) {
  const alt = alt_text ?? "";
  const source = safeUrl(image_url ?? slack_file?.url) ?? (slack_file?.id ? new URL(`/files/${encodeURIComponent(slack_file.id)}/picture.png`, location.href).href : null);
  const missing = () => h("span", { class: `no-picture no-picture-${kind}`, role: "img", "aria-label": alt, title: alt }, kind === "picture" ? `🖼 ${alt || "Picture"}` : "🖼");
  if (!source) return missing();
  const node = h("img", { class: `image-${kind}`, src: source, alt, loading: "lazy", referrerpolicy: "no-referrer" });
  node.addEventListener("error", () => node.replaceWith(missing()));
  return node;
}

function alert(block) {
  const level = ["info", "success", "warning", "error"].includes(block.level) ? block.level : "info";
  return h("div", { class: `alert alert-${level}`, role: "note" }, h("span", { class: "prose" }, drawText(block.text)));
}

function card(block, place) {
  return h(
    "div",
    { class: "card" },
    block.hero_image && picture(block.hero_image, "picture"),
    h(
      "div",
      { class: "card-head" },
      block.icon && picture(block.icon, "thumb"),
      h("div", {}, block.title && h("strong", {}, drawText(block.title)), block.subtitle && h("div", { class: "soft" }, drawText(block.subtitle))),
    ),
    block.body && h("div", { class: "prose" }, drawText(block.body)),
    block.actions && h("div", { class: "actions" }, block.actions.map((e) => drawElement(e, block, place))),
  );
}

const container = (block, place) =>
  h("div", { class: "card" }, block.title && h("strong", {}, drawText(block.title)), drawBlocks(block.child_blocks ?? block.blocks ?? block.elements, place));

const BLOCKS = {
  section,
  actions,
  context,
  image,
  alert,
  card,
  container,
  context_actions: actions,
  header: (block, place) => h(place.where === "home" ? "h2" : "h3", { class: "header" }, drawText(block.text)),
  divider: () => h("hr", { class: "divider" }),
  rich_text: drawRichText,
  markdown: (block) => drawMarkdown(block.text),
  table: drawTable,
  input: drawInput,
  carousel: (block, place) => h("div", { class: "carousel" }, drawBlocks(block.elements ?? block.cards, place)),
};
