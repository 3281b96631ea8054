// What somebody began to answer stays in this tab alone. A page names the drafts that may stay; all others go.
"use strict";
(() => {
  const ANSWERS = "draft:";
  const ALL = [ANSWERS, "cells:"];
  // The cells of tables go only where somebody signs in or out: they are no secret to who is signed in.
  const forget = (kept, kinds) => {
    try {
      for (const key of Object.keys(sessionStorage)) {
        const kind = kinds.find((one) => key.startsWith(one));
        const name = key.slice(kind?.length);
        if (kind && !kept.some((one) => name === one || name.startsWith(`${one}:`))) {
          sessionStorage.removeItem(key);
        }
      }
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  };
  const marked = document.querySelector("[data-drafts]");
  if (marked) forget(marked.dataset.drafts.split(" ").filter(Boolean), "signsIn" in marked.dataset ? ALL : [ANSWERS]);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-signs-out]")) forget([], ALL);
  });
})();
