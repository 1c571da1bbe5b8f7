// What a Slack client checks before it submits a view. Returns {block_id: sentence}.
import { valuesOf } from "./forms.js";

export function findErrors(view) {
  const values = valuesOf(view.id, view.blocks);
  const errors = {};
  for (const block of view.blocks ?? []) {
    if (block.type !== "input" || !block.element) continue;
    const found = check(block, values[block.block_id]?.[block.element.action_id]);
    if (found) errors[block.block_id] = found;
  }
  return errors;
}

function check(block, value) {
  const empty = value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty || (typeof value === "string" && !value.trim())) return block.optional ? null : "Please fill this in.";
  return (CHECKS[block.element.type] ?? (() => null))(value, block.element);
}

const CHECKS = {
  plain_text_input: lengths,
  email_text_input: (value) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : "Please enter a valid e-mail address."),
  url_text_input: (value) => (/^https?:\/\/\S+\.\S+/.test(value) ? null : "Please enter a web address that begins with https://."),
  number_input: number,
};

function lengths(value, { min_length: min = 0, max_length: max = 3000 }) {
  const size = [...value].length;
  if (size < min) return `Please write at least ${min} characters (${min - size} more).`;
  if (size > max) return `Please write at most ${max} characters (${size - max} too many).`;
  return null;
}

function number(value, { min_value: min, max_value: max, is_decimal_allowed: decimal }) {
  const amount = Number(value);
  if (!Number.isFinite(amount)) return "Please enter a number.";
  if (!decimal && !Number.isInteger(amount)) return "Please enter a whole number.";
  if (min !== undefined && amount < Number(min)) return `Please enter ${min} or more.`;
  if (max !== undefined && amount > Number(max)) return `Please enter ${max} or less.`;
  return null;
}
