// The common emoji by their short names. The first names of a line are the ones Slack's API uses.
import { h } from "./dom.js";

const TABLE = {
  "For reviews": "white_check_mark ✅|x ❌|eyes 👀|broom 🧹|warning ⚠️|+1,thumbsup 👍",
  "Smileys":
    "smile 😄|grinning 😀|slightly_smiling_face 🙂|blush 😊|wink 😉|joy 😂|rolling_on_the_floor_laughing,rofl 🤣|sweat_smile 😅|heart_eyes 😍|star-struck 🤩|thinking_face,thinking 🤔|face_with_raised_eyebrow 🤨|neutral_face 😐|expressionless 😑|no_mouth 😶|face_with_rolling_eyes 🙄|smirk 😏|relieved 😌|pensive 😔|sleeping 😴|mask 😷|sunglasses 😎|nerd_face 🤓|confused 😕|worried 😟|slightly_frowning_face 🙁|open_mouth 😮|astonished 😲|flushed 😳|pleading_face 🥺|fearful 😨|cry 😢|sob 😭|scream 😱|disappointed 😞|sweat 😓|weary 😩|tired_face 😫|triumph 😤|angry 😠|rage 😡|shushing_face 🤫|zipper_mouth_face 🤐|hugging_face,hugs 🤗|partying_face 🥳|exploding_head 🤯|melting_face 🫠|saluting_face 🫡|robot_face,robot 🤖|ghost 👻|skull 💀|poop,hankey 💩",
  "Hands and people":
    "-1,thumbsdown 👎|ok_hand 👌|wave 👋|raised_hands 🙌|clap 👏|pray 🙏|handshake 🤝|muscle 💪|point_up ☝️|point_up_2 👆|point_down 👇|point_left 👈|point_right 👉|raised_hand,hand ✋|raised_back_of_hand 🤚|v ✌️|crossed_fingers 🤞|writing_hand ✍️|facepunch,punch 👊|fist ✊|brain 🧠|eye 👁️|bust_in_silhouette 👤|busts_in_silhouette 👥|man-shrugging 🤷‍♂️|woman-shrugging 🤷‍♀️|shrug 🤷|face_palm,facepalm 🤦|detective,sleuth_or_spy 🕵️|cop 👮|construction_worker 👷",
  "Signs":
    "heavy_check_mark ✔️|ballot_box_with_check ☑️|heavy_multiplication_x ✖️|negative_squared_cross_mark ❎|no_entry ⛔|no_entry_sign 🚫|octagonal_sign,stop_sign 🛑|exclamation,heavy_exclamation_mark ❗|question ❓|grey_exclamation ❕|grey_question ❔|bangbang ‼️|interrobang ⁉️|100 💯|heavy_plus_sign ➕|heavy_minus_sign ➖|information_source ℹ️|recycle ♻️|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|fast_forward ⏩|double_vertical_bar,pause_button ⏸️|arrow_forward ▶️|black_square_for_stop ⏹️|new 🆕|ok 🆗|sos 🆘|free 🆓|up 🆙|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣",
  "Colours":
    "red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle,blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_green_square 🟩|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|small_orange_diamond 🔸|heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤|broken_heart 💔",
  "Work":
    "memo,pencil 📝|pencil2 ✏️|page_facing_up 📄|clipboard 📋|card_index_dividers 🗂️|file_folder 📁|open_file_folder 📂|books 📚|book,open_book 📖|bookmark 🔖|label 🏷️|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|scissors ✂️|calendar 📆|date 📅|spiral_calendar_pad 🗓️|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|mag 🔍|mag_right 🔎|lock 🔒|unlock 🔓|key 🔑|hammer 🔨|hammer_and_wrench 🛠️|wrench 🔧|gear ⚙️|scales,balance_scale ⚖️|shield 🛡️|test_tube 🧪|microscope 🔬|computer 💻|desktop_computer 🖥️|iphone 📱|telephone ☎️|email,envelope ✉️|e-mail 📧|inbox_tray 📥|outbox_tray 📤|package 📦|mailbox 📫|moneybag 💰|credit_card 💳|receipt 🧾|briefcase 💼|office 🏢|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|alarm_clock ⏰|clock9 🕘|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|speech_balloon 💬|thought_balloon 💭|bulb 💡|wastebasket 🗑️|soap 🧼|sponge 🧽|rotating_light 🚨|construction 🚧|traffic_light 🚦|checkered_flag 🏁|triangular_flag_on_post 🚩|ticket 🎫|dart 🎯|trophy 🏆|medal 🎖️|first_place_medal 🥇",
  "World":
    "tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|sparkles ✨|star ⭐|star2 🌟|fire 🔥|boom,collision 💥|zap ⚡|sunny ☀️|partly_sunny ⛅|cloud ☁️|rainbow 🌈|umbrella ☔|snowflake ❄️|earth_africa 🌍|house 🏠|rocket 🚀|airplane ✈️|palm_tree 🌴|beach_with_umbrella 🏖️|seedling 🌱|four_leaf_clover 🍀|bouquet 💐|coffee ☕|tea 🍵|pizza 🍕|cake 🍰|birthday 🎂|apple 🍎|beer 🍺|dog 🐶|cat 🐱|turtle 🐢|bug 🐛|bee,honeybee 🐝|unicorn_face 🦄|see_no_evil 🙈|hear_no_evil 🙉|speak_no_evil 🙊",
};

export const groups = Object.entries(TABLE).map(([title, text]) => ({ title, emoji: text.split("|").map(entry) }));

function entry(text) {
  const [names, char] = text.split(" ");
  const all = names.split(",");
  return { name: all[0], names: all, char };
}

const byName = new Map(groups.flatMap(({ emoji }) => emoji.flatMap((item) => item.names.map((name) => [name, item]))));

const aliases = new Map();

// The workspace's own emoji: {name: "alias:white_check_mark"}; pictures are shown by their names.
export function learnEmoji(custom) {
  for (const [name, value] of Object.entries(custom ?? {})) if (value.startsWith("alias:")) aliases.set(name, value.slice(6));
}

const TONES = { "skin-tone-2": "🏻", "skin-tone-3": "🏼", "skin-tone-4": "🏽", "skin-tone-5": "🏾", "skin-tone-6": "🏿" };

// The character for a short name ("+1", "+1::skin-tone-3"), or null where the page does not know it.
export function charOf(name) {
  const [base, tone] = name.split("::");
  const found = byName.get(aliases.get(base) ?? base);
  return found ? found.char.replace(/\ufe0f$/, tone ? "" : "$&") + (TONES[tone] ?? "") : null;
}

export function drawEmoji(name) {
  const char = charOf(name);
  if (!char) return `:${name}:`;
  return h("span", { class: "emoji", role: "img", "aria-label": readable(name), title: `:${name}:` }, char);
}

export const readable = (name) => name.split("::")[0].replace(/[_-]+/g, " ").trim() || name;

export function search(text) {
  const wanted = text.trim().toLowerCase().replace(/[: ]+/g, "_").replace(/^_|_$/g, "");
  return [...new Set(byName.values())].filter((item) => item.names.some((name) => name.includes(wanted)));
}
