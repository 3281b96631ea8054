// What somebody began to answer stays in this tab alone. A page names the drafts that may stay; all others go.
"use strict";
(() => {
  const PREFIX = "draft:";
  const forget = (kept) => {
    try {
      for (const key of Object.keys(sessionStorage)) {
        const name = key.slice(PREFIX.length);
        if (key.startsWith(PREFIX) && !kept.some((one) => name === one || name.startsWith(`${one}:`))) {
          sessionStorage.removeItem(key);
        }
      }
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  };
  const marked = document.querySelector("[data-drafts]");
  if (marked) forget(marked.dataset.drafts.split(" ").filter(Boolean));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-signs-out]")) forget([]);
  });
})();
