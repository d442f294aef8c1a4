import { user } from "../api/session.js";
import { accountForms } from "../components/account/account-forms.js";
import { h } from "../lib/dom.js";
import { navigate } from "../router.js";

export function show({ query }) {
  const next = within(query.get("next"));
  const go = () => navigate(next, { replace: true });
  if (user()) queueMicrotask(go);
  const heading = h("h1", { tabindex: -1 });
  const forms = accountForms(go, {
    isRegistering: query.has("new"),
    onRegistered: () => navigate(`/welcome?next=${encodeURIComponent(next)}`, { replace: true }),
    onForm(title) {
      heading.textContent = title;
      document.title = `${title} · Marquee`;
    },
  });
  return {
    title: heading.textContent,
    node: h("div", { class: "page narrow" }, [
      heading,
      h("p", { class: "lead" }, "With an account, Marquee remembers what you rate and picks for you."),
      forms,
    ]),
  };
}

/** Where to go after the log-in: an address of this site only. */
export function within(address) {
  const url = new URL(address ?? "/", location.origin);
  return url.origin === location.origin && url.pathname !== "/log-in" ? url.pathname + url.search : "/";
}
