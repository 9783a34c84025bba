/** Dates and times in the reader's time zone, and Slack's own date formats (docs.slack.dev, "Formatting text"). */

import { me } from "./names.js";

const HOUR12 = new Intl.DateTimeFormat(navigator.language, { hour: "numeric" }).resolvedOptions().hour12;
const DAY = 86_400;
const formats = new Map();

/** The chosen person's time zone; the browser's own when theirs is not known. */
export const zone = () => me().time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;

function format(timeZone, options) {
  const key = JSON.stringify([timeZone, options]);
  if (!formats.has(key)) {
    try {
      formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone, ...options }));
    } catch {
      formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }));
    }
  }
  return formats.get(key);
}

/** Takes a moment (seconds) apart: year, month, day, hour, minute and second as numbers, in a time zone. */
export function parts(seconds, timeZone = zone()) {
  const asked = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  };
  const found = format(timeZone, { ...asked, hourCycle: "h23" }).formatToParts(seconds * 1000);
  return Object.fromEntries(found.filter((one) => one.type !== "literal").map((one) => [one.type, Number(one.value)]));
}

/** The moment (seconds) that a clock in a time zone shows as "YYYY-MM-DD" and "HH:MM". */
export function moment(date, time, timeZone = zone()) {
  const wanted = Date.parse(`${date}T${time}:00Z`) / 1000;
  let guess = wanted;
  // Twice, because the first correction may cross a change of the clocks.
  for (let round = 0; round < 2; round += 1) guess += wanted - asUtc(parts(guess, timeZone));
  return guess;
}

const asUtc = (at) => Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) / 1000;
const two = (number) => String(number).padStart(2, "0");

/** A moment's day as YYYY-MM-DD. */
export function isoDay(seconds, timeZone = zone()) {
  const at = parts(seconds, timeZone);
  return `${at.year}-${two(at.month)}-${two(at.day)}`;
}

/** A moment's time as HH:MM, for inputs. */
export function isoTime(seconds, timeZone = zone()) {
  const at = parts(seconds, timeZone);
  return `${two(at.hour)}:${two(at.minute)}`;
}

/** A moment's time as people read it. */
export function clock(seconds, withSeconds = false) {
  const options = { hour: HOUR12 ? "numeric" : "2-digit", minute: "2-digit", hourCycle: HOUR12 ? "h12" : "h23" };
  return format(zone(), withSeconds ? { ...options, second: "2-digit" } : options).format(seconds * 1000);
}

function ordinal(day) {
  if (day % 100 >= 11 && day % 100 <= 13) return `${day}th`;
  return `${day}${{ 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th"}`;
}

const named = (seconds, options) => format(zone(), options).format(seconds * 1000);
const now = () => Date.now() / 1000;

function longDate(seconds) {
  const at = parts(seconds);
  return `${named(seconds, { month: "long" })} ${ordinal(at.day)}, ${at.year}`;
}

function near(seconds) {
  const days = Math.round((Date.parse(isoDay(seconds)) - Date.parse(isoDay(now()))) / 1000 / DAY);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

/** How long ago, or how soon, in words. */
export function ago(seconds) {
  const gone = now() - seconds;
  const size = Math.abs(gone);
  if (size < 45) return gone >= 0 ? "just now" : "in a moment";
  const [count, unit] =
    size < 3600
      ? [size / 60, "minute"]
      : size < DAY
        ? [size / 3600, "hour"]
        : size < 60 * DAY
          ? [size / DAY, "day"]
          : [size / 30 / DAY, "month"];
  const whole = Math.max(1, Math.round(count));
  const words = `${whole} ${unit}${whole === 1 ? "" : "s"}`;
  return gone >= 0 ? `${words} ago` : `in ${words}`;
}

const weekday = (seconds) => named(seconds, { weekday: "long" });
const short = (seconds) => named(seconds, { month: "short", day: "numeric", year: "numeric" });

const TOKENS = {
  date_num: isoDay,
  date_slash: (at) => isoDay(at).replaceAll("-", "/"),
  date: longDate,
  date_short: short,
  date_long: (at) => `${weekday(at)}, ${longDate(at)}`,
  date_long_full: (at) => `${weekday(at)}, ${longDate(at)}`,
  date_pretty: (at) => near(at) ?? longDate(at),
  date_short_pretty: (at) => near(at) ?? short(at),
  date_long_pretty: (at) => near(at) ?? `${weekday(at)}, ${longDate(at)}`,
  day_divider_pretty: (at) => near(at) ?? `${weekday(at)}, ${longDate(at)}`,
  time: (at) => clock(at),
  time_secs: (at) => clock(at, true),
  ago,
};

/** Writes a moment in Slack's format, such as "{date_short} at {time}"; null when the format has an unknown token. */
export function slackDate(seconds, pattern) {
  let known = Number.isFinite(seconds);
  const text = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (Object.hasOwn(TOKENS, token) && known) return TOKENS[token](seconds);
    known = false;
    return whole;
  });
  if (!known) return null;
  return /^(yesterday|today|tomorrow)/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
}

/** The day above messages: Today, Yesterday, or the date. */
export function dayName(seconds) {
  const word = near(seconds);
  return word ? word[0].toUpperCase() + word.slice(1) : `${weekday(seconds)}, ${longDate(seconds)}`;
}

/** The whole moment, for tooltips. */
export const fullMoment = (seconds) => `${weekday(seconds)}, ${longDate(seconds)}, ${clock(seconds, true)} (${zone()})`;
