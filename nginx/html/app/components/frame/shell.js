// The frame of every view: navigation, search, the user who is logged in, and a notice if there is no network.

import { hasEnded, onSession, user } from "../../api/session.js";
import { fill, h } from "../../lib/dom.js";
import { onShown } from "../../router.js";
import { onPicks, picks } from "../../state/picks.js";
import { askLogIn } from "../account/log-in-dialog.js";
import { toastRegion } from "../basics/toast.js";
import { searchBox } from "./search-box.js";
import { tray } from "./tray.js";

const places = [
  ["/browse", "Browse"],
  ["/picks", "Picks"],
  ["/for-you", "For you"],
  ["/watchlist", "Watchlist"],
  ["/history", "History"],
];

export function startShell() {
  const header = document.querySelector("#top");
  const badge = h("span", { class: "badge", "aria-hidden": "true" });
  const links = places.map(([href, text]) => h("a", { href }, text, href === "/picks" && badge));
  const account = h("div", { class: "account-link" });
  fill(header.querySelector("nav"), links);
  header.append(searchBox(), account);
  const offline = h("p", { class: "offline", role: "status" });
  header.after(offline);
  document.body.append(tray(), toastRegion());

  const showPlace = () => {
    for (const link of [...links, ...account.querySelectorAll("a")]) {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  const showUser = () => {
    const name = user()?.username;
    fill(account, [
      name
        ? h("a", { href: "/account", "aria-label": `Account of ${name}`, class: "avatar" }, [...name][0].toUpperCase())
        : h(
            "a",
            { href: `/log-in?next=${encodeURIComponent(location.pathname + location.search)}`, class: "button small" },
            ["Log in"],
          ),
    ]);
    showPlace();
  };
  const showPicks = () => {
    fill(badge, picks().length > 0 ? picks().length : "");
  };
  const showNetwork = () =>
    fill(offline, [
      navigator.onLine
        ? ""
        : "You are offline. Here is what this browser knows. What you pick and rate is sent when you are back.",
    ]);

  onSession(({ before }) => {
    showUser();
    if (hasEnded() && before?.token) askLogIn("Your session has ended. Log in to go on where you were.");
  });
  onPicks(showPicks);
  onShown(showUser);
  // Firefox leaves what takes the focus where it is, even if most of it is beneath the bars at the edges.
  addEventListener("keyup", ({ key }) => {
    if (key === "Tab") document.activeElement.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  addEventListener("online", showNetwork);
  addEventListener("offline", showNetwork);
  showUser();
  showPicks();
  showNetwork();
  keepClearOf(header.querySelector("nav"));
}

/** Large letters make the navigation at the lower edge taller. What stands above it, and the end of the page follow. */
function keepClearOf(nav) {
  const usual = 3.5;
  new ResizeObserver(() => {
    if (getComputedStyle(nav).position !== "fixed") return document.documentElement.style.removeProperty("--places");
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (nav.offsetHeight > usual * rem + 2) {
      document.documentElement.style.setProperty("--places", `${nav.offsetHeight}px`);
    } else document.documentElement.style.removeProperty("--places");
  }).observe(nav);
}
