// A file that takes a while: the page says so until it is there, which the answer's cookie tells.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-making]");
  if (!link) return;
  const said = document.getElementById("busy");
  const made = Math.random().toString(36).slice(2, 14);
  const address = new URL(link.href);
  address.searchParams.set("made", made);
  link.href = address.href;
  said.classList.add("htmx-request");
  const ends = Date.now() + 60000;
  const wait = setInterval(() => {
    if (!document.cookie.includes(`made=${made}`) && Date.now() < ends) return;
    clearInterval(wait);
    said.classList.remove("htmx-request");
  }, 200);
});
