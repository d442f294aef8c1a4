import { asAnyone, orRecall } from "../api/client.js";
import { shareButton } from "../components/basics/share-button.js";
import { message } from "../components/basics/states.js";
import { toast } from "../components/basics/toast.js";
import { recommendationSkeleton } from "../components/movies/recommendation-list.js";
import { nightList } from "../components/night/night-list.js";
import { personCard } from "../components/night/person-card.js";
import { panel } from "../components/panel.js";
import { fill, h, refill } from "../lib/dom.js";
import { list, plural } from "../lib/format.js";
import { stylesheet } from "../lib/stylesheet.js";
import { navigate, note } from "../router.js";
import { automatic } from "../state/models.js";
import { named } from "../state/movies.js";
import {
  addressOf,
  isSame,
  keepNight,
  lastNight,
  longestName,
  missingFrom,
  most,
  nameOf,
  nightOf,
  together,
  withFilms,
  withoutFilm,
  withoutPerson,
  withoutRefused,
  withPerson,
  withRefused,
} from "../state/night.js";
import { recorded } from "../state/origins.js";
import { picks } from "../state/picks.js";

await Promise.all([stylesheet("recommendations"), stylesheet("night")]);

/** Films for two to eight people: each names some, and the suggestions suit even the least happy of them. */
export function show(route) {
  let night = nightOf(route.query);
  /** The person to whom films are being added; the name, since the address has no more. */
  let active = null;
  /** What this browser had before. */
  let before = lastNight();
  /** The person whose card takes the focus once it is shown. */
  let focusNext = null;
  let turn = 0;
  const heading = h("h1", { tabindex: -1 }, "Movie night");
  const offer = h("div", {});
  const people = h("ul", { class: "people", role: "list", tabindex: -1 });
  const newcomer = newcomerForm(join);
  const share = h("div", { class: "actions" });
  const results = panel({
    ask,
    show: showResults,
    skeleton: () => (canRecommend() ? recommendationSkeleton(6) : null),
    signal: route.signal,
  });

  const namers = () => night.people.filter(({ ids }) => ids.length > 0);
  const canRecommend = () => namers().length >= 2;
  const change = (next) => navigate(addressOf(next), { replace: true });

  /** Undoes one change and nothing that was done since, even after another page was opened. */
  const undo = (inverse) => ({
    label: "Undo",
    run() {
      const isOpen = !route.signal.aborted;
      navigate(addressOf(inverse(isOpen ? night : (lastNight() ?? night))), { replace: isOpen });
    },
  });

  // ---- Films for all of them

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
    return [
      h("h2", {}, `For ${list(names)}`),
      h("p", { class: "hint" }, [
        answer.source === "popular"
          ? "What you named is too new to be known: this is what most people watch."
          : "The first film is the one that suits best the person whom it suits least.",
      ]),
      nightList(answer.result, names, { id: recorded(answer), signal: route.signal, onRefuse: refuse }),
    ];
  }

  function refuse(movie) {
    change(withRefused(night, movie.id));
    toast(
      `“${movie.title}” is out for tonight.`,
      undo((now) => withoutRefused(now, movie.id)),
    );
  }

  // ---- Who is coming

  /** Resolves to whether it has shown them: false if they have changed again. */
  async function showPeople() {
    const current = ++turn;
    const all = night.people.flatMap(({ ids }) => ids);
    const movies = await named(all, route.signal).catch(() => new Map());
    if (route.signal.aborted || current !== turn) return false;
    const mine = picks().map(({ id }) => id);
    const cards = night.people.map((one) =>
      personCard(one, movies, { isActive: active === one.name, picks: mine, signal: route.signal, on: wishes(one) }),
    );
    const hadFocus = people.contains(document.activeElement);
    refill(
      people,
      cards.map(({ node }) => node),
    );
    if (hadFocus && cards.length === 0) newcomer.focus();
    cards[night.people.findIndex(({ name }) => name === focusNext)]?.focus();
    focusNext = null;
    return true;
  }

  /** What the card of a person may ask for. */
  const wishes = ({ name, ids }) => ({
    films(added) {
      focusNext = name;
      change(withFilms(night, name, added));
    },
    filmGone(movie) {
      forget((other) => withoutFilm(other, name, movie.id));
      change(withoutFilm(night, name, movie.id));
      toast(
        `“${movie.title}” is off the list of ${name}.`,
        undo((now) => withFilms(now, name, [movie.id])),
      );
    },
    gone() {
      const place = night.people.findIndex((one) => one.name === name);
      forget((other) => withoutPerson(other, name));
      change(withoutPerson(night, name));
      toast(
        `${name} is off the list.`,
        undo((now) => withPerson(now, { name, ids }, place)),
      );
    },
    active(isActive) {
      active = isActive ? name : null;
      focusNext = name;
      showPeople();
    },
  });

  /** What the user removes here must not be offered again from the earlier night. */
  function forget(remove) {
    before = before && remove(before);
  }

  function join(name) {
    const known = night.people.find((one) => isSame(one.name, name));
    active = known?.name ?? name;
    focusNext = active;
    if (known) showPeople();
    else change(withPerson(night, { name, ids: [] }));
  }

  /** Two who got the link at the same time have each added themselves to a list of their own. */
  function showOffer() {
    const missing = missingFrom(night, before);
    const isOther =
      missing.length > 0 &&
      night.people.length > 0 &&
      before.people.some((one) => night.people.some((other) => isSame(one.name, other.name)));
    const hadFocus = offer.contains(document.activeElement);
    fill(offer, [
      isOther &&
        h("p", { class: "invitation" }, [
          `This browser also has films that ${list(missing.map(({ name }) => name))} named for this night. `,
          h("button", { type: "button", class: "button small", onclick: () => change(together(night, before)) }, [
            "Put them together",
          ]),
        ]),
      night.people.length === 0 &&
        before?.people.length > 0 &&
        h("p", { class: "invitation" }, [
          `You have a list with ${list(before.people.map(({ name }) => name))}. `,
          h("a", { class: "button small", href: addressOf(before) }, "Open it again"),
        ]),
    ]);
    if (hadFocus && !offer.contains(document.activeElement)) heading.focus();
  }

  async function refresh() {
    showOffer();
    // Everything below the people waits for them, so that it does not move.
    if (!(await showPeople())) return;
    newcomer.show(night.people.length);
    fill(share, [
      namers().length > 0 && [
        shareButton("Movie night", () => addressOf(night), { text: "Share the list", kind: "" }),
        h("span", { class: "hint" }, "Whoever opens the link adds their films, and sends it on."),
      ],
    ]);
    results.load();
  }
  // Only once: after a log-out, which removes the night, the page is shown again.
  if (night.people.length > 0 && !history.state?.isKept) {
    keepNight(night);
    note({ isKept: true });
  }
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
      h("section", { class: "night-side" }, h("h2", {}, "Who is coming"), offer, people, newcomer.node, share),
      h("section", { class: "night-main", "aria-label": "Films for all of you" }, results.node),
    ]),
    update(next) {
      night = nightOf(next.query);
      keepNight(night);
      refresh();
    },
  };
}

/** The field for another name. Calls `onName(name)`. */
function newcomerForm(onName) {
  const node = h("div", {});
  const label = h("label", { for: "newcomer" });
  const button = h("button", { type: "submit" }, "Add");
  const input = h("input", {
    id: "newcomer",
    name: "name",
    autocomplete: "off",
    maxlength: longestName,
    required: true,
  });
  const form = h("form", { class: "newcomer", onsubmit: join }, [h("div", { class: "field" }, label, input), button]);

  function join(event) {
    event.preventDefault();
    const name = nameOf(input.value);
    if (!name) return input.focus();
    input.value = "";
    onName(name);
  }
  return {
    node,
    focus: () => input.focus(),
    /** - `count`: people who are there. What somebody is typing stays. */
    show(count) {
      fill(label, count === 0 ? "Your name" : "Who else is coming?");
      button.className = count === 0 ? "button" : "button quiet";
      const isFull = count >= most;
      if (!isFull && !node.contains(form)) fill(node, form);
      if (isFull) fill(node, h("p", { class: "hint" }, `${plural(most, "person", "people")} at most.`));
    },
  };
}
