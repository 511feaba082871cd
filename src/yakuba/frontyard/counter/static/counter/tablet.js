/* The signature drawn with finger or pen (never the only way), and the page that disappears after filing. */
(() => {
  "use strict";
  const leave = document.querySelector("[data-leave]");
  if (leave) {
    setTimeout(() => location.replace(leave.dataset.leave), 10000);
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(leave.dataset.leave); });
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
