/* The clerk's hands are on the keyboard: a page begins at its answer, unless something wrong has to be read first. */
(() => {
  "use strict";
  if (document.getElementById("error-summary")) return;
  const first = document.querySelector("section[aria-labelledby='hits-title'] a[data-row]")
    || document.querySelector("#outcome #paper-link, #outcome #entry-link")
    || document.querySelector("[data-begin] input:not([type=hidden]), [data-begin] select");
  if (first) first.focus();
})();

/* Many procedures, one wanted: the list keeps what was typed, and whatever is ticked. */
(() => {
  "use strict";
  const offered = document.querySelector("[data-offered]");
  const find = document.getElementById("id_find");
  if (!offered || !find) return;
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const words = new Map([...document.querySelectorAll("[data-offered-words] li")]
    .map((one) => [one.dataset.code, plain(one.textContent)]));
  const narrow = () => {
    const parts = plain(find.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const box of offered.querySelectorAll("input[type=checkbox]")) {
      const fits = box.checked || parts.every((part) => (words.get(box.value) || "").includes(part));
      box.closest("label").hidden = !fits;
      shown += fits;
    }
    offered.querySelector("[data-offered-none]").hidden = shown > 0;
  };
  find.addEventListener("input", narrow);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !find.value.trim()) return;
    const open = [...offered.querySelectorAll("label:not([hidden]) input:not(:checked)")];
    if (open.length !== 1) return;
    open[0].checked = true;
    find.value = "";
    narrow();
  });
  narrow();
})();

/* Whoever leaves the page is not called back: a state asked for just before must not reload the page that is going. */
(() => {
  "use strict";
  let left = -Infinity;
  addEventListener("beforeunload", () => { left = performance.now(); });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (performance.now() - left < 10000) event.preventDefault();
  });
})();
