// The models of the server, asked for once.

import { get } from "../api/client.js";
import { once } from "../lib/once.js";

/** A promise of `{models: [{name, type, description, available}], default}`. */
export const loadModels = once(() => get("/api/models"));

export const automatic = "auto";

/** The name of a model in a sentence: `DeepFM+NeuralMF` is a blend. */
export function spokenModel(name) {
  if (name === "popularity" || name === "popular") return "what most people watch";
  const parts = name.split("+");
  return parts.length === 1 ? name : `a blend of ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
