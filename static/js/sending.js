// Where what was pressed did not reach the server, say so beside the buttons: nothing else on the page would.
document.addEventListener("DOMContentLoaded", () => {
  const words = document.getElementById("not-sent");
  const say = (is) => {
    words.hidden = !is;
    if (is) words.focus();
  };
  document.body.addEventListener("htmx:sendError", () => say(true));
  document.body.addEventListener("htmx:timeout", () => say(true));
  document.body.addEventListener("htmx:afterOnLoad", () => say(false));
});
