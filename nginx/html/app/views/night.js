import { asAnyone, orRecall } from "../api/client.js";
import { shareButton } from "../components/basics/share-button.js";
import { message } from "../components/basics/states.js";
import { toast } from "../components/basics/toast.js";
import { movieSearch } from "../components/forms/movie-search.js";
import { everybodysRating, facts } from "../components/movies/movie-card.js";
import { recommendationSkeleton } from "../components/movies/recommendation-list.js";
import { watchlistButton } from "../components/movies/watchlist-button.js";
import { panel } from "../components/panel.js";
import { cover } from "../cover/cover.js";
import { fill, h } from "../lib/dom.js";
import { list, plural } from "../lib/format.js";
import { stylesheet } from "../lib/stylesheet.js";
import { carrying, navigate } from "../router.js";
import { automatic } from "../state/models.js";
import { address, named, remember } from "../state/movies.js";
import {
  addressOf,
  isSame,
  keepNight,
  lastNight,
  missingFrom,
  most,
  mostFilms,
  nameOf,
  nightOf,
  together,
} from "../state/night.js";
import { originIn, recorded } from "../state/origins.js";
import { picks } from "../state/picks.js";

await Promise.all([stylesheet("recommendations"), stylesheet("night")]);

/** Films for two to eight people: each names some, and what comes is good for the one whom it suits least, too. */
export function show(route) {
  let night = nightOf(route.query);
  /** The person to whom films are being added; the name, since the address has no more. */
  let active = null;
  let before = lastNight();
  const heading = h("h1", { tabindex: -1 }, "Movie night");
  const offer = h("div", {});
  const people = h("ul", { class: "people", role: "list" });
  const newcomer = h("div", {});
  const share = h("div", { class: "actions" });
  const results = panel({
    ask,
    show: showResults,
    skeleton: () => (withFilms().length >= 2 ? recommendationSkeleton(6) : null),
    signal: route.signal,
  });

  const withFilms = () => night.people.filter(({ ids }) => ids.length > 0);

  function change(next, { toTop = false } = {}) {
    navigate(addressOf(next), { replace: true });
    if (toTop) heading.focus();
  }
  const replaced = (name, ids) => ({
    ...night,
    people: night.people.map((one) => (one.name === name ? { ...one, ids } : one)),
  });

  async function ask(signal) {
    const known = await named(
      night.people.flatMap(({ ids }) => ids),
      signal,
    );
    const ready = night.people
      .map(({ name, ids }) => ({ name, ids: ids.filter((id) => known.has(id)) }))
      .filter(({ ids }) => ids.length > 0);
    if (ready.length < 2) return null;
    const body = {
      model: automatic,
      contexts: ready.map(({ ids }) => ids),
      exclude: night.refused,
      diversity: 0.3,
      include: ["ratings"],
      top_k: 12,
    };
    const answer = await orRecall(asAnyone, "POST", "/api/recommend", { body, signal });
    return { answer, names: ready.map(({ name }) => name) };
  }

  function showResults(found) {
    if (!found) {
      return message({
        title: "Two people make a movie night.",
        text: "Once two of you have named a film they like, the films for both are here.",
      });
    }
    const { answer, names } = found;
    if (answer.result.length === 0) return message({ title: "No film is left." });
    const id = recorded(answer);
    return [
      h("h2", {}, `For ${list(names)}`),
      h("p", { class: "hint" }, "The first film is the one that suits best the person whom it suits least."),
      h("ol", { class: "recommendations", role: "list" }, [
        remember(answer.result).map((movie, index) => result(movie, names, originIn(id, index), index)),
      ]),
    ];
  }

  function result(movie, names, origin, index) {
    const link = (properties, ...content) =>
      carrying(h("a", { href: address(movie), ...properties }, content), { origin });
    return h("li", {}, [
      h("span", { class: "rank", "aria-hidden": "true" }, index + 1),
      link({ class: "mini", tabindex: -1, "aria-hidden": "true" }, cover(movie)),
      h("div", { class: "what" }, [
        h("h3", {}, link({}, movie.title)),
        h("p", { class: "facts" }, h("span", {}, facts(movie, 3)), everybodysRating(movie, route.signal)),
        h("p", { class: "match" }, suits(movie.matches, names)),
        h("p", { class: "dismiss" }, [
          h(
            "button",
            {
              type: "button",
              class: "text-button small-text",
              "aria-label": `Not tonight: ${movie.title}`,
              onclick: () => refuse(movie),
            },
            "Not tonight",
          ),
        ]),
      ]),
      h("div", { class: "signs" }, watchlistButton(movie, route.signal)),
    ]);
  }

  function refuse(movie) {
    const earlier = night;
    change({ ...night, refused: [...night.refused, movie.id] });
    toast(`“${movie.title}” is out for tonight.`, { label: "Undo", run: () => change(earlier) });
  }

  // ---- Who is coming

  async function showPeople() {
    const all = night.people.flatMap(({ ids }) => ids);
    const movies = await named(all, route.signal).catch(() => new Map());
    if (route.signal.aborted) return;
    fill(
      people,
      night.people.map((one) => card(one, movies)),
    );
    if (active && focusNext) people.querySelector(".movie-search input")?.focus();
    focusNext = false;
  }
  let focusNext = false;

  function card({ name, ids }, movies) {
    const isActive = active === name;
    const films = ids.map((id) => movies.get(id)).filter(Boolean);
    const search =
      isActive &&
      ids.length < mostFilms &&
      movieSearch({
        label: `Films that ${name} likes`,
        signal: route.signal,
        onChoose(movie) {
          focusNext = true;
          change(replaced(name, [...new Set([...ids, movie.id])]));
        },
      });
    const mine = picks().filter(({ id }) => !ids.includes(id));
    return h("li", { class: "person" }, [
      h("div", { class: "section-head" }, [
        h("h3", {}, name),
        h(
          "button",
          { type: "button", class: "text-button", "aria-label": `Remove ${name}`, onclick: () => removePerson(name) },
          "Remove",
        ),
      ]),
      films.length > 0 &&
        h("ul", { class: "films", role: "list" }, [
          films.map((movie) =>
            h("li", { class: "chip" }, [
              h("a", { href: address(movie) }, movie.title),
              h(
                "button",
                {
                  type: "button",
                  class: "icon-button",
                  "aria-label": `Take ${movie.title} from ${name}`,
                  onclick: () => {
                    before = null;
                    change(
                      replaced(
                        name,
                        ids.filter((id) => id !== movie.id),
                      ),
                    );
                    heading.focus();
                  },
                },
                "×",
              ),
            ]),
          ),
        ]),
      search?.node,
      h("p", { class: "actions" }, [
        isActive
          ? h("button", { type: "button", class: "button quiet small", onclick: () => activate(null) }, "Done")
          : h(
              "button",
              {
                type: "button",
                class: "button quiet small",
                "aria-label": `Add films for ${name}`,
                onclick: () => activate(name),
              },
              films.length === 0 ? "Add films" : "Add more",
            ),
        isActive &&
          mine.length > 0 &&
          h(
            "button",
            {
              type: "button",
              class: "button quiet small",
              onclick: () => change(replaced(name, [...ids, ...mine.map(({ id }) => id)].slice(0, mostFilms))),
            },
            `Take my ${plural(mine.length, "pick")}`,
          ),
      ]),
    ]);
  }

  function activate(name) {
    active = name;
    focusNext = name !== null;
    showPeople();
    if (name === null) heading.focus();
  }

  function removePerson(name) {
    const earlier = night;
    before = null;
    change({ ...night, people: night.people.filter((one) => one.name !== name) }, { toTop: true });
    toast(`${name} is off the list.`, { label: "Undo", run: () => change(earlier) });
  }

  function showNewcomer() {
    if (night.people.length >= most) return fill(newcomer, h("p", { class: "hint" }, `${most} people are the most.`));
    const input = h("input", { id: "newcomer", name: "name", autocomplete: "off", maxlength: 24, required: true });
    fill(newcomer, [
      h("form", { class: "newcomer", onsubmit: join }, [
        h("div", { class: "field" }, [
          h("label", { for: "newcomer" }, night.people.length === 0 ? "Your name" : "Who else is coming?"),
          input,
        ]),
        h("button", { type: "submit", class: night.people.length === 0 ? "button" : "button quiet" }, "Add"),
      ]),
    ]);
    function join(event) {
      event.preventDefault();
      const name = nameOf(input.value);
      if (!name) return input.focus();
      active = night.people.find((one) => isSame(one.name, name))?.name ?? name;
      focusNext = true;
      if (active === name && !night.people.some((one) => one.name === name)) {
        change({ ...night, people: [...night.people, { name, ids: [] }] });
      } else showPeople();
    }
  }

  /** Two who got the link at the same time have each added themselves to a list of their own. */
  function showOffer() {
    const missing = missingFrom(night, before);
    const isOther =
      missing.length > 0 &&
      night.people.length > 0 &&
      before.people.some((one) => night.people.some((other) => isSame(one.name, other.name)));
    fill(offer, [
      isOther &&
        h("p", { class: "invitation" }, [
          `This browser also has films of ${list(missing.map(({ name }) => name))} for this night. `,
          h("button", { type: "button", class: "button small", onclick: () => change(together(night, before)) }, [
            "Put them together",
          ]),
        ]),
      night.people.length === 0 &&
        before &&
        h("p", { class: "invitation" }, [
          `You have a list with ${list(before.people.map(({ name }) => name))}. `,
          h("a", { class: "button small", href: addressOf(before) }, "Open it again"),
        ]),
    ]);
  }

  async function refresh() {
    showOffer();
    await showPeople();
    if (route.signal.aborted) return;
    // What is below the people waits for them, so that it does not move.
    showNewcomer();
    fill(share, [
      withFilms().length > 0 && [
        shareButton("Movie night", () => addressOf(night), { text: "Share the list", kind: "" }),
        h("span", { class: "hint" }, "Whoever opens the link adds their films, and sends it on."),
      ],
    ]);
    results.load();
  }
  if (night.people.length > 0) keepNight(night);
  refresh();
  return {
    title: "Movie night",
    node: h("div", { class: "page night" }, [
      h("div", {}, [
        heading,
        h("p", { class: "lead" }, [
          "Each of you names a few films you like, in one list that goes around by link. No account is needed. ",
          "Marquee finds films that nobody in the room will mind.",
        ]),
      ]),
      h("section", { class: "night-side" }, h("h2", {}, "Who is coming"), offer, people, newcomer, share),
      h("section", { class: "night-main", "aria-label": "Films for all of you" }, results.node),
    ]),
    update(next) {
      night = nightOf(next.query);
      keepNight(night);
      refresh();
    },
  };
}

/** From which share of all films on a film is called so, for one person. */
const words = [
  [0.97, "one of the very best"],
  [0.9, "a great choice"],
  [0.75, "a good choice"],
  [0.5, "all right"],
  [-Infinity, "not quite the taste"],
];

/** "One of the very best for Anna and Ben, a good choice for Carla." */
function suits(matches, names) {
  const groups = words.map(([least, text], index) => {
    const above = index === 0 ? Infinity : words[index - 1][0];
    return [
      text,
      names.filter((_, place) => matches[place] !== null && matches[place] >= least && matches[place] < above),
    ];
  });
  const parts = groups
    .filter(([, group]) => group.length > 0)
    .flatMap(([text, group], index) => [
      index > 0 && ", ",
      index === 0 ? text[0].toUpperCase() + text.slice(1) : text,
      text.endsWith("taste") ? " of " : " for ",
      h("span", {}, list(group)),
    ]);
  const unknown = names.filter((_, place) => matches[place] === null);
  return [parts, unknown.length > 0 && `. Not known yet: the films of ${list(unknown)}`];
}
