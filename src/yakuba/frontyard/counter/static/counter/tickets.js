/* The paper prints itself where a printer is set up for it, and the machine is ready for the next person. */
(() => {
  "use strict";
  const paper = document.querySelector("[data-print]");
  if (!paper) return;
  if (window.matchMedia("(display-mode: fullscreen)").matches) window.print();
  setTimeout(() => location.replace(paper.dataset.leave), 8000);
})();
