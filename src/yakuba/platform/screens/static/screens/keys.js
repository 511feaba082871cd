/* Keys of staff pages. What each does is written on its button (data-key); the table is keys.py.
   Everything is left to the input method while it composes, and to the browser when keys are switched off. */
(() => {
  "use strict";
  const store = {
    get: (name) => { try { return localStorage.getItem(`yakuba.${name}`); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(`yakuba.${name}`, value); } catch { /* private window: lasts for this page */ } },
  };
  const root = document.documentElement;
  const defaults = { keys: true, enter: false, dense: false, folded: false };
  const state = {};

  const show = () => {
    root.classList.toggle("keys-off", !state.keys);
    root.classList.toggle("dense-14", state.dense);
    root.classList.toggle("nav-folded", state.folded);
    root.dataset.enterMoves = String(state.enter);
    document.querySelectorAll("[data-preference]").forEach((box) => { box.checked = state[box.dataset.preference]; });
    document.querySelectorAll("[data-fold]").forEach((button) => button.setAttribute("aria-expanded", String(!state.folded)));
  };
  const change = (name, value) => {
    state[name] = value;
    store.set(name, value ? "on" : "off");
    show();
  };

  for (const [name, initial] of Object.entries(defaults)) {
    const kept = store.get(name);
    state[name] = kept === null ? initial : kept === "on";
  }
  if (store.get("folded") === null && matchMedia("(max-width: 47.99rem)").matches) state.folded = true;
  show();

  document.addEventListener("change", (event) => {
    const name = event.target.dataset && event.target.dataset.preference;
    if (name) change(name, event.target.checked);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-fold]")) change("folded", !state.folded);
  });

  const composing = (event) => event.isComposing || event.keyCode === 229;
  const visible = (element) => element.getClientRects().length > 0;

  const press = (key) => {
    const control = [...document.querySelectorAll(`[data-key="${key}"]`)].find(visible);
    if (!control) return false;
    control.focus();
    control.click();
    return true;
  };

  const keyName = (event) => {
    if (event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && event.key === "Enter") return "F9";
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return "";
    return ["F1", "F2", "F4", "F8", "F9"].includes(event.key) ? event.key : "";
  };

  /* Rows: the link of a row has the focus; arrows move between rows, Space ticks the row. */
  const moveInRows = (event) => {
    const link = event.target.closest("[data-rows] a[data-row]");
    if (!link || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
    const links = [...link.closest("[data-rows]").querySelectorAll("a[data-row]")];
    const at = links.indexOf(link);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (next !== undefined) {
      if (links[next]) links[next].focus();
      return true;
    }
    if (event.key !== " ") return false;
    const box = link.closest("tr, li").querySelector("input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
  };

  document.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    if (moveInRows(event)) { event.preventDefault(); return; }
    if (!state.keys || document.querySelector("dialog:modal")) return;
    const key = keyName(event);
    if (key && press(key)) event.preventDefault();
  });
})();
