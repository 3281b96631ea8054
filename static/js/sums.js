// What the parts of a breakdown come to, beside them, while they are typed.
document.querySelectorAll("fieldset[data-sum]").forEach((parts) => {
  const point = (1.5).toLocaleString(document.documentElement.lang)[1];
  const numberIn = (input) => Number(input.value.replace(point, "#").replace(/[^\d#-]/g, "").replace("#", "."));
  const line = document.createElement("p");
  line.className = "text-secondary";
  line.setAttribute("aria-live", "polite");
  parts.append(line);
  const sum = () => {
    const kinds = {};
    parts.querySelectorAll("input[type=text]").forEach((input) => {
      const kind = input.name.replace(/^p\d+_/, "");
      kinds[kind] = (kinds[kind] || 0) + (numberIn(input) || 0);
    });
    line.textContent = parts.dataset.sum + Object.values(kinds).map((one) => one.toLocaleString(document.documentElement.lang)).join(" / ");
  };
  parts.addEventListener("input", sum);
  sum();
});
