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
  const picked = tray();
  document.body.append(picked, toastRegion());

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
  fitBars(header, header.querySelector("nav"), picked);
}

/** The height of the navigation at the lower edge, in rem, with letters of the usual size. */
const usual = 3.5;
/** The share of the window that bars may take. */
const most = 0.4;

/**
 * Large letters make the bars at the edges of a small screen taller. What stands beside them follows; bars that would
 * leave too little of the page move with it.
 */
function fitBars(header, nav, picks) {
  const root = document.documentElement;
  const fit = () => {
    // Measure the bars as they are when fixed to the edges.
    root.classList.remove("moving-bars");
    root.style.removeProperty("--places");
    if (getComputedStyle(nav).position !== "fixed") return;
    if (header.offsetHeight + nav.offsetHeight + picks.offsetHeight > most * root.clientHeight) {
      root.classList.add("moving-bars");
      return;
    }
    const rem = Number.parseFloat(getComputedStyle(root).fontSize);
    if (nav.offsetHeight > usual * rem + 2) root.style.setProperty("--places", `${nav.offsetHeight}px`);
  };
  // In the next frame: an observer must not change what it observes.
  const observer = new ResizeObserver(() => requestAnimationFrame(fit));
  for (const bar of [header, nav, picks]) observer.observe(bar);
  addEventListener("resize", fit);
}
