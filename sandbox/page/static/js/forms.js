// What people have typed and chosen in views, kept while the view lives: a redraw loses nothing.

const forms = new Map(); // view id -> block_id -> action_id -> value
const errors = new Map(); // view id -> block_id -> sentence

const of = (map, key) => map.get(key) ?? map.set(key, new Map()).get(key);

export const hasValue = (view, block, action) => Boolean(forms.get(view)?.get(block)?.has(action));
export const valueOf = (view, block, action) => forms.get(view)?.get(block)?.get(action);
export const keep = (view, block, action, value) => of(of(forms, view), block).set(action, value);

export const errorOf = (view, block) => errors.get(view)?.get(block);
export const setErrors = (view, found) => errors.set(view, new Map(Object.entries(found ?? {})));
export const clearError = (view, block) => errors.get(view)?.delete(block);

// Forgets closed views (messages' choices stay).
export function keepOnly(views) {
  for (const map of [forms, errors])
    for (const view of map.keys()) if (view.startsWith("V") && !views.includes(view)) map.delete(view);
}

export function forgetAll() {
  forms.clear();
  errors.clear();
}

// {block_id: {action_id: value}} of the controls that the view shows now.
export function valuesOf(view, blocks) {
  const out = {};
  for (const [block, element] of controlsOf(blocks)) {
    const value = hasValue(view, block.block_id, element.action_id) ? valueOf(view, block.block_id, element.action_id) : initialOf(element);
    (out[block.block_id] ??= {})[element.action_id] = value;
  }
  return out;
}

function controlsOf(blocks) {
  return (blocks ?? []).flatMap((block) =>
    [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]
      .filter((element) => element && STATEFUL.test(element.type))
      .map((element) => [block, element]),
  );
}

const STATEFUL = /_select$|^(plain_text|email_text|url_text|number|rich_text)_input$|^(radio_buttons|checkboxes|datepicker|timepicker|datetimepicker)$/;

export function initialOf(element) {
  if (element.initial_options) return element.initial_options.map((option) => option.value);
  for (const key of ["initial_users", "initial_conversations", "initial_channels"]) if (element[key]) return element[key];
  if (element.initial_option) return element.initial_option.value;
  for (const key of ["initial_value", "initial_user", "initial_conversation", "initial_channel", "initial_date", "initial_time", "initial_date_time"])
    if (element[key] !== undefined) return element[key];
  return element.type === "checkboxes" || element.type.startsWith("multi_") ? [] : null;
}
