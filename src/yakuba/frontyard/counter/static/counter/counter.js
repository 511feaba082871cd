/* The clerk's hands are on the keyboard: a page begins at its answer, unless something wrong has to be read first. */
(() => {
  "use strict";
  if (document.getElementById("error-summary")) return;
  const first = document.querySelector("section[aria-labelledby='hits-title'] a[data-row]")
    || document.querySelector("[data-begin] input:not([type=hidden]), [data-begin] select");
  if (first) first.focus();
})();
