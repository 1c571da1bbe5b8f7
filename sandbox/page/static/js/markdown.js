// The "markdown" block: ordinary Markdown, and Slack's <…> tokens, which Slack also reads there.
import { fragment, h } from "./dom.js";
import { charOf, drawEmoji } from "./emoji.js";
import { token, unescape } from "./inline.js";
import { link } from "./links.js";

export const drawMarkdown = (text) => h("div", { class: "markdown" }, blocks(String(text ?? "").split("\n")));

const FENCE = /^\s*(```|~~~)/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;

function blocks(lines) {
  const out = [];
  for (let at = 0; at < lines.length; ) {
    const read = READERS.find(({ when }) => when(lines, at));
    const { node, next } = read.take(lines, at);
    if (node) out.push(node);
    at = next;
  }
  return fragment(out);
}

const READERS = [
  { when: (l, i) => !l[i].trim(), take: (l, i) => ({ node: null, next: i + 1 }) },
  { when: (l, i) => FENCE.test(l[i]), take: takeFence },
  { when: (l, i) => /^#{1,6}\s/.test(l[i]), take: takeHeading },
  { when: (l, i) => RULE.test(l[i]), take: (l, i) => ({ node: h("hr"), next: i + 1 }) },
  { when: (l, i) => /^\s*>/.test(l[i]), take: takeQuote },
  { when: isTable, take: takeTable },
  { when: (l, i) => ITEM.test(l[i]), take: takeList },
  { when: () => true, take: takeParagraph },
];

function takeFence(lines, at) {
  const mark = FENCE.exec(lines[at])[1];
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end++;
  return { node: h("pre", { class: "fence", tabindex: "0" }, unescape(lines.slice(at + 1, end).join("\n"))), next: end + 1 };
}

function takeHeading(lines, at) {
  const [, marks, text] = /^(#+)\s+(.*?)\s*#*$/.exec(lines[at]);
  return { node: h(`h${Math.min(6, marks.length + 2)}`, { class: `md-h${Math.min(marks.length, 3)}` }, inline(text)), next: at + 1 };
}

function takeQuote(lines, at) {
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end++;
  return { node: h("blockquote", {}, blocks(lines.slice(at, end).map((line) => line.replace(/^\s*> ?/, "")))), next: end };
}

function takeParagraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && READERS.findIndex(({ when }) => when(lines, end)) === READERS.length - 1) end++;
  const rows = lines.slice(at, end).flatMap((line, index) => (index ? [h("br"), inline(line)] : [inline(line)]));
  return { node: h("p", {}, rows), next: end };
}

function takeList(lines, at) {
  const [, indent, mark] = ITEM.exec(lines[at]);
  const ordered = /\d/.test(mark);
  const items = [];
  let next = at;
  while (next < lines.length && !(ITEM.test(lines[next]) && ITEM.exec(lines[next])[1].length < indent.length)) {
    const item = ITEM.exec(lines[next]);
    if (item && item[1].length <= indent.length + 1) {
      if (/\d/.test(item[2]) !== ordered) break;
      items.push([item[3]]);
    } else if (lines[next].trim() && /^\s/.test(lines[next])) items.at(-1).push(lines[next]);
    else break;
    next++;
  }
  const start = ordered ? parseInt(mark, 10) : null;
  return { node: h(ordered ? "ol" : "ul", { start: start > 1 ? start : null }, items.map(listItem)), next };
}

function listItem([first, ...rest]) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const head = task ? fragment(h("input", { type: "checkbox", disabled: true, checked: task[1] !== " ", "aria-label": "Task" }), " ", inline(task[2])) : inline(first);
  const depth = Math.min(...rest.map((line) => /^\s*/.exec(line)[0].length));
  return h("li", {}, head, rest.length ? blocks(rest.map((line) => line.slice(depth))) : null);
}

function isTable(lines, at) {
  return lines[at].includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "") && lines[at + 1].includes("-");
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function takeTable(lines, at) {
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end++;
  const head = h("thead", {}, h("tr", {}, cells(lines[at]).map((cell) => h("th", { scope: "col" }, inline(cell)))));
  const rows = lines.slice(at + 2, end).map((line) => h("tr", {}, cells(line).map((cell) => h("td", {}, inline(cell)))));
  return { node: h("div", { class: "table-wrap" }, h("table", {}, head, h("tbody", {}, rows))), next: end };
}

const INLINE = [
  { at: /`([^`]+)`/y, draw: (m) => h("code", {}, unescape(m[1])) },
  { at: /\\([\\`*_{}[\]()#+\-.!~<>|])/y, draw: (m) => m[1] },
  { at: /<([^<>\s][^<>]*)>/y, draw: (m) => token(m[1]) },
  { at: /\[([^[\]]+)\]\(([^()\s]+)\)/y, draw: (m) => link(unescape(m[2]), inline(m[1])) },
  { at: /\*\*(?=\S)([\s\S]*?\S)\*\*/y, draw: (m) => h("strong", {}, inline(m[1])) },
  { at: /__(?=\S)([\s\S]*?\S)__/y, draw: (m) => h("strong", {}, inline(m[1])) },
  { at: /~~(?=\S)([\s\S]*?\S)~~/y, draw: (m) => h("s", {}, inline(m[1])) },
  { at: /\*(?=\S)([^*]*?\S)\*/y, draw: (m) => h("em", {}, inline(m[1])) },
  { at: /(?<![\p{L}\p{N}])_(?=\S)([^_]*?\S)_(?![\p{L}\p{N}])/uy, draw: (m) => h("em", {}, inline(m[1])) },
  { at: /https?:\/\/[^\s<>()|"']+[^\s<>()|"'.,;:!?]/y, draw: (m) => link(unescape(m[0]), unescape(m[0])) },
  { at: /:([\w+-]+):/y, draw: (m) => (charOf(m[1]) ? drawEmoji(m[1]) : m[0]) },
];

function inline(text) {
  const out = [];
  let pending = "";
  for (let at = 0; at < text.length; ) {
    const found = matchAt(text, at);
    if (found) {
      out.push(unescape(pending), found.node);
      pending = "";
      at = found.end;
    } else pending += text[at++];
  }
  return fragment(out, unescape(pending));
}

function matchAt(text, at) {
  for (const { at: pattern, draw } of INLINE) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { node: draw(match), end: at + match[0].length };
  }
  return null;
}
