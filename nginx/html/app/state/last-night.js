// The movie night that was open last in this browser, so that what two people have added at the same time can be put
// together. Every page loads this module: a log-out, wherever it is, removes the names.

import { onLeave } from "../api/session.js";
import { read, remove, write } from "../lib/storage.js";

const name = "night";

/** Null if there is none. */
export const lastNight = () => read(name);

export function keepNight(night) {
  if (night.people.length > 0) write(name, night);
  else remove(name);
}

onLeave(() => remove(name));
