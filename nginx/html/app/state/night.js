// A movie night: people, each with films that they like. All of it is in the address, which goes from one to the next;
// this browser keeps the last one, so that what two people have added at the same time can be put together.

import { belongings } from "../api/session.js";
import { read, remove, write } from "../lib/storage.js";

export const most = 8;
/** Films of one person. */
export const mostFilms = 20;
export const longestName = 24;

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

const kept = `${belongings}night`;

/** The night that was open last in this browser; null if there is none. */
export const lastNight = () => read(kept);

export function keepNight(night) {
  if (night.people.length > 0) write(kept, night);
  else remove(kept);
}

const personIn = (night, name) => night.people.find((one) => isSame(one.name, name));

const changed = (night, name, change) => ({
  ...night,
  people: night.people.map((one) => (isSame(one.name, name) ? { ...one, ids: change(one.ids) } : one)),
});

export const withFilms = (night, name, added) =>
  changed(night, name, (ids) => unique([...ids, ...added]).slice(0, mostFilms));

export const withoutFilm = (night, name, id) => changed(night, name, (ids) => ids.filter((other) => other !== id));

/** Inserts a person at a place; a person who is there already gets the films in addition. */
export function withPerson(night, { name, ids }, place = night.people.length) {
  if (personIn(night, name)) return withFilms(night, name, ids);
  return { ...night, people: night.people.toSpliced(place, 0, { name, ids }).slice(0, most) };
}

export const withoutPerson = (night, name) => ({
  ...night,
  people: night.people.filter((one) => !isSame(one.name, name)),
});

export const withRefused = (night, id) => ({ ...night, refused: unique([...night.refused, id]) });

export const withoutRefused = (night, id) => ({ ...night, refused: night.refused.filter((other) => other !== id) });

/** The people of `other` who are not in `night`, or who lack films there. */
export const missingFrom = (night, other) =>
  (other?.people ?? []).filter(
    ({ name, ids }) => ids.length > 0 && !ids.every((id) => personIn(night, name)?.ids.includes(id)),
  );

/** Both nights in one. */
export const together = (night, other) => ({
  people: other.people.reduce((all, one) => withPerson(all, one), night).people,
  refused: unique([...night.refused, ...other.refused]),
});
