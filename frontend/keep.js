// What is typed into a form is kept on this device until the form is recorded: an expired login, a closed tab or a cut
// network loses nothing. It is kept for one account and one page, for a day, and never for passwords or files.
const DAY = 24 * 3600 * 1000;
const PREFIX = "kept:";
const skipped = new Set(["password", "file", "hidden"]);

const nameOf = (who, form) => `${PREFIX}${who}:${window.location.pathname}:${form.getAttribute("action") || ""}`;

// Hidden fields that belong to what was typed: under which number it is sent, of whom it speaks, from which version it was made.
const CARRIED = new Set(["key", "person_id", "made_from"]);

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && (!skipped.has(field.type) || CARRIED.has(field.name)),
  );
}

function save(who, form) {
  const values = fieldsOf(form).map((field) =>
    field.type === "checkbox" || field.type === "radio" ? [field.name, field.value, field.checked] : [field.name, field.value, null],
  );
  localStorage.setItem(nameOf(who, form), JSON.stringify({ at: Date.now(), values }));
}

function restore(form, values) {
  let changed = false;
  for (const [name, value, checked] of values) {
    for (const field of fieldsOf(form).filter((item) => item.name === name)) {
      if (checked === null && field.value !== value && name !== "seen") {
        field.value = value;
        changed = changed || !["key", "made_from"].includes(name);
      }
      if (checked !== null && field.value === value && field.checked !== checked) {
        field.checked = checked;
        changed = true;
      }
    }
  }
  return changed;
}

function forgetOld() {
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    try {
      if (Date.now() - JSON.parse(localStorage.getItem(name)).at > DAY) localStorage.removeItem(name);
    } catch {
      localStorage.removeItem(name);
    }
  }
}

export function keepForms() {
  const who = document.body.dataset.who;
  forgetOld();
  if (!who) return;
  // A page reached without the form's errors on it means that the form sent last was recorded.
  const sent = sessionStorage.getItem("sent");
  if (sent && !document.querySelector("[data-focus], [role=alert]")) {
    const [name, path] = JSON.parse(sent);
    if (window.location.pathname !== path || document.querySelector("[data-recorded]")) localStorage.removeItem(name);
  }
  sessionStorage.removeItem("sent");
  const note = document.querySelector("[data-kept-note]");
  const back = [];
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const kept = localStorage.getItem(nameOf(who, form));
    if (form.querySelector("[role=alert]")) {
      // The server refused it and gave it all back: the page holds it now. Kept as well, it would come into the next form.
      localStorage.removeItem(nameOf(who, form));
    } else if (kept && restore(form, JSON.parse(kept).values)) {
      back.push(nameOf(who, form));
      note.hidden = false;
    }
    for (const link of form.querySelectorAll("[data-discard]")) {
      link.addEventListener("click", () => localStorage.removeItem(nameOf(who, form)));
    }
    form.addEventListener("input", () => save(who, form));
    form.addEventListener("submit", () => {
      save(who, form);
      sessionStorage.setItem("sent", JSON.stringify([nameOf(who, form), window.location.pathname]));
    });
  }
  note?.querySelector("[data-discard-kept]").addEventListener("click", () => {
    for (const name of back) localStorage.removeItem(name);
    window.location.replace(window.location.href);
  });
}
