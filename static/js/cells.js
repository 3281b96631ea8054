// In a table of amounts: arrows go up and down, Enter goes down, and a copied block of cells is pasted over several.
document.querySelectorAll("table[data-cells]").forEach((table) => {
  // A row that only heads others has no cell, and what is written beside one is none.
  const rows = [...table.tBodies[0].rows]
    .map((row) => [...row.querySelectorAll("input:not([data-beside])")])
    .filter((inputs) => inputs.length);
  const placeOf = (input) => {
    const row = rows.findIndex((inputs) => inputs.includes(input));
    return [row, row < 0 ? -1 : rows[row].indexOf(input)];
  };
  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    const [row, column] = placeOf(event.target);
    const next = step && row >= 0 && rows[row + step] && rows[row + step][column];
    if (next) {
      event.preventDefault();
      next.focus();
      next.select();
    }
  });
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").replace(/\r?\n$/, "");
    const [row, column] = placeOf(event.target);
    if (row < 0 || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const left = [];
    text.split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((cell, along) => {
        const input = rows[row + down] && rows[row + down][column + along];
        if (input && !input.readOnly) input.value = cell.trim();
        else if (cell.trim()) left.push(cell.trim());
      });
    });
    const words = document.getElementById("left-out");
    if (words) {
      words.hidden = !left.length;
      words.querySelector("[data-what]").textContent = left.slice(0, 12).join(" · ") + (left.length > 12 ? " …" : "");
      words.querySelector("[data-count]").textContent = left.length;
      if (left.length) words.scrollIntoView({ block: "center" });
    }
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
});
