// A button that prints the page, and nothing that is folded stays folded on the paper. Without a script there is the browser's menu.
document.querySelectorAll("button[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
const folded = [];
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("main details:not([open]):not(.no-print)").forEach((one) => {
    one.open = true;
    folded.push(one);
  });
});
window.addEventListener("afterprint", () => folded.splice(0).forEach((one) => { one.open = false; }));
