/* Forms and dialogs: focus to the error summary, warning before unsaved words are lost, Enter that does not register,
   dialogs that give the focus back. Pages work without it; sending twice is caught by the idempotency key. */
(() => {
  "use strict";
  document.documentElement.classList.remove("no-js");
  const composing = (event) => event.isComposing || event.keyCode === 229;

  /* ---- error summary: takes the focus; its links go into the first wrong control ---- */
  const focusSummary = (within) => {
    const summary = within.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    const control = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!control) return;
    event.preventDefault();
    const label = control.labels && control.labels[0];
    (control.closest("fieldset, .field") || label || control).scrollIntoView({ block: "nearest" });
    control.focus({ preventScroll: false });
  });
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));

  /* ---- unsaved entry ---- */
  const dirty = new Set();
  const guarded = (element) => element.form && element.form.hasAttribute("data-guard") && element.form;
  document.addEventListener("input", (event) => {
    const form = guarded(event.target);
    if (form) dirty.add(form);
  });
  document.addEventListener("submit", (event) => dirty.delete(event.target));
  addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  /* ---- Enter does not send a registering form; old hands may let it move on ---- */
  const fieldsOf = (form) =>
    [...form.elements].filter((element) => element.matches("input:not([type=hidden]), select, textarea, button") && element.getClientRects().length);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const input = event.target;
    if (!input.form || !input.form.hasAttribute("data-hold-enter") || !input.matches("input:not([type=submit]):not([type=button]), select")) return;
    event.preventDefault();
    if (document.documentElement.dataset.enterMoves !== "true") return;
    const fields = fieldsOf(input.form);
    const next = fields[fields.indexOf(input) + 1];
    if (next) next.focus();
  });

  /* ---- dialogs ---- */
  const openers = new WeakMap();
  const openDialog = (dialog, opener) => {
    if (dialog.open) return;
    openers.set(dialog, opener);
    dialog.showModal();
    const heading = dialog.querySelector("[tabindex='-1']");
    if (heading) heading.focus();
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) openDialog(dialog, opener);
      return;
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  });
  document.addEventListener("close", (event) => {
    const opener = openers.get(event.target);
    if (opener && opener.isConnected) opener.focus();
  }, true);

  /* ---- textarea: how much is left, said politely ---- */
  const count = (area) => {
    const place = document.getElementById(`${area.id}-count`);
    if (!place) return;
    const left = Number(area.dataset.limit) - [...area.value].length;
    place.textContent = left < 0 ? `${-left}文字多くなっています` : `残り${left}文字`;
    place.classList.toggle("is-over", left < 0);
    place.setAttribute("aria-live", left < 0 ? "assertive" : left <= 20 ? "polite" : "off");
  };
  document.addEventListener("input", (event) => { if (event.target.dataset.limit) count(event.target); });
  document.querySelectorAll("[data-limit]").forEach(count);

  /* ---- all rows at once, and how many are chosen ---- */
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table[data-rows]");
    if (!table || !event.target.matches("input[type=checkbox]")) return;
    const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
    if (event.target.hasAttribute("data-all")) boxes.forEach((box) => { box.checked = event.target.checked; });
    const all = table.querySelector("[data-all]");
    const chosen = boxes.filter((box) => box.checked).length;
    if (all) {
      all.checked = chosen === boxes.length && chosen > 0;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    document.querySelectorAll(`[data-chosen="${table.id}"]`).forEach((place) => { place.textContent = `${chosen}件を選択中`; });
  });
})();
