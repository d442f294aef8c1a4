const sheets = new Map();

/**
 * Adds a style sheet that only some views need; resolves once it applies or has failed to arrive. It is inserted before
 * conditions.css, which must override all others.
 */
export function stylesheet(name) {
  if (!sheets.has(name)) sheets.set(name, add(name));
  return sheets.get(name);
}

const add = (name) =>
  new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(`../../style/${name}.css`, import.meta.url).href;
    link.onload = resolve;
    link.onerror = resolve;
    document.querySelector('link[href$="/conditions.css"]').before(link);
  });
