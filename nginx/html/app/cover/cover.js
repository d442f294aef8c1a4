// The cover of a movie, drawn from its title, year and genres: always the same, and without a picture from anywhere.

import { h, svg } from "../lib/dom.js";
import { genres, year } from "../state/movies.js";
import { motif } from "./motifs.js";
import { palette, tellingGenres } from "./palettes.js";
import { hash, randomFrom } from "./random.js";

/** Lettering, by the year before which the movie came out. */
const styles = [
  [1960, "early"],
  [1980, "middle"],
  [Infinity, "late"],
];
/** The width of a line, in hundredths of the cover's width. */
const line = 86;
/** The width of a letter, by style, in its own height. */
const letter = { early: 0.56, middle: 0.6, late: 0.42 };

/** Decoration, hidden from screen readers: the title stands beside it. */
export function cover(movie) {
  const random = randomFrom(hash(`${movie.title}|${movie.date ?? ""}`));
  // One of two, so that not all movies of a genre look alike.
  const genre = random.pick(tellingGenres(genres(movie)).slice(0, 2));
  const [ground, letters, ...colours] = palette(genre, random);
  const released = year(movie);
  const style = styles.find(([end]) => (released ?? 2000) < end)[1];
  const art = svg("svg", { viewBox: "0 0 200 300", preserveAspectRatio: "xMidYMid slice", focusable: "false" }, [
    svg("rect", { width: 200, height: 300, fill: ground }),
    svg("g", { transform: "translate(0 6)" }, motif(genre, random, colours)),
  ]);
  const element = h("div", { class: `cover ${style}`, "aria-hidden": "true" }, [
    art,
    h("p", { class: "cover-title" }, h("span", {}, movie.title), released && h("small", {}, released)),
  ]);
  element.style.setProperty("--ground", ground);
  element.style.setProperty("--letters", letters);
  element.style.setProperty("--size", titleSize(movie.title, letter[style]));
  return element;
}

/** The size of the letters, in hundredths of the cover's width. The longest word fits a line; all words fit three. */
export function titleSize(title, letterWidth) {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => [...word].length), 1);
  const byWord = line / (longest * letterWidth);
  const byLength = Math.sqrt((line * 27) / ([...title].length * letterWidth * 1.12));
  return Math.max(5.2, Math.min(20, byWord, byLength)).toFixed(1);
}
