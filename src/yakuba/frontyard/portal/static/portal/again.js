/* Opens the page again by itself after the seconds it names, unless the reader stops that. */
(() => {
  "use strict";
  const stop = document.getElementById("stop");
  const timer = setTimeout(() => { location.reload(); }, Number(stop.dataset.seconds) * 1000);
  stop.hidden = false;
  stop.addEventListener("click", () => {
    clearTimeout(timer);
    stop.hidden = true;
  });
})();
