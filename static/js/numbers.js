// A typed number as the server reads it: with "1 900" as 1900; NaN for what it does not read, and for nothing.
"use strict";
const numberIn = (text) => {
  const typed = text.trim().replace(/[\s'’]/g, "").replace(/[–−]/g, "-");
  if (/^[-+]?\d{1,3}[.,]\d{3}$/.test(typed) && !/^[-+]?0/.test(typed)) return NaN;
  const groups = /([.,]).*\1/.test(typed) ? /[.,]/g : /[.,](?=.*[.,])/g;
  const plain = typed.replace(groups, "").replace(",", ".");
  return /^[-+]?\d*\.?\d+$/.test(plain) ? Number(plain) : NaN;
};
const inWords = (number, places = 8) =>
  number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: places });
