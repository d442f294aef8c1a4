// The cover of a film: drawn from its title, year and genres, always the same, without a picture from anywhere.

import { h, svg } from "../dom.js";
import { genres, year } from "../films.js";
import { motif } from "./motifs.js";
import { palette, tellingGenres } from "./palettes.js";
import { hash, randomFrom } from "./random.js";

/** How letters looked when the film came out. */
const styles = [[1960, "early"], [1980, "middle"], [Infinity, "late"]];
/** The width that a line has, and a letter of the tallest style, both in hundredths of the cover's width. */
const line = 86;
const letter = { early: 0.56, middle: 0.6, late: 0.42 };

/** Decoration: the title stands beside it, for everybody. */
export function cover(film) {
  const random = randomFrom(hash(`${film.title}|${film.date ?? ""}`));
  // Of two, so that not all films of a kind look alike.
  const genre = random.pick(tellingGenres(genres(film)).slice(0, 2));
  const [ground, letters, ...colours] = palette(genre, random);
  const released = year(film);
  const style = styles.find(([end]) => (released ?? 2000) < end)[1];
  const art = svg(
    "svg", { viewBox: "0 0 200 300", preserveAspectRatio: "xMidYMid slice", focusable: "false" },
    svg("rect", { width: 200, height: 300, fill: ground }),
    svg("g", { transform: "translate(0 6)" }, motif(genre, random, colours)));
  const element = h(
    "div", { class: `cover ${style}`, "aria-hidden": "true" },
    art, h("p", { class: "cover-title" }, h("span", {}, film.title), released && h("small", {}, released)));
  element.style.setProperty("--ground", ground);
  element.style.setProperty("--letters", letters);
  element.style.setProperty("--size", titleSize(film.title, letter[style]));
  return element;
}

/** In hundredths of the width: the longest word fits a line, and all words fit three. */
export function titleSize(title, letterWidth) {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => [...word].length), 1);
  const byWord = line / (longest * letterWidth);
  const byLength = Math.sqrt((line * 27) / ([...title].length * letterWidth * 1.12));
  return Math.max(5.2, Math.min(20, byWord, byLength)).toFixed(1);
}
