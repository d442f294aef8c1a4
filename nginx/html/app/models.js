// The models there are, asked for once.

import { get } from "./api.js";

let loading = null;

/** `{models: [{name, type, description, available}], default}` */
export function loadModels() {
  loading ??= get("/api/models").catch((error) => ((loading = null), Promise.reject(error)));
  return loading;
}

export const automatic = "auto";

/** What acted, for a person: `DeepFM+NeuralMF` is a blend. */
export function spokenModel(name) {
  if (name === "popularity" || name === "popular") return "what most people watch";
  const parts = name.split("+");
  return parts.length === 1 ? name : `a blend of ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
