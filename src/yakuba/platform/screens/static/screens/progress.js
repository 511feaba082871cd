/* Waiting: aria-busy at once, a visible sign after 0.4 s, every tenth of a bar said once, and a banner when the
   answer did not come. Polling itself is htmx (hx-trigger="every 2s"). */
(() => {
  "use strict";
  const say = (text) => { const live = document.getElementById("live"); if (live) live.textContent = text; };
  const sayNow = (text) => { const live = document.getElementById("live-now"); if (live) live.textContent = text; };
  const timers = new WeakMap();

  document.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target;
    target.setAttribute("aria-busy", "true");
    timers.set(target, setTimeout(() => target.classList.add("is-slow"), 400));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const target = event.detail.target;
    clearTimeout(timers.get(target));
    target.classList.remove("is-slow");
    target.removeAttribute("aria-busy");
  });

  const failed = (text) => {
    const place = document.getElementById("frame-banner");
    if (!place) { sayNow(text); return; }
    const banner = document.createElement("div");
    banner.className = "banner banner--error";
    banner.setAttribute("role", "alert");
    const body = document.createElement("p");
    body.className = "banner__body";
    body.textContent = text;
    banner.append(document.createElement("span"), body);
    place.replaceChildren(banner);
  };
  /* A part that asks every few seconds asks again by itself: only when it is not answered time after time is it told. */
  const missed = new WeakMap();
  const asksAgain = (event) => {
    const part = event.detail.elt;
    if (!(part.getAttribute("hx-trigger") || "").startsWith("every ")) return false;
    missed.set(part, (missed.get(part) || 0) + 1);
    return missed.get(part) < 3;
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) missed.delete(event.detail.elt);
  });

  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 503 && asksAgain(event)) return;
    const status = event.detail.xhr.status;
    failed(status === 403
      ? "この操作に必要な権限がないか、画面の有効期限が切れています。入力は残っています。画面を開き直してください。"
      : "サーバーが答えを返せませんでした。入力は残っています。少し待って、もう一度操作してください。");
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (asksAgain(event)) return;
    failed("ネットワークにつながっていません。入力は残っています。つながったら、もう一度操作してください。");
  });

  let said = -1;
  const announce = (bar) => {
    const percent = Number(bar.dataset.progress);
    const tenth = Math.floor(percent / 10);
    if (tenth === said) return;
    said = tenth;
    say(percent >= 100 ? "終わりました" : `${tenth * 10}パーセントまで進みました`);
  };
  document.addEventListener("htmx:afterSwap", () => document.querySelectorAll("[data-progress]").forEach(announce));

  /* 〔新着3件〕〔検索結果12件〕: a swapped part may carry words for the live region. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const words = event.target.querySelector && event.target.querySelector("[data-say]");
    if (words) say(words.dataset.say);
  });
})();
