// While numbers are typed: what the parts of a breakdown come to beside the whole, and what a ratio is.
"use strict";
(() => {
  const line = (place) => {
    const made = document.createElement("p");
    made.className = "text-secondary mt-1 mb-2";
    made.setAttribute("aria-live", "polite");
    place.append(made);
    return made;
  };
  const typedIn = (form, name) => numberIn(form.elements[name]?.value || "");

  document.querySelectorAll("fieldset[data-sum]").forEach((parts) => {
    const { sum, over, fewer } = parts.dataset;
    const form = parts.closest("form");
    const together = line(parts);
    const judged = line(parts);
    const say = () => {
      const sums = {};
      parts.querySelectorAll("input[type=text]").forEach((input) => {
        const kind = input.name.replace(/^p\d+_/, "");
        const number = numberIn(input.value);
        if (!Number.isNaN(number)) sums[kind] = (sums[kind] || 0) + number;
      });
      const said = Object.entries(sums).map(([kind, number]) => {
        const whole = typedIn(form, kind);
        // Decimal places are cut off, so that 0.1 and 0.2 are 0.3.
        const missing = Number.isNaN(whole) ? 0 : Number((whole - number).toFixed(8));
        const ofAll = Number.isNaN(whole) ? "–" : inWords(whole);
        return { missing, words: sum.replace("#parts", inWords(number)).replace("#whole", ofAll) };
      });
      const least = Math.min(0, ...said.map((one) => one.missing));
      const is = least < 0 ? over : said.some((one) => one.missing > 0) ? fewer : "";
      together.textContent = said.map((one) => one.words).join(" / ");
      judged.textContent = is;
      judged.className = is ? (least < 0 ? "st bad mb-2" : "st warn mb-2") : "mb-2";
    };
    form.addEventListener("input", say);
    say();
  });

  document.querySelectorAll("form[data-share]").forEach((form) => {
    const share = line(form.elements.denominator.parentElement);
    const say = () => {
      const figure = (typedIn(form, "numerator") / typedIn(form, "denominator")) * form.dataset.scale;
      share.textContent = Number.isFinite(figure) ? form.dataset.share.replace("#", inWords(figure, 1)) : "";
    };
    form.addEventListener("input", say);
    say();
  });
})();
