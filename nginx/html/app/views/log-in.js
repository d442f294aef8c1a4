import { user } from "../api/session.js";
import { accountForms } from "../components/account-forms.js";
import { h } from "../lib/dom.js";
import { navigate } from "../router.js";

export function show({ query }) {
  const next = within(query.get("next"));
  const go = () => navigate(next, { replace: true });
  if (user()) queueMicrotask(go);
  return {
    title: "Log in",
    node: h("div", { class: "page narrow" }, [
      h("h1", { tabindex: -1 }, "Your seat"),
      h("p", { class: "lead" }, "With an account, Marquee remembers what you rate and picks for you."),
      accountForms(go, { isRegistering: query.has("new") }),
    ]),
  };
}

/** Where to go after the log-in: an address of this site only. */
function within(address) {
  const url = new URL(address ?? "/", location.origin);
  return url.origin === location.origin && url.pathname !== "/log-in" ? url.pathname + url.search : "/";
}
