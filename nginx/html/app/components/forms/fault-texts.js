// What is wrong with a field, for the person who has filled it in. The API's own texts are for programs.

const texts = {
  username: "Use 3 to 32 letters, digits or other visible characters, without @ and without a space at either end.",
  email: "This does not look like an e-mail address.",
  age: "An age is a whole number from 0 to 130.",
  gender: "Use at most 32 characters.",
};
const taken = {
  username: "Somebody here has this name, or one that looks the same.",
  email: "There is an account with this e-mail already. Log in instead?",
};
/** In bytes, as the server counts. */
const [shortest, longest] = [8, 72];

/** `name` is that of the field, `values` are those of the form. */
export function faultText(error, name, values) {
  switch (error.code) {
    case "USER_EXISTS":
      return taken[name] ?? taken.username;
    case "INVALID_CREDENTIALS":
      return "username" in values && !("email" in values)
        ? "The name or the password is wrong."
        : "This password is wrong.";
    case "MISSING_FIELD":
      return "This is needed.";
  }
  return name.endsWith("password") ? passwordFault(name, values) : (texts[name] ?? "This cannot be accepted as it is.");
}

function passwordFault(name, values) {
  const password = values[name];
  const prepared = password.normalize("NFC");
  if ([...prepared].length < shortest) return `Use at least ${shortest} characters.`;
  if (new TextEncoder().encode(prepared).length > longest) return "This is too long.";
  const isOwn = [values.username, values.email].some((text) => text?.toLowerCase() === password.toLowerCase());
  if (isOwn) return "This is your name or e-mail, which others know. Choose something else.";
  return "Many people use this password, so anybody who guesses tries it first. Choose a rarer one.";
}

/** For an error that is not about one field. */
export function noticeText(error) {
  const pause = error.retryAfter ? ` (in ${error.retryAfter} s)` : "";
  if (error.status === 429) return `Those were too many attempts. Wait a moment, then try again${pause}.`;
  if (error.code === "OVERLOADED") return `Many people are logging in just now. Try again shortly${pause}.`;
  if (error.status >= 500) return `The service cannot answer just now. What you typed stays here${pause}.`;
  return "This cannot be accepted as it is.";
}
