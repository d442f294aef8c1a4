import { asUser } from "../api/client.js";
import { end, mustChangePassword, setPasswordChanged, setUser, user } from "../api/session.js";
import { insist } from "../components/account/log-in-dialog.js";
import { downloadRatings, save } from "../components/account/ratings-file.js";
import { busy } from "../components/basics/busy.js";
import { explanation } from "../components/basics/states.js";
import { toast } from "../components/basics/toast.js";
import { currentPassword, field, form } from "../components/forms/fields.js";
import { panel, signedOut } from "../components/panel.js";
import { h } from "../lib/dom.js";
import { ago, day, moment } from "../lib/format.js";
import { stylesheet } from "../lib/stylesheet.js";
import { navigate, reload } from "../router.js";

await stylesheet("account");

export function show({ signal }) {
  const person = user();
  const heading = h("h1", { tabindex: -1 }, "Account");
  if (!person) {
    return { title: "Account", node: h("div", { class: "page reading" }, heading, signedOut(reload, signal)) };
  }
  const section = (title, ...content) =>
    h("section", { class: "account-section" }, h("h2", {}, title), h("div", {}, content));
  return {
    title: "Account",
    node: h("div", { class: "page reading" }, [
      heading,
      h("p", { class: "lead" }, `${person.username}, here since ${day(person.created_at)}.`),
      mustChangePassword() &&
        section(
          "Choose a password",
          h("p", { class: "reason" }, "The one you logged in with works only once."),
          password(),
        ),
      section(
        "This device",
        h("p", { class: "actions" }, [
          h("button", { type: "button", class: "button", onclick: () => leave("/api/auth/logout") }, "Log out"),
          h("button", { type: "button", class: "button quiet", onclick: () => leave("/api/auth/logout-all") }, [
            "Log out everywhere",
          ]),
        ]),
      ),
      section("Profile", profile(person)),
      !mustChangePassword() && section("Password", password()),
      section("Where you are logged in", sessions(signal)),
      section("Your data", history(), exportForm()),
      section("Delete the account", deletion()),
    ]),
  };
}

/** Logs out in this browser even if the server cannot be reached. */
async function leave(path) {
  try {
    await asUser("POST", path);
  } catch (error) {
    if (path.endsWith("-all")) return toast(explanation(error).title);
  }
  end();
  navigate("/");
}

function profile(person) {
  return form({
    action: "Save profile",
    fields: [
      field({ label: "Name", name: "username", value: person.username, autocomplete: "username", required: true }),
      field({
        label: "E-mail",
        name: "email",
        type: "email",
        value: person.email,
        autocomplete: "email",
        required: true,
      }),
      field({
        label: "Age",
        name: "age",
        type: "number",
        inputmode: "numeric",
        min: 0,
        max: 130,
        value: person.age ?? "",
      }),
      field({ label: "Gender", name: "gender", value: person.gender ?? "", maxlength: 32 }),
      currentPassword({ hint: "Only for a new name or e-mail.", required: false }),
    ],
    submit: async (values, element) => {
      const now = user() ?? person;
      const body = {};
      for (const name of ["username", "email"]) if (values[name] !== now[name]) body[name] = values[name];
      if (Object.keys(body).length > 0) body.password = values.password;
      const facts = { age: values.age === "" ? null : Number(values.age), gender: values.gender || null };
      for (const [name, value] of Object.entries(facts)) if (value !== now[name]) body[name] = value;
      if (Object.keys(body).length === 0) return toast("Nothing has changed.");
      const answer = await insist(() => asUser("PATCH", "/api/auth/user", { body }));
      setUser(answer.user);
      element.elements.password.value = "";
      toast("Your profile is saved.");
    },
  });
}

/** Tells password managers which account's password a form asks for. It has no name, so it is not sent. */
const accountName = () =>
  h("input", {
    class: "unseen",
    type: "text",
    autocomplete: "username",
    value: user()?.username ?? "",
    readonly: true,
    tabindex: -1,
    "aria-hidden": "true",
  });

function password() {
  return form({
    action: "Change password",
    fields: [
      accountName(),
      currentPassword({ label: "Current password", name: "current_password" }),
      field({
        label: "New password",
        name: "new_password",
        type: "password",
        hint: "At least 8 characters. Other devices are logged out.",
        autocomplete: "new-password",
        required: true,
      }),
    ],
    submit: async (body, element) => {
      await insist(() => asUser("POST", "/api/auth/password", { body }));
      setPasswordChanged();
      element.reset();
      toast("Your password is changed. Other devices are logged out.");
    },
  });
}

function sessions(signal) {
  const list = panel({
    ask: (current) => asUser("GET", "/api/auth/sessions", { signal: current }),
    show: (answer, load) =>
      h("ul", { class: "sessions", role: "list" }, [
        answer.sessions.map((session) =>
          h("li", {}, [
            h("div", {}, [
              h("p", {}, device(session.user_agent), session.current && h("span", { class: "chip" }, "This device")),
              h("p", { class: "hint" }, [
                h("time", { datetime: session.last_used_at, title: moment(session.last_used_at) }, [
                  `Last used ${ago(session.last_used_at)}`,
                ]),
              ]),
            ]),
            !session.current &&
              h("button", { type: "button", class: "button quiet", onclick: () => endSession(session.id, load) }, [
                "Log out",
              ]),
          ]),
        ),
      ]),
    skeleton: () => h("div", { class: "skeleton session-skeleton" }),
    signal,
  });
  list.load();
  return list.node;
}

async function endSession(id, load) {
  try {
    await insist(() => asUser("DELETE", `/api/auth/sessions/${id}`));
    toast("That device is logged out.");
  } catch (error) {
    toast(explanation(error).title);
  }
  load();
}

/** Browser and system, as far as the User-Agent tells. */
function device(agent) {
  const name = ["Edg", "OPR", "Firefox", "Chrome", "Safari", "curl"].find((part) => agent?.includes(`${part}/`));
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].find((part) => agent?.includes(part));
  const spoken = { Edg: "Edge", OPR: "Opera" }[name] ?? name ?? "An unknown program";
  return system ? `${spoken} on ${system}` : spoken;
}

function history() {
  const download = () =>
    insist(downloadRatings).then(
      () => toast("Your ratings are on their way to your downloads."),
      (error) => toast(explanation(error).title),
    );
  return h("div", { class: "form" }, [
    h("p", {}, "Bring ratings and watched films from Letterboxd, IMDb and others, or take your ratings there."),
    h("p", { class: "actions" }, [
      h("a", { class: "button quiet", href: "/import" }, "Bring your own history"),
      h("button", { type: "button", class: "button quiet", onclick: busy(download) }, "Download my ratings"),
    ]),
  ]);
}

function exportForm() {
  return form({
    action: "Download my data",
    kind: "quiet",
    fields: [accountName(), h("p", {}, "Everything stored about you, as JSON."), currentPassword()],
    submit: async ({ password: word }, element) => {
      const data = await insist(() => asUser("POST", "/api/auth/export", { body: { password: word } }));
      save(JSON.stringify(data, null, 2), "marquee-export.json", "application/json");
      element.reset();
      toast("Your data are on their way to your downloads.");
    },
  });
}

function deletion() {
  return form({
    action: "Delete my account for good",
    kind: "danger",
    fields: [
      accountName(),
      h("p", {}, "Your ratings, history and account go, and cannot be brought back."),
      currentPassword(),
    ],
    submit: async ({ password: word }) => {
      await insist(() => asUser("DELETE", "/api/auth/user", { body: { password: word } }));
      end();
      navigate("/");
      toast("Your account is deleted.");
    },
  });
}
