// Numbers and times in words.

const language = "en-GB";
const dateFormat = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const timeFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const countFormat = new Intl.NumberFormat(language);
const scoreFormat = new Intl.NumberFormat(language, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const relativeFormat = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

export const day = (text) => dateFormat.format(new Date(text));
export const moment = (text) => timeFormat.format(new Date(text));
const count = (number) => countFormat.format(number);
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
export const percent = (share) => `${Math.round(share * 100)}%`;
export const average = (stars) => stars.toFixed(1);

/** Three significant digits, since the scores of one list differ little. */
export const score = (value) => scoreFormat.format(value).replace("-", "−");

/** "2 hours ago"; the date if that is more than a week ago. */
export function ago(text, now = Date.now()) {
  const seconds = (new Date(text).getTime() - now) / 1000;
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  if (seconds < -7 * 86_400) return day(text);
  for (const [unit, length] of units) {
    // Whole units only: an hour is never "60 minutes".
    if (Math.abs(seconds) >= length) return relativeFormat.format(Math.trunc(seconds / length), unit);
  }
  return "just now";
}

/** "a, b and c" */
export const list = (items) => new Intl.ListFormat(language).format(items);
