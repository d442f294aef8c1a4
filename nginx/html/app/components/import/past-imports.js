import { APIError } from "../../api/client.js";
import { h, refill } from "../../lib/dom.js";
import { ago, moment, plural } from "../../lib/format.js";
import { busy } from "../basics/busy.js";
import { toast } from "../basics/toast.js";
import { panel } from "../panel.js";
import { importQuestions } from "./import-questions.js";
import { confirm, importsOf, questionsOf, undoImport } from "./requests.js";
import { countsText, refusalText, sources } from "./texts.js";

/**
 * The user's imports, each with what is left to decide, and an undo.
 * - `onChange()`: the history is another one now.
 */
export function pastImports(signal, onChange) {
  /** By import: questions that somebody is answering stay when the list is loaded again. */
  const questions = new Map();
  const list = panel({
    ask: importsOf,
    show: ({ imports }) => imports.length > 0 && [h("h2", {}, "Your imports"), entries(imports)],
    skeleton: () => null,
    signal,
  });

  const entries = (imports) =>
    h("ul", { class: "imports", role: "list" }, [
      imports.map(({ id, source, created_at: time, open, ...counts }) => {
        if (!questions.has(id)) questions.set(id, h("div", { tabindex: -1 }));
        const body = questions.get(id);
        const button = (text, action, label = null) =>
          h(
            "button",
            { type: "button", class: "button quiet small", "aria-label": label, onclick: busy(action) },
            text,
          );
        return h("li", {}, [
          h("div", {}, [
            h("strong", {}, sources[source]),
            h("p", { class: "hint" }, [
              h("time", { datetime: time, title: moment(time) }, ago(time)),
              `: ${countsText(counts) || "nothing yet"}`,
            ]),
          ]),
          h("p", { class: "actions" }, [
            open > 0 && button(`Confirm ${plural(open, "film")}`, () => decide(id, body)),
            button("Undo", () => undo(id), `Undo the import from ${sources[source]}, ${ago(time)}`),
          ]),
          body,
        ]);
      }),
    ]);

  async function decide(id, body) {
    try {
      const { ambiguous } = await questionsOf(id, signal);
      let choices = new Map();
      const save = h("button", { type: "button", class: "button", disabled: true, onclick: busy(keep) }, "Save");
      async function keep() {
        const added = {};
        try {
          await confirm(id, choices, added, signal);
          questions.delete(id);
          toast(`Added: ${countsText(added) || "nothing"}.`);
          onChange();
        } catch (error) {
          if (!signal.aborted) toast(refusalText(error));
        }
      }
      refill(body, [
        importQuestions(ambiguous, (made) => {
          choices = made;
          save.disabled = choices.size === 0;
        }),
        h("p", { class: "actions" }, save),
      ]);
      body.querySelector("input")?.focus();
    } catch (error) {
      if (signal.aborted) return;
      toast(refusalText(error));
      if (isGone(error)) list.load();
    }
  }

  /** Resolves to whether nothing of the import is left. */
  async function undo(id) {
    try {
      await undoImport(id);
    } catch (error) {
      // Another tab may have undone it.
      if (!isGone(error)) {
        toast(refusalText(error));
        return false;
      }
    }
    toast("That import is undone. Nothing of it is left.");
    onChange();
    return true;
  }
  return { node: list.node, load: list.load, undo };
}

const isGone = (error) => error instanceof APIError && error.status === 404;
