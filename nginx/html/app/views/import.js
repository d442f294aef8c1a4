import { APIError, SignedOutError } from "../api/client.js";
import { user } from "../api/session.js";
import { busy } from "../components/basics/busy.js";
import { failure, message } from "../components/basics/states.js";
import { toast } from "../components/basics/toast.js";
import { select } from "../components/forms/fields.js";
import { fileDrop } from "../components/import/file-drop.js";
import { importPreview, summaryText } from "../components/import/import-preview.js";
import { pastImports } from "../components/import/past-imports.js";
import { confirm, upload } from "../components/import/requests.js";
import { countsText, refusalText } from "../components/import/texts.js";
import { signedOut } from "../components/panel.js";
import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { stylesheet } from "../lib/stylesheet.js";
import { reload } from "../router.js";
import { watchlist } from "../state/marks.js";
import { reloadRatings } from "../state/ratings.js";

await stylesheet("import");

const largest = 5 * 1024 * 1024;

/** Where people find their files. */
const guides = [
  ["Letterboxd", "Settings → Data → Export your data. Take the zip as it is."],
  ["IMDb", "Your ratings, or your watchlist → the three dots → Export."],
  ["MovieLens", "Your profile → Import and export → Export ratings."],
  ["Trakt", "Settings → Data → Export. Take the zip as it is."],
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
  const stage = h("section", { class: "import-stage", tabindex: -1, "aria-label": "Your file" });
  const news = h("p", { class: "unseen", role: "status" });
  const past = pastImports(signal, changed);
  /** Ends when the user goes on to another file, or to none: nothing more comes of the one before. */
  let reading = new AbortController();

  function restart() {
    reading.abort();
    reading = new AbortController();
    return AbortSignal.any([signal, reading.signal]);
  }

  /** Shows the next step, which takes the focus. `text` is for those who do not see it. */
  function step(text, ...content) {
    fill(news, text);
    fill(stage, content);
    stage.focus({ preventScroll: true });
  }

  function begin() {
    restart();
    step("", start());
    stage.querySelector("input").focus();
  }

  const start = () => [
    fileDrop({
      label: "Drop your file here",
      hint: "Or choose it. A zip, CSV or JSON file of at most 5 MB.",
      accept: ".zip,.csv,.json,.txt",
      onFile: (file) => look(file),
      onRefuse: refuse,
    }),
    h("details", { class: "curious" }, [
      h("summary", {}, "Where do I get my file?"),
      h("dl", { class: "guides" }, [guides.map(([site, way]) => [h("dt", {}, site), h("dd", {}, way)])]),
    ]),
  ];

  const another = (text = "Another file") =>
    h("button", { type: "button", class: "button quiet", onclick: begin }, text);

  function refuse(text) {
    restart();
    step("", message({ title: "This file cannot be read.", text, kind: "failure" }), start());
  }

  /** - `list`: which list the file is, as the user has said. */
  async function look(file, list) {
    const current = restart();
    if (file.size > largest) return refuse(`“${file.name}” is larger than 5 MB.`);
    const text = `Reading “${file.name}” …`;
    step(text, h("p", { class: "lead" }, text), h("p", { class: "actions" }, another("Cancel")));
    const copy = await contentsOf(file);
    if (current.aborted) return;
    if (!copy) return refuse(`“${file.name}” cannot be opened. It may be a folder, or have changed.`);
    try {
      preview(copy, list, await upload(copy, { list, isTrial: true }, current), current);
    } catch (error) {
      if (!current.aborted) explain(error, copy, list, current);
    }
  }

  function explain(error, file, list, current) {
    const again = () => look(file, list);
    const why = error instanceof APIError ? error.message : "";
    if (error instanceof SignedOutError) step("", signedOut(again, current), another());
    else if (why.includes("'list'")) askKind(file);
    else if (error.status === 413) refuse(`“${file.name}” is larger than 5 MB.`);
    else if (error.status === 400) refuse(`“${file.name}” ${why.replace(/^'file' /, "")}`);
    else step("", failure(error, again, current, [another()]));
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
    const text = `“${file.name}” is a list of films that does not say which.`;
    step(text, [
      h("p", {}, text),
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

  function preview(file, list, answer, current) {
    let choices = new Map();
    /** What the server has saved, in case the choices did not arrive. */
    let saved = null;
    const save = h("button", { type: "button", class: "button", onclick: busy(bring) });
    const notice = h("p", { class: "notice", role: "alert" });

    function tell() {
      const total = answer.matched + [...choices.values()].filter((movie) => movie !== null).length;
      const text = total > 0 ? `Bring in ${plural(total, "film")}` : "Choose films below";
      fill(save, text);
      save.disabled = total === 0;
      return text;
    }
    async function bring() {
      fill(notice);
      try {
        saved ??= await upload(file, { list }, signal);
        if (saved.id !== null && choices.size > 0) await confirm(saved.id, choices, saved.added, signal);
      } catch (error) {
        if (!signal.aborted) fill(notice, refusalText(error));
        return;
      }
      changed();
      if (current.aborted) toast("Your history is here.");
      else done(saved, answer.ambiguous_count - choices.size);
    }
    tell();
    const actions = [h("p", { class: "actions" }, save, another()), notice];
    step(
      summaryText(answer),
      importPreview(answer, actions, (made) => {
        choices = made;
        fill(news, tell());
      }),
    );
  }

  function done({ id, added }, open) {
    const count = added ? Object.values(added).reduce((sum, number) => sum + number, 0) : 0;
    const title = count > 0 ? "Your history is here." : "All of this is here already.";
    const text = count > 0 ? `Added: ${countsText(added)}.` : "Nothing was added twice.";
    const takeBack = () => past.undo(id).then((isGone) => isGone && begin());
    step(`${title} ${text}`, [
      message({
        title,
        text,
        actions: [
          h("a", { class: "button", href: "/for-you" }, "See what is for you"),
          count > 0 && h("button", { type: "button", class: "button quiet", onclick: busy(takeBack) }, "Undo"),
          another(),
        ].filter(Boolean),
      }),
      open > 0 && h("p", { class: "hint" }, `${plural(open, "film")} can still be confirmed, below.`),
    ]);
  }

  /** The ratings and the watchlist have changed. */
  function changed() {
    reloadRatings().catch(() => {});
    watchlist.reload().catch(() => {});
    past.load();
  }

  fill(stage, start());
  past.load();
  return { title: "Import", node: h("div", { class: "page reading" }, heading, lead, news, stage, past.node) };
}

/** A copy of the file, whatever happens to the original; null if it cannot be read. */
async function contentsOf(file) {
  try {
    return new File([await file.arrayBuffer()], file.name, { type: file.type });
  } catch {
    return null;
  }
}
