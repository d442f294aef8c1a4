// The pages: a pattern of the path, and the module of its view. nginx has the same list (marquee-site.conf).

export const routes = [
  [/^\/$/, () => import("./views/home.js")],
  [/^\/browse$/, () => import("./views/browse.js")],
  [/^\/film\/(-?\d{1,19})$/, () => import("./views/movie.js")],
  [/^\/picks$/, () => import("./views/picks.js")],
  [/^\/for-you$/, () => import("./views/for-you.js")],
  [/^\/history$/, () => import("./views/history.js")],
  [/^\/account$/, () => import("./views/account.js")],
  [/^\/log-in$/, () => import("./views/log-in.js")],
];

export const notFound = () => import("./views/not-found.js");
