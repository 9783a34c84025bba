/** A small table of emoji by the names that Slack gives them; names that are not here are shown as :name:. */

const TABLE = `
smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆 joy 😂 rolling_on_the_floor_laughing 🤣 slightly_smiling_face 🙂
wink 😉 blush 😊 innocent 😇 heart_eyes 😍 star-struck 🤩 thinking_face 🤔 neutral_face 😐 face_with_rolling_eyes 🙄
relieved 😌 pensive 😔 sleeping 😴 sweat_smile 😅 sweat 😓 cry 😢 sob 😭 angry 😠 rage 😡 scream 😱 flushed 😳
partying_face 🥳 sunglasses 😎 nerd_face 🤓 confused 😕 worried 😟 slightly_frowning_face 🙁 shrug 🤷 facepalm 🤦
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 raised_hands 🙌 pray 🙏 wave 👋 muscle 💪 handshake 🤝
point_right 👉 point_left 👈 point_up ☝️ point_down 👇 raised_hand ✋ eyes 👀 brain 🧠 bust_in_silhouette 👤
busts_in_silhouette 👥 heart ❤️ broken_heart 💔 blue_heart 💙 green_heart 💚 yellow_heart 💛 sparkles ✨ star ⭐ star2 🌟
fire 🔥 zap ⚡ boom 💥 100 💯 tada 🎉 confetti_ball 🎊 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇 dart 🎯
rocket 🚀 airplane ✈️ car 🚗 truck 🚚 house 🏠 office 🏢 factory 🏭 bank 🏦 hospital 🏥 school 🏫
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_plus_sign ➕
heavy_minus_sign ➖ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 exclamation ❗ question ❓ bangbang ‼️
information_source ℹ️ red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢
large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_green_square 🟩
small_blue_diamond 🔹 large_blue_diamond 🔷 small_orange_diamond 🔸 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️
arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄 repeat 🔁 leftwards_arrow_with_hook ↩️
rewind ⏪ fast_forward ⏩ arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ new 🆕 free 🆓 up 🆙 ok 🆗
sos 🆘 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 zero 0️⃣
memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 page_with_curl 📃 bookmark_tabs 📑 clipboard 📋 calendar 📅 date 📅
spiral_calendar_pad 🗓️ bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 file_folder 📁
open_file_folder 📂 card_index_dividers 🗂️ pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 scissors ✂️ lock 🔒
unlock 🔓 key 🔑 mag 🔍 mag_right 🔎 bulb 💡 wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ gear ⚙️ nut_and_bolt 🔩 bug 🐛
beetle 🐞 ticket 🎫 admission_tickets 🎟️ label 🏷️ bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬
thought_balloon 💭 email 📧 envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 package 📦 mailbox 📫
telephone_receiver 📞 phone ☎️ iphone 📱 computer 💻 desktop_computer 🖥️ printer 🖨️ battery 🔋 electric_plug 🔌
moneybag 💰 dollar 💵 euro 💶 credit_card 💳 receipt 🧾 money_with_wings 💸 scales ⚖️ hourglass ⌛
hourglass_flowing_sand ⏳ watch ⌚ alarm_clock ⏰ stopwatch ⏱️ clock1 🕐 clock3 🕒 clock9 🕘 sunny ☀️ cloud ☁️
umbrella ☔ rainbow 🌈 snowflake ❄️ ocean 🌊 earth_americas 🌎 earth_africa 🌍 globe_with_meridians 🌐 seedling 🌱
evergreen_tree 🌲 four_leaf_clover 🍀 coffee ☕ tea 🍵 pizza 🍕 cake 🍰 birthday 🎂 beers 🍻 apple 🍎 books 📚 book 📖
mortar_board 🎓 art 🎨 movie_camera 🎥 camera 📷 video_camera 📹 microphone 🎤 headphones 🎧 musical_note 🎵
video_game 🎮 game_die 🎲 jigsaw 🧩 robot_face 🤖 ghost 👻 skull 💀 alien 👽 see_no_evil 🙈 dog 🐶 cat 🐱 bee 🐝
penguin 🐧 owl 🦉 turtle 🐢 whale 🐳 unicorn_face 🦄 crown 👑 shield 🛡️ triangular_flag_on_post 🚩 checkered_flag 🏁
construction 🚧 rotating_light 🚨 traffic_light 🚦 vertical_traffic_light 🚦 compass 🧭 world_map 🗺️ ladder 🪜 recycle ♻️
`;

const words = TABLE.trim().split(/\s+/);
const known = new Map();
for (let at = 0; at < words.length; at += 2) known.set(words[at], words[at + 1]);

/** The sign for a name, without its colons and with any skin tone left out; undefined when it is not known. */
export const emoji = (name) => known.get(name.split("::")[0]);

/** Names that contain what was typed, those that begin with it first. */
export function emojiLike(typed, most = 8) {
  const found = [...known.keys()].filter((name) => name.includes(typed));
  found.sort((a, b) => b.startsWith(typed) - a.startsWith(typed) || a.length - b.length);
  return found.slice(0, most).map((name) => ({ name, sign: known.get(name) }));
}

/** What the picker of reactions offers. */
export const COMMON = [
  "+1",
  "white_check_mark",
  "eyes",
  "heart",
  "tada",
  "raised_hands",
  "pray",
  "joy",
  "rocket",
  "fire",
  "100",
  "thinking_face",
  "ticket",
  "bug",
  "warning",
  "x",
  "hourglass_flowing_sand",
  "memo",
  "bulb",
  "moneybag",
  "question",
  "wave",
  "clap",
  "-1",
];
