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
/** The fonts of movies.css, at a size in which widths are hundredths of the height. */
const fonts = {
  early: '700 100px Georgia, "Liberation Serif", "DejaVu Serif", serif',
  middle: '700 100px Inter, system-ui, "Liberation Sans", sans-serif',
  late: '700 100px "Bebas Neue", "Arial Narrow", Impact, sans-serif',
};
/** The width of a line, in hundredths of the cover's: a little less than there is, since a font may load late. */
const line = 83;
/** The width of a letter, by style, in its own height: a mean, for the length of a whole title. */
const letter = { early: 0.56, middle: 0.6, late: 0.42 };

/** Decoration, hidden from screen readers: the title stands beside it. */
export function cover(movie) {
  const random = randomFrom(hash(`${movie.title}|${movie.date ?? ""}`));
  // One of two, so that not all movies of a genre look alike.
  const genre = random.pick(tellingGenres(genres(movie)).slice(0, 2));
  const [ground, letters, ...colours] = palette(genre, random);
  const drawing = motif(genre, random, random.shuffled(colours));
  const released = year(movie);
  const style = styles.find(([end]) => (released ?? 2000) < end)[1];
  const art = svg("svg", { viewBox: "0 0 200 300", preserveAspectRatio: "xMidYMid slice", focusable: "false" }, [
    svg("rect", { width: 200, height: 300, fill: ground }),
    svg("g", { transform: placing(random) }, drawing),
  ]);
  const element = h("div", { class: `cover ${style}`, "aria-hidden": "true" }, [
    art,
    h("p", { class: "cover-title" }, h("span", {}, movie.title), released && h("small", {}, released)),
  ]);
  element.style.setProperty("--ground", ground);
  element.style.setProperty("--letters", letters);
  element.style.setProperty("--size", titleSize(movie.title, style));
  return element;
}

/** Mirrors and scales the drawing at random, so that no two movies have the same one. */
function placing(random) {
  const [size, side] = [random.between(0.98, 1.2), random.pick([1, -1])];
  // The middle of the drawing's lower edge stays where it is.
  const [x, y] = [100 - side * size * 100, 196 - size * 190];
  return `matrix(${[side * size, 0, 0, size, x, y].map((number) => number.toFixed(3)).join(" ")})`;
}

/** The size of the letters, in hundredths of the cover's width. The longest word fits a line; all words fit three. */
function titleSize(title, style) {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => wordWidth(word, style)), 0.5);
  const byWord = line / longest;
  const byLength = Math.sqrt((line * 27) / ([...title].length * letter[style] * 1.12));
  return Math.max(5.2, Math.min(largest, byWord, byLength)).toFixed(1);
}

/** Two lines in this size leave the drawing uncovered. */
const largest = 18;

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** The width of a word, in letter heights. */
function wordWidth(word, style) {
  const key = `${style} ${word}`;
  if (!widths.has(key)) {
    pen.font = fonts[style];
    widths.set(key, pen.measureText(word).width / 100);
  }
  return widths.get(key);
}
