/* The end of a session is announced five minutes before, and one press goes on. Each answer of the server counts anew. */
(() => {
  "use strict";
  const box = document.getElementById("time-out");
  const words = document.getElementById("time-out-words");
  const seconds = Number(box.dataset.seconds);
  const warnAhead = Math.min(300, seconds / 2);
  const asked = words.textContent;
  let timers = [];
  let back = null;

  const warn = () => {
    back = document.activeElement;
    words.textContent = asked;
    box.hidden = false;
    document.getElementById("time-out-go-on").focus();
  };
  const over = () => {
    words.textContent = "時間が過ぎたため、続けるにはサインインし直してください。入力した内容は、この画面に残っています。";
  };
  const start = () => {
    timers.forEach(clearTimeout);
    timers = [setTimeout(warn, (seconds - warnAhead) * 1000), setTimeout(over, seconds * 1000)];
  };

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    start();
    if (box.hidden) return;
    box.hidden = true;
    if (back && back.isConnected) back.focus();
  });
  start();
})();
