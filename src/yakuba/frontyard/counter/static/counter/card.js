/* Between the counter's page and the card reader of this terminal (yakuba card-reader). PINs go to the reader alone:
   their fields have no name, so that no form carries them, and are emptied as soon as they were handed over. */
(() => {
  "use strict";
  const form = document.getElementById("card");
  if (!form) return;
  const part = (name) => document.getElementById(`card-${name}`);
  const [state, slot, pin, itemsPin, problem] = ["state", "slot", "pin", "items-pin", "problem"].map(part);
  let busy = false;

  const ask = async (path, body) => {
    let answer;
    try {
      answer = await fetch(form.dataset.reader + path, {
        method: "POST",
        mode: "cors",
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      throw Object.assign(new Error(form.dataset.absent), { code: "absent" });
    }
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.message), { code: told.code });
    return told;
  };

  const begin = async () => {
    const told = await ask("/begin", { challenge: form.dataset.challenge });
    const chosen = slot.value;
    slot.replaceChildren(...told.slots.map((one) => new Option(one.label, one.name, false, one.name === chosen)));
    part("slots").hidden = told.slots.length < 2;
    part("simulated").hidden = !told.simulated;
    return told.token;
  };

  /* Looks until a card is there; whoever presses the key is told at once. */
  const look = async () => {
    if (busy) return;
    try {
      await begin();
      state.textContent = form.dataset.ready;
    } catch (refusal) {
      state.textContent = refusal.message;
      if (["no_card", "no_reader", "unresponsive"].includes(refusal.code)) setTimeout(look, 2000);
    }
  };

  const read = async () => {
    const [first, second] = [pin.value, itemsPin.value];
    pin.value = itemsPin.value = "";
    const token = await begin();
    state.textContent = form.dataset.reading;
    const told = await ask("/read", { token, slot: slot.value, pin: first, items_pin: second });
    form.elements.certificate.value = told.certificate;
    form.elements.signature.value = told.signature;
    form.elements.items.value = told.items ? JSON.stringify(told.items) : "";
    form.elements.items_problem.value = told.items_problem;
    form.submit();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    for (const old of [problem, document.getElementById("error-summary")]) if (old) old.hidden = true;
    try {
      await read();
    } catch (refusal) {
      busy = false;
      state.textContent = "";
      part("problem-words").textContent = refusal.message;
      problem.hidden = false;
      problem.focus();
    }
  });
  if (!document.getElementById("error-summary")) pin.focus();
  look();
})();
