/* Pages work without this: it only saves presses. Errors are brought into focus, waiting pages look again by themselves,
   the end of a session is announced five minutes before. */
(() => {
  "use strict";
  const summary = document.getElementById("summary");
  if (summary) summary.focus();

  const again = document.querySelector("[data-again]");
  if (again) setTimeout(() => { location.replace(again.href); }, Number(again.dataset.again));
  const moving = document.querySelector("[data-reload]");
  if (moving) setTimeout(() => { location.reload(); }, Number(moving.dataset.reload));

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => { window.print(); });
  }

  const files = document.querySelector("input[type=file][data-most]");
  if (files) files.addEventListener("change", () => {
    const sizes = [...files.files].map((one) => one.size);
    const large = Math.max(...sizes, 0) > Number(files.dataset.most) || sizes.reduce((sum, one) => sum + one, 0) > Number(files.dataset.together);
    document.getElementById("file-large").hidden = !large;
    if (large) files.value = "";
  });

  const stay = document.getElementById("stay");
  if (!stay) return;
  let timer = 0;
  let before = null;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      before = document.activeElement;
      stay.hidden = false;
      document.getElementById("stay-go").focus();
    }, (Number(stay.dataset.seconds) - 300) * 1000);
  };
  stay.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(stay.dataset.url, { method: "POST", body: new FormData(event.target), credentials: "same-origin" });
    if (!answer.ok) return location.reload();
    stay.hidden = true;
    if (before && before.isConnected) before.focus();
    start();
  });
  start();
})();
