// The drawing on a cover, by genre: shapes within 200 × 190, which leave the rest of 200 × 300 to the title. A motif
// takes random numbers and three colours, and returns elements of SVG.

import { svg } from "../lib/dom.js";

const circle = (cx, cy, r, fill, more = {}) => svg("circle", { cx, cy, r, fill, ...more });
const rect = (x, y, width, height, fill, more = {}) => svg("rect", { x, y, width, height, fill, ...more });
const path = (d, fill, more = {}) => svg("path", { d, fill, ...more });
const ring = (cx, cy, r, stroke, width, more = {}) =>
  svg("circle", { cx, cy, r, fill: "none", stroke, "stroke-width": width, ...more });
const range = (count) => Array.from({ length: count }, (_, index) => index);
const fixed = (number) => Math.round(number * 10) / 10;
const points = (pairs) => `M${pairs.map(([x, y]) => `${fixed(x)} ${fixed(y)}`).join("L")}Z`;

/** A wedge from (x, y), between two angles in turns. */
const wedge = (x, y, r, from, to) =>
  points([
    [x, y],
    ...[from, to].map((turn) => [x + r * Math.cos(turn * 2 * Math.PI), y + r * Math.sin(turn * 2 * Math.PI)]),
  ]);

/** Hills across the whole width: a line of peaks, closed at the bottom. */
function ridge(random, y, height, steps, bottom) {
  const peaks = range(steps + 1).map((index) => [
    (index / steps) * 200,
    y - (index % 2 === 0 ? random.between(0, 0.35) : random.between(0.6, 1)) * height,
  ]);
  return points([[0, bottom], ...peaks, [200, bottom]]);
}

function burst(random, [one, two, three]) {
  const [x, y] = [random.between(60, 140), random.between(85, 120)];
  const count = random.pick([12, 14, 16]);
  const turn = random.next();
  const rays = range(count).map((index) =>
    path(wedge(x, y, 260, turn + index / count, turn + (index + 0.5) / count), index % 2 ? one : three),
  );
  return [
    svg("svg", { x: 0, y: 0, width: 200, height: 190, viewBox: "0 0 200 190" }, [
      rays,
      circle(x, y, 44, two),
      circle(x, y, 27, one),
    ]),
  ];
}

function mountains(random, [one, two, three]) {
  return [
    circle(random.between(45, 155), random.between(45, 75), random.between(22, 34), one),
    path(ridge(random, 150, 90, 6, 190), three),
    path(ridge(random, 172, 70, 8, 190), two),
    path(ridge(random, 190, 46, 10, 190), three, { opacity: 0.55 }),
  ];
}

function blobs(random, [one, two, three]) {
  const [x, y] = [random.between(80, 120), random.between(90, 110)];
  return [
    circle(x - 48, y + 34, 42, two),
    circle(x + 50, y + 30, 38, three),
    circle(x, y - 8, 62, one),
    circle(x - 22, y - 22, 13, "#fff"),
    circle(x + 22, y - 22, 13, "#fff"),
    circle(x - 19, y - 19, 6, "#1a1423"),
    circle(x + 25, y - 19, 6, "#1a1423"),
    path(`M${x - 24} ${y + 10}q24 28 48 0z`, "#1a1423"),
  ];
}

function balloons(random, colours) {
  return range(5).flatMap((index) => {
    const [x, y, r] = [28 + index * 36 + random.between(-6, 6), random.between(45, 105), random.between(20, 27)];
    return [
      svg("path", {
        d: `M${x} ${y + r}Q${x + random.between(-14, 14)} 150 100 190`,
        fill: "none",
        stroke: colours[(index + 1) % 3],
        "stroke-width": 1.5,
      }),
      svg("ellipse", { cx: x, cy: y, rx: r * 0.88, ry: r, fill: colours[index % 3] }),
    ];
  });
}

/** Quarter circles in a grid, each turned at random. */
function tiles(random, colours) {
  const side = 50;
  return range(12).map((index) => {
    const [x, y] = [(index % 4) * side, Math.floor(index / 4) * side + 20];
    const colour = random.pick(colours);
    const quarter = random.pick([
      `M${x} ${y}h${side}a${side} ${side} 0 0 1 ${-side} ${side}z`,
      `M${x + side} ${y}v${side}a${side} ${side} 0 0 1 ${-side} ${-side}z`,
      `M${x + side} ${y + side}h${-side}a${side} ${side} 0 0 1 ${side} ${-side}z`,
      `M${x} ${y + side}v${-side}a${side} ${side} 0 0 1 ${side} ${side}z`,
    ]);
    return random.next() < 0.2 ? circle(x + side / 2, y + side / 2, side / 2, colour) : path(quarter, colour);
  });
}

/** Blinds before a light. */
function blinds(random, [one, two, three]) {
  const x = random.between(70, 130);
  const tilt = random.between(-10, 10);
  const slats = range(9).map((index) => rect(0, 18 + index * 19, 200, 11, two, { opacity: 0.9 }));
  return [
    circle(x, 100, 66, one),
    svg("g", { transform: `rotate(${fixed(tilt)} 100 100)` }, slats),
    circle(x, 88, 15, three),
    path(`M${x - 30} 190q2 -76 30 -80q28 4 30 80z`, three),
  ];
}

function lens(random, [one, two, three]) {
  const [x, y] = [100, 98];
  return [
    circle(x, y, 78, one),
    circle(x, y, 62, three),
    circle(x, y, 46, two),
    circle(x, y, 26, one),
    circle(x - 9, y - 10, 8, "#fff", { opacity: 0.75 }),
    ...range(24).map((index) =>
      rect(x - 1, y - 76, 2, index % 6 ? 6 : 11, three, {
        transform: `rotate(${index * 15 + random.between(0, 1)} ${x} ${y})`,
      }),
    ),
  ];
}

/** Half circles that face each other, as people do. */
function halves(random, [one, two, three]) {
  const [left, right] = [random.between(62, 84), random.between(48, 70)];
  const shift = random.between(-18, 18);
  return [
    [
      path(`M100 ${98 - left + shift}a${left} ${left} 0 0 0 0 ${left * 2}z`, one),
      path(`M100 ${98 - right - shift}a${right} ${right} 0 0 1 0 ${right * 2}z`, two),
      circle(100, 98, 15, three),
    ],
    [circle(74, 82, 58, one), path(`M42 190a58 58 0 0 1 116 0z`, two), circle(128, 74, 24, three)],
    [rect(28, 22, 66, 168, one), path("M94 22a66 84 0 0 1 0 168z", two), circle(61, 74 + shift, 20, three)],
  ][random.whole(0, 2)];
}

/** Folds of a curtain, and a light on it. */
function curtain(random, [one, two, three]) {
  const open = random.between(26, 52);
  const folds = (from, to) => {
    const width = (to - from) / 4;
    return range(4).map((index) => rect(from + index * width, 0, width + 0.5, 190, index % 2 ? one : two));
  };
  return [
    path(`M${100 - open} 0h${open * 2}v190h${-open * 2}z`, three, { opacity: 0.28 }),
    svg("ellipse", { cx: 100, cy: 168, rx: open * 0.9, ry: 13, fill: three }),
    circle(100, 122, 12, three),
    path("M84 168q2 -34 16 -34q14 0 16 34z", three),
    folds(0, 100 - open),
    folds(100 + open, 200),
  ];
}

function moonAndStars(random, [one, two, three]) {
  const [x, y] = [random.between(75, 125), random.between(66, 84)];
  const stars = range(16).map(() =>
    circle(random.between(8, 192), random.between(8, 130), random.between(0.8, 2.4), two),
  );
  return [
    stars,
    path(`M${x + 12} ${y - 46}a48 48 0 1 0 32 68a40 40 0 1 1 -32 -68z`, two),
    path(ridge(random, 190, 60, 5, 190), one),
    path(ridge(random, 192, 34, 7, 190), three),
  ];
}

function trees(random, [one, two]) {
  const x = random.between(60, 140);
  const spikes = range(11).map((index) => {
    const [middle, height] = [index * 20, random.between(40, 118)];
    return path(
      points([
        [middle - 13, 190],
        [middle, 190 - height],
        [middle + 13, 190],
      ]),
      two,
    );
  });
  return [circle(x, 78, 52, one), spikes];
}

function record(random, [one, two, three]) {
  const [x, y] = [random.between(80, 120), 98];
  const bars = range(9).map((index) => {
    const height = random.between(12, 62);
    return rect(12 + index * 20, 190 - height, 13, height, index % 2 ? two : three);
  });
  return [
    circle(x, y, 74, one),
    ...[60, 48, 36].map((r) => ring(x, y, r, three, 1.5, { opacity: 0.6 })),
    circle(x, y, 22, two),
    circle(x, y, 5, three),
    bars,
  ];
}

function keyhole(random, [one, two, three]) {
  const turn = random.between(0, 360);
  return [
    ...[86, 70, 54].map((r, index) =>
      ring(100, 98, r, index % 2 ? two : one, 6, {
        "stroke-dasharray": `${r * (3 + index * 0.6)} ${r}`,
        transform: `rotate(${fixed(turn + index * 70)} 100 98)`,
      }),
    ),
    circle(100, 84, 22, two),
    path("M100 84l18 58h-36z", two),
    circle(100, 84, 8, three),
  ];
}

function twoCircles(random, [one, two, three]) {
  const y = random.between(88, 108);
  const gap = random.between(26, 38);
  const half = Math.sqrt(58 * 58 - gap * gap);
  return [
    circle(100 - gap, y, 58, one),
    circle(100 + gap, y, 58, two),
    path(`M100 ${fixed(y - half)}A58 58 0 0 1 100 ${fixed(y + half)}A58 58 0 0 1 100 ${fixed(y - half)}z`, three),
  ];
}

function planet(random, [one, two, three]) {
  const [x, y, r] = [random.between(82, 118), random.between(88, 108), random.between(44, 56)];
  const tilt = random.between(-28, -12);
  const stars = range(18).map(() =>
    circle(random.between(4, 196), random.between(4, 186), random.between(0.6, 1.8), two),
  );
  const orbit = { cx: x, cy: y, rx: r * 1.7, ry: r * 0.42, fill: "none", stroke: three, "stroke-width": 7 };
  return [
    stars,
    svg("g", { transform: `rotate(${fixed(tilt)} ${fixed(x)} ${fixed(y)})` }, [
      svg("ellipse", orbit),
      circle(x, y, r, one),
      path(`M${x - r} ${y}a${r} ${r} 0 0 0 ${r * 2} 0a${r} ${r * 0.34} 0 0 1 ${-r * 2} 0z`, two, { opacity: 0.5 }),
      path(
        `M${fixed(x - r * 1.7)} ${fixed(y)}a${fixed(r * 1.7)} ${fixed(r * 0.42)} 0 0 0 ${fixed(r * 3.4)} 0`,
        "none",
        { stroke: three, "stroke-width": 7 },
      ),
    ]),
    circle(x + r * 1.1, y - r * 1.15, 9, two),
  ];
}

/** Rings that drift away from their centre, as in vertigo. */
function spiral(random, [one, two, three]) {
  const [dx, dy] = [random.between(-3.4, 3.4), random.between(-2, 3)];
  const rings = range(8).map((index) =>
    circle(100 + dx * index, 98 + dy * index, 86 - index * 10.5, index % 2 ? one : three),
  );
  return [rings, circle(100 + dx * 8, 98 + dy * 8, 6, two)];
}

function chevrons(random, [one, two, three]) {
  const top = random.between(14, 30);
  const bands = range(4).map((index) =>
    path(
      `M20 ${top + 46 + index * 36}L100 ${top + index * 36}l80 46v20l-80 -46l-80 46z`,
      index === 1 ? two : index % 2 ? three : one,
    ),
  );
  return [bands];
}

function sunset(random, [one, two, three]) {
  const x = random.between(70, 130);
  const stripes = range(4).map((index) => rect(0, 92 + index * 14, 200, 3 + index * 1.6, three));
  return [
    circle(x, 98, 58, one),
    stripes,
    path("M0 190v-40h22l6 -34h30l7 34h60l5 -56h34l6 56h30v40z", two),
    rect(0, 166, 200, 24, two),
  ];
}

function rosette(random, [one, two, three]) {
  const count = random.pick([6, 8, 10]);
  const petals = range(count).map((index) =>
    svg("ellipse", {
      cx: 100,
      cy: 58,
      rx: 20,
      ry: 42,
      fill: index % 2 ? one : two,
      opacity: 0.85,
      transform: `rotate(${(index * 360) / count} 100 98)`,
    }),
  );
  return [petals, circle(100, 98, 16, three)];
}

const motifs = {
  Action: [burst],
  Adventure: [mountains],
  Animation: [blobs],
  "Children's": [balloons],
  Comedy: [tiles],
  Crime: [blinds],
  Documentary: [lens],
  Drama: [halves, curtain, halves],
  Fantasy: [moonAndStars],
  "Film-Noir": [blinds],
  Horror: [trees],
  Musical: [record],
  Mystery: [keyhole],
  Romance: [twoCircles],
  "Sci-Fi": [planet],
  Thriller: [spiral],
  War: [chevrons],
  Western: [sunset],
};

export const motif = (genre, random, colours) =>
  random
    .pick(motifs[genre] ?? [rosette])(random, colours)
    .flat(3);
