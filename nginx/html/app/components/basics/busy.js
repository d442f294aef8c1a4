/** A listener that shows at once that the click has been seen, and takes no other until `action()` is done. */
export const busy =
  (action) =>
  async ({ currentTarget: button }) => {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await action();
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
