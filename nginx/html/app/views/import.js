import { asUser } from "../api/client.js";
import { APIError } from "../api/http.js";
import { user } from "../api/session.js";
import { insist } from "../components/account/log-in-dialog.js";
import { busy } from "../components/basics/busy.js";
import { explanation, failure, message } from "../components/basics/states.js";
import { toast } from "../components/basics/toast.js";
import { select } from "../components/forms/fields.js";
import { fileDrop } from "../components/import/file-drop.js";
import { importQuestions } from "../components/import/import-questions.js";
import { panel, signedOut } from "../components/panel.js";
import { fill, h } from "../lib/dom.js";
import { ago, list, moment, plural } from "../lib/format.js";
import { stylesheet } from "../lib/stylesheet.js";
import { reload } from "../router.js";
import { watchlist } from "../state/marks.js";
import { address, year } from "../state/movies.js";
import { reloadRatings } from "../state/ratings.js";

await stylesheet("import");

const largest = 5 * 1024 * 1024;
/** Choices in one request. */
const batch = 1_000;

const names = {
  letterboxd: "Letterboxd",
  imdb: "IMDb",
  movielens: "MovieLens",
  trakt: "Trakt",
  tmdb: "TMDb",
  netflix: "Netflix",
};

/** Where people find their files. */
const guides = [
  ["Letterboxd", "Settings → Data → Export your data. Take the zip as it is."],
  ["IMDb", "Your ratings → the three dots → Export. The file is called ratings.csv."],
  ["MovieLens", "Your profile → Import and export → Export ratings."],
  ["Trakt", "A JSON file of your ratings, watched films or watchlist."],
  ["TMDb", "Settings → Import and export → your ratings as CSV."],
  [
    "Netflix",
    "Account → Profile → Viewing activity → Download all. It has no years, so you choose which films it means.",
  ],
];

/** The history that somebody has on another site: a file, what is found in it, and the decision. */
export function show({ signal }) {
  const heading = h("h1", { tabindex: -1 }, "Bring your own history");
  const lead = h("p", { class: "lead" }, [
    "What you have rated and seen elsewhere counts here, too. You see what was found before anything is saved, and ",
    "one click takes all of it back.",
  ]);
  if (!user()) {
    return { title: "Import", node: h("div", { class: "page reading" }, heading, lead, signedOut(reload, signal)) };
  }
  const stage = h("section", { class: "import-stage", tabindex: -1, "aria-live": "polite" });
  const past = panel({
    ask: (current) => asUser("GET", "/api/imports", { signal: current }),
    show: ({ imports }, load) => imports.length > 0 && pastImports(imports, load, signal),
    skeleton: () => null,
    signal,
  });
  const begin = () => fill(stage, start());

  const start = () => [
    fileDrop({
      label: "Drop your file here",
      hint: "Or choose it. A zip, CSV or JSON file of at most 5 MB.",
      accept: ".zip,.csv,.json,.txt",
      onFile: (file) => look(file),
    }),
    h("details", { class: "curious" }, [
      h("summary", {}, "Where do I get my file?"),
      h("dl", { class: "guides" }, [guides.map(([site, way]) => [h("dt", {}, site), h("dd", {}, way)])]),
    ]),
  ];

  const send = (file, fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) body.set(name, value);
    body.set("file", file);
    return insist(() => asUser("POST", "/api/imports", { body, signal }));
  };

  async function look(file, kind) {
    if (file.size > largest) return refuse(file, "is larger than 5 MB.");
    fill(stage, [h("p", { class: "lead", role: "status" }, `Reading “${file.name}” …`)]);
    try {
      preview(file, kind, await send(file, { dry_run: "true", list: kind }));
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof APIError && error.message.includes("'list'")) askKind(file);
      else if (error instanceof APIError && error.status === 413) refuse(file, "is larger than 5 MB.");
      else if (error instanceof APIError && error.status === 400) refuse(file, error.message.replace(/^'file' /, ""));
      else
        fill(
          stage,
          failure(error, () => look(file, kind), signal),
        );
      stage.focus({ preventScroll: true });
    }
  }

  function refuse(file, why) {
    fill(stage, [
      message({ title: "This file cannot be read.", text: `“${file.name}” ${why}`, kind: "failure" }),
      start(),
    ]);
  }

  /** Three lists of Letterboxd look alike. */
  function askKind(file) {
    const menu = select({
      label: "What are the films in it?",
      name: "list",
      value: "watched",
      options: [
        { value: "watched", text: "Films I have seen" },
        { value: "watchlist", text: "Films I want to see" },
        { value: "likes", text: "Films I like" },
      ],
    });
    fill(stage, [
      h("p", {}, `“${file.name}” is a list of films from Letterboxd that does not say which.`),
      menu,
      h("p", { class: "actions" }, [
        h(
          "button",
          { type: "button", class: "button", onclick: () => look(file, menu.querySelector("select").value) },
          "Go on",
        ),
        another(),
      ]),
    ]);
  }

  const another = () => h("button", { type: "button", class: "button quiet", onclick: begin }, "Another file");

  function preview(file, kind, answer) {
    let choices = new Map();
    const { ambiguous, unmatched } = answer;
    const save = h("button", { type: "button", class: "button", onclick: busy(bring) });
    const tell = () => {
      const total = answer.matched + [...choices.values()].filter((movie) => movie !== null).length;
      fill(save, total > 0 ? `Bring in ${plural(total, "film")}` : "Choose films below");
      save.disabled = total === 0;
    };
    async function bring() {
      try {
        const { id, added } = await send(file, { list: kind });
        if (id !== null && choices.size > 0) addUp(added, await confirm(id, choices, signal));
        done(id, added, ambiguous.length - choices.size);
      } catch (error) {
        if (!signal.aborted) toast(explanation(error).title);
      }
    }
    tell();
    fill(stage, [
      h("h2", {}, `From ${names[answer.source]}`),
      h("ul", { class: "tally", role: "list" }, [
        tallied(answer.matched, "found", "film", countsText(answer.found)),
        tallied(
          answer.ambiguous_count,
          "to confirm",
          "film",
          "Choose below which ones they are, or leave it for later.",
        ),
        tallied(answer.unmatched_count, "left out", "row", "Not in this catalogue, or no film."),
      ]),
      h("p", { class: "actions" }, save, another()),
      ambiguous.length > 0 &&
        h("section", {}, [
          h("h3", {}, "Which one is it?"),
          importQuestions(ambiguous, (made) => {
            choices = made;
            tell();
          }),
        ]),
      answer.preview.length > 0 &&
        h("details", { class: "curious" }, [
          h("summary", {}, "What was found"),
          h("ul", { class: "rows", role: "list" }, [
            answer.preview.map(({ movie, rating, title }) =>
              h("li", {}, [
                h("a", { href: address(movie), target: "_blank" }, movie.title),
                h(
                  "span",
                  { class: "hint" },
                  ` ${[year(movie), rating && plural(rating, "star")].filter(Boolean).join(", ")}`,
                ),
                title !== movie.title && h("span", { class: "hint" }, ` — in your file: ${title}`),
              ]),
            ),
          ]),
          answer.matched > answer.preview.length &&
            h("p", { class: "hint" }, `And ${plural(answer.matched - answer.preview.length, "other")}.`),
        ]),
      unmatched.length > 0 &&
        h("details", { class: "curious" }, [
          h("summary", {}, "What was left out"),
          h("ul", { class: "rows", role: "list" }, [
            unmatched.map(({ row, title, year: said, reason }) =>
              h("li", {}, [
                title ?? `Row ${row}`,
                h(
                  "span",
                  { class: "hint" },
                  ` ${[said, reasons[reason] ?? "Cannot be read"].filter(Boolean).join(". ")}`,
                ),
              ]),
            ),
          ]),
        ]),
    ]);
    stage.focus({ preventScroll: true });
  }

  function done(id, added, open) {
    changed();
    const count = added ? added.ratings + added.views + added.likes + added.watchlist : 0;
    fill(stage, [
      message({
        title: count > 0 ? "Your history is here." : "All of this is here already.",
        text: count > 0 ? `Added: ${countsText(added)}.` : "Nothing was added twice.",
        actions: [
          h("a", { class: "button", href: "/for-you" }, "See what is for you"),
          count > 0 &&
            h(
              "button",
              {
                type: "button",
                class: "button quiet",
                onclick: busy(() => undo(id).then((isGone) => isGone && begin())),
              },
              ["Undo"],
            ),
          another(),
        ].filter(Boolean),
      }),
      open > 0 && h("p", { class: "hint" }, `${plural(open, "film")} can still be confirmed, below.`),
    ]);
    stage.focus({ preventScroll: true });
  }

  async function undo(id) {
    try {
      await insist(() => asUser("DELETE", `/api/imports/${id}`));
      changed();
      toast("That import is undone. Nothing of it is left.");
      return true;
    } catch (error) {
      toast(explanation(error).title);
      return false;
    }
  }

  /** Ratings and watchlist are others now. */
  function changed() {
    reloadRatings().catch(() => {});
    watchlist.reload().catch(() => {});
    past.load();
  }

  function pastImports(imports) {
    return [
      h("h2", {}, "Your imports"),
      h("ul", { class: "imports", role: "list" }, [
        imports.map((entry) => {
          const body = h("div", {});
          return h("li", {}, [
            h("div", { class: "import-text" }, [
              h("strong", {}, names[entry.source]),
              h("p", { class: "hint" }, [
                h("time", { datetime: entry.created_at, title: moment(entry.created_at) }, ago(entry.created_at)),
                `: ${countsText(entry) || "nothing yet"}`,
              ]),
            ]),
            h("p", { class: "actions" }, [
              entry.open > 0 &&
                h(
                  "button",
                  { type: "button", class: "button quiet small", onclick: busy(() => decide(entry.id, body)) },
                  [`Confirm ${plural(entry.open, "film")}`],
                ),
              h(
                "button",
                {
                  type: "button",
                  class: "button quiet small",
                  "aria-label": `Undo the import from ${names[entry.source]}, ${ago(entry.created_at)}`,
                  onclick: busy(() => undo(entry.id)),
                },
                "Undo",
              ),
            ]),
            body,
          ]);
        }),
      ]),
    ];
  }

  async function decide(id, body) {
    try {
      const { ambiguous } = await insist(() => asUser("GET", `/api/imports/${id}`, { signal }));
      let choices = new Map();
      const save = h("button", { type: "button", class: "button", disabled: true, onclick: busy(keep) }, "Save");
      async function keep() {
        try {
          const added = await confirm(id, choices, signal);
          toast(`Added: ${countsText(added) || "nothing"}.`);
          changed();
        } catch (error) {
          toast(explanation(error).title);
        }
      }
      fill(body, [
        importQuestions(ambiguous, (made) => {
          choices = made;
          save.disabled = choices.size === 0;
        }),
        h("p", { class: "actions" }, save),
      ]);
      body.querySelector("input")?.focus();
    } catch (error) {
      if (!signal.aborted) toast(explanation(error).title);
    }
  }

  begin();
  past.load();
  return { title: "Import", node: h("div", { class: "page reading import" }, heading, lead, stage, past.node) };
}

/** Sends choices; returns what they have added. */
async function confirm(id, choices, signal) {
  const all = [...choices].map(([row, movie]) => ({ row, movie_id: movie }));
  const sum = { ratings: 0, views: 0, likes: 0, watchlist: 0 };
  for (let start = 0; start < all.length; start += batch) {
    const body = { choices: all.slice(start, start + batch) };
    const { added } = await insist(() => asUser("POST", `/api/imports/${id}/confirm`, { body, signal }));
    addUp(sum, added);
  }
  return sum;
}

function addUp(sum, added) {
  for (const name of Object.keys(sum)) sum[name] += added[name] ?? 0;
}

const kinds = [
  ["ratings", "rating"],
  ["views", "film seen", "films seen"],
  ["likes", "film you like", "films you like"],
  ["watchlist", "film to see", "films to see"],
];

/** "12 ratings and 3 films to see" */
const countsText = (counts) =>
  list(kinds.filter(([name]) => counts[name] > 0).map(([name, one, many]) => plural(counts[name], one, many)));

const tallied = (count, what, thing, text) =>
  count > 0 && h("li", {}, h("strong", {}, plural(count, thing)), ` ${what}`, text && h("p", { class: "hint" }, text));

const reasons = {
  not_found: "Not in this catalogue",
  too_many_questions: "Too many to ask about",
  series: "A series",
  other_kind: "Not a film",
  no_title: "No title",
  invalid_rating: "An odd rating",
  no_rating: "No rating",
  invalid_date: "An odd date",
  future_date: "A date to come",
  malformed: "Cannot be read",
};
