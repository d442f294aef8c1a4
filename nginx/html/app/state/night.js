// A movie night: people, each with films that they like. All of it is in the address, which goes from one to the next;
// this browser keeps the last one, so that what two people have added at the same time can be put together.

import { onSession } from "../api/session.js";
import { read, remove, write } from "../lib/storage.js";

export const most = 8;
/** Films of one person. */
export const mostFilms = 20;
const longestName = 24;

const person = /^((?:-?\d{1,15}(?:\.-?\d{1,15})*)?)_(.*)$/;
const unique = (items) => [...new Set(items)];

export const nameOf = (text) => text.trim().replace(/\s+/g, " ").slice(0, longestName).trim();
export const isSame = (one, other) => one.localeCompare(other, undefined, { sensitivity: "base" }) === 0;

/** `{people: [{name, ids}], refused: [id]}` of `?p=50.174_Anna&p=318_Ben&no=12`. */
export function nightOf(query) {
  const people = [];
  for (const text of query.getAll("p")) {
    const [, ids, name] = person.exec(text) ?? [];
    if (!nameOf(name ?? "") || people.some((other) => isSame(other.name, nameOf(name)))) continue;
    people.push({ name: nameOf(name), ids: numbers(ids).slice(0, mostFilms) });
  }
  return { people: people.slice(0, most), refused: numbers(query.get("no")).slice(0, 200) };
}

const numbers = (text) =>
  unique(
    (text ?? "")
      .split(".")
      .filter((id) => /^-?\d{1,15}$/.test(id))
      .map(Number),
  );

export function addressOf({ people, refused }) {
  const query = new URLSearchParams(people.map(({ name, ids }) => ["p", `${ids.join(".")}_${name}`]));
  if (refused.length > 0) query.set("no", refused.join("."));
  return query.size > 0 ? `/night?${query}` : "/night";
}

/** The night that was open last in this browser; null if there is none. */
export const lastNight = () => read("night");

export function keepNight(night) {
  if (night.people.length > 0) write("night", night);
  else remove("night");
}

/** Those of `other` who are not in `night`, or have other films there. */
export const missingFrom = (night, other) =>
  (other?.people ?? []).filter(
    ({ name, ids }) =>
      ids.length > 0 && !night.people.some((one) => isSame(one.name, name) && ids.every((id) => one.ids.includes(id))),
  );

/** Both nights in one. */
export function together(night, other) {
  const people = night.people.map((one) => {
    const same = other.people.find(({ name }) => isSame(name, one.name));
    return same ? { ...one, ids: unique([...one.ids, ...same.ids]).slice(0, mostFilms) } : one;
  });
  const added = other.people.filter(({ name }) => !people.some((one) => isSame(one.name, name)));
  return { people: [...people, ...added].slice(0, most), refused: unique([...night.refused, ...other.refused]) };
}

// A log-out leaves nothing in this browser.
onSession(({ now, before }) => {
  if (before?.user && !now) remove("night");
});
