/* Whoever signs out leaves nothing that they typed in this browser. */

for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", () => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("crpv:")) localStorage.removeItem(key);
    } catch {
      /* nothing was kept */
    }
  });
}
