// A reflection, one practice at a time. Without this script it is one long page with one button.
"use strict";
(() => {
  const form = document.getElementById("answers");
  const steps = [...form.querySelectorAll(".step")];
  const [back, next, send] = ["back", "next", "send"].map((name) => document.getElementById(name));
  const draft = `draft:${form.dataset.drafts}`;
  let at = 0;

  const typed = () => [...form.elements].filter((one) => one.matches("[type=radio], textarea"));
  const keep = () => {
    const said = typed().filter((one) => one.type !== "radio" || one.checked);
    try {
      sessionStorage.setItem(draft, JSON.stringify(Object.fromEntries(said.map((one) => [one.name, one.value]))));
    } catch {
      // Nothing is kept where the browser keeps nothing.
    }
  };
  const restore = () => {
    let said = {};
    try {
      said = JSON.parse(sessionStorage.getItem(draft)) || {};
    } catch {
      return;
    }
    for (const one of typed()) {
      if (one.type === "radio") one.checked ||= said[one.name] === one.value;
      else one.value ||= said[one.name] || "";
    }
  };

  const firstMissing = (step) => {
    const missing = [...step.querySelectorAll("fieldset")].filter((one) => {
      const empty = !one.querySelector(":checked");
      one.querySelector(".invalid-feedback").hidden = !empty;
      return empty;
    });
    return missing[0]?.querySelector("input");
  };
  const show = (number, focused) => {
    at = number;
    const last = at === steps.length - 1;
    steps.forEach((step, place) => (step.hidden = place !== at));
    back.hidden = at === 0;
    next.hidden = last;
    send.hidden = !last;
    if (!last) next.textContent = steps[at].dataset.next;
    if (focused) {
      focused.focus();
      (focused.closest("fieldset") || document.body).scrollIntoView();
    }
  };
  const titleOf = (number) => steps[number].querySelector("h2");
  const go = (number) => show(number, titleOf(number));
  const forward = () => {
    const missing = firstMissing(steps[at]);
    if (missing) missing.focus();
    else go(at + 1);
  };

  form.noValidate = true;
  restore();
  back.addEventListener("click", () => go(at - 1));
  next.addEventListener("click", forward);
  form.addEventListener("input", (event) => {
    keep();
    const asked = event.target.closest("fieldset");
    if (asked) asked.querySelector(".invalid-feedback").hidden = true;
  });
  form.addEventListener("submit", (event) => {
    const wrong = at < steps.length - 1 ? at : steps.findIndex((step) => firstMissing(step));
    if (wrong === -1) return;
    event.preventDefault();
    if (wrong === at && at < steps.length - 1) forward();
    else show(wrong, firstMissing(steps[wrong]));
  });
  document.getElementById("missing")?.addEventListener("click", (event) => {
    const asked = form.querySelector(event.target.getAttribute("href") || null);
    if (!asked) return;
    event.preventDefault();
    show(steps.indexOf(asked.closest(".step")), asked.querySelector("input"));
  });
  // Going back to this page after sending asks the server what is left to do.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  const wrong = steps.findIndex((step) => step.querySelector(".invalid-feedback:not([hidden])"));
  show(Math.max(0, wrong));
})();
