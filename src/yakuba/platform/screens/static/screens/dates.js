/* While a date is typed, both calendars are shown beneath: 昭和55年（1980年）12月26日. The server reads it again;
   the eras come with the field (data-eras: name, letter, first day, year before the first; newest first). */
(() => {
  "use strict";
  const half = (text) => text.normalize("NFKC").replace(/[\s、。，,・‐‑–—―−ー/-]/g, (sign) => (/\s/.test(sign) ? "" : "."));
  const two = (number) => String(number).padStart(2, "0");

  const shown = (eras, year, month, day) => {
    const date = new Date(Date.UTC(year, month - 1, day));
    if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return "";
    const iso = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
    const era = eras.find(([, , first]) => first <= iso);
    if (!era) return "";
    const count = year - era[3];
    return `${era[0]}${count === 1 ? "元" : count}年（${year}年）${month}月${day}日`;
  };

  const read = (eras, typed) => {
    const text = half(typed).toUpperCase();
    const era = eras.find(([name, letter]) => text.startsWith(name) || text.startsWith(name[0]) || text.startsWith(letter));
    const rest = era ? text.slice(text.startsWith(era[0]) ? era[0].length : 1) : text;
    const parts = rest.match(/^(\d{1,4}|元)[年.](\d{1,2})[月.](\d{1,2})日?$/)
      || rest.match(era ? /^(\d{2})(\d{2})(\d{2})$/ : /^(\d{4})(\d{2})(\d{2})$/);
    if (!parts || (!era && parts[1].length !== 4)) return "";
    const year = parts[1] === "元" ? 1 : Number(parts[1]);
    return shown(eras, year + (era ? era[3] : 0), Number(parts[2]), Number(parts[3]));
  };

  const readParts = (eras, group) => {
    const value = (part) => group.querySelector(`[name$="_${part}"]`).value;
    const [year, month, day] = ["year", "month", "day"].map((part) => (value(part) === "元" ? 1 : Number(half(value(part)))));
    const letter = value("era");
    const era = eras.find((one) => one[1] === letter);
    if (!letter || !year || !month || !day) return "";
    return shown(eras, year + (era ? era[3] : 0), month, day);
  };

  document.addEventListener("input", (event) => {
    const holder = event.target.closest("[data-eras]");
    if (!holder) return;
    const output = document.getElementById(`${holder.dataset.echo}-echo`);
    const eras = JSON.parse(holder.dataset.eras);
    const text = holder.matches("input") ? read(eras, holder.value) : readParts(eras, holder);
    if (output && output.textContent !== text) output.textContent = text;
  });
})();
