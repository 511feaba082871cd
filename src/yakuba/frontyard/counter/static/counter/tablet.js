/* The signature drawn with finger or pen (never the only way), and the page that disappears after filing. */
(() => {
  "use strict";
  const leave = document.querySelector("[data-leave]");
  if (leave) {
    setTimeout(() => location.replace(leave.dataset.leave), 10000);
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(leave.dataset.leave); });
  }
  const still = document.getElementById("still");
  if (still) {
    /* Untouched for a while, the tablet covers the visitor's data and asks; without an answer it lets go of the visit. */
    const seen = document.getElementById("seen");
    const go = document.getElementById("still-go");
    let timer = 0;
    let before = null;
    const cover = (covered) => {
      still.hidden = !covered;
      seen.inert = covered;
      seen.classList.toggle("covered", covered);
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        before = document.activeElement;
        cover(true);
        go.focus();
        timer = setTimeout(() => document.getElementById("still-leave").submit(), Number(still.dataset.hide) * 1000);
      }, Number(still.dataset.ask) * 1000);
    };
    go.addEventListener("click", () => {
      cover(false);
      if (before && before.isConnected) before.focus();
      wait();
    });
    for (const kind of ["pointerdown", "keydown", "scroll", "input"]) {
      addEventListener(kind, () => { if (still.hidden) wait(); }, { passive: true, capture: true });
    }
    wait();
  }
  const pad = document.getElementById("pad");
  if (!pad) return;
  const pen = pad.getContext("2d");
  let drawn = false;
  let down = false;
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) * pad.width / box.width, (event.clientY - box.top) * pad.height / box.height];
  };
  document.getElementById("draw").hidden = false;
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pad.addEventListener("pointerdown", (event) => {
    down = true;
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  pad.addEventListener("pointermove", (event) => {
    if (!down) return;
    drawn = true;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  pad.addEventListener("pointerup", () => { down = false; });
  document.getElementById("again").addEventListener("click", () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    drawn = false;
  });
  document.getElementById("sign").addEventListener("submit", () => {
    document.getElementById("drawing").value = drawn ? pad.toDataURL("image/png") : "";
  });
})();
