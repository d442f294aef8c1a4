import { asUser } from "../../api/client.js";

/** Downloads the user's ratings as tables that Letterboxd and this site import: one, or several if they are many. */
export async function downloadRatings() {
  let path = "/api/auth/user/ratings.csv";
  for (let part = 1; path; part += 1) {
    const { text, headers } = await asUser("GET", path, { asText: true });
    save(text, part === 1 ? "marquee-ratings.csv" : `marquee-ratings-${part}.csv`, "text/csv");
    path = /<([^>]+)>; rel="next"/.exec(headers.get("Link") ?? "")?.[1];
  }
}

/** Hands a text to the user as a file. */
export function save(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
