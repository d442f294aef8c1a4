// The pages: a pattern of the path, the module of its view, and its title until that is here. nginx has the same list
// (marquee-site.conf).

export const routes = [
  [/^\/$/, () => import("./views/home.js"), ""],
  [/^\/browse$/, () => import("./views/browse.js"), "Browse"],
  [/^\/film\/(-?\d{1,19})$/, () => import("./views/movie.js"), "Film"],
  [/^\/picks$/, () => import("./views/picks.js"), "What to watch"],
  [/^\/for-you$/, () => import("./views/for-you.js"), "Recommended for you"],
  [/^\/watchlist$/, () => import("./views/watchlist.js"), "Watchlist"],
  [/^\/import$/, () => import("./views/import.js"), "Import"],
  [/^\/night$/, () => import("./views/night.js"), "Movie night"],
  [/^\/welcome$/, () => import("./views/welcome.js"), "Welcome"],
  [/^\/history$/, () => import("./views/history.js"), "History"],
  [/^\/account$/, () => import("./views/account.js"), "Account"],
  [/^\/log-in$/, () => import("./views/log-in.js"), "Log in"],
];

export const notFound = () => import("./views/not-found.js");
