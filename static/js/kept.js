// What was typed into a table and not saved stays in this tab alone, until it is saved, thrown away or somebody signs out.
"use strict";
(() => {
  const form = document.querySelector("form[data-keeps]");
  if (!form) return;
  const PREFIX = "cells:";
  const name = `${PREFIX}${location.pathname}${location.search}:${form.dataset.keeps}`;
  const offer = document.getElementById("kept");
  const seen = form.elements.seen;
  const boxes = [...form.querySelectorAll("input[type=text]")];
  const isCell = (box) => !box.matches("[data-beside], [name=source], [name=reason]");
  // A row that came back holds what was typed, and says what stands there.
  const stands = (box) => box.dataset.stood ?? box.defaultValue;
  const isSame = (one, other) => one.trim() === other.trim() || (one && numberIn(one) === numberIn(other));
  const typed = () => {
    const changed = boxes.filter((box) => !isSame(box.value, stands(box)));
    return Object.fromEntries(changed.map((box) => [box.name, box.value]));
  };
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(name)) || null;
    } catch {
      return null;
    }
  };
  const write = (draft) => {
    try {
      if (boxes.some((box) => isCell(box) && box.name in draft.typed)) sessionStorage.setItem(name, JSON.stringify(draft));
      else sessionStorage.removeItem(name);
    } catch {
      // Nothing is kept where the browser keeps nothing.
    }
  };

  try {
    // Who signed in after somebody whose session ended finds nothing of theirs.
    const theirs = (key) => key.startsWith(PREFIX) && !key.endsWith(`:${form.dataset.keeps}`);
    Object.keys(sessionStorage).filter(theirs).forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Nothing is kept where the browser keeps nothing.
  }

  // What is on the page by now is saved, or came back: the rest is offered.
  let old = read();
  const missing = boxes.filter((box) => old && box.name in old.typed && !isSame(old.typed[box.name], box.value));
  const cells = missing.filter(isCell);
  if (!cells.length) old = null;
  const keep = () => write({ seen: old ? old.seen : seen.value, typed: { ...(old ? old.typed : {}), ...typed() } });
  if (old) {
    old.typed = Object.fromEntries(missing.map((box) => [box.name, old.typed[box.name]]));
    offer.querySelector("[data-count]").textContent = cells.length;
    offer.querySelector("[data-moved]").hidden = old.seen === seen.value;
    offer.hidden = false;
  }
  const settle = () => {
    old = null;
    offer.hidden = true;
    keep();
  };
  offer.querySelector("[data-put-back]").addEventListener("click", () => {
    missing.forEach((box) => (box.value = old.typed[box.name]));
    // The server is told what stood there as it was typed, so that nobody's value is written over unseen.
    seen.value = old.seen;
    settle();
    cells[0].focus();
  });
  offer.querySelector("[data-throw-away]").addEventListener("click", () => {
    settle();
    boxes[0].focus();
  });
  form.addEventListener("input", keep);
  keep();
})();
