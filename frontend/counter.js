// How much of a text fits. Nothing is cut off: the count says when it is too much, and by how much. Beside long texts it
// stands from the first letter on, beside short ones from four fifths on.
function show(field, note) {
  const most = Number(field.dataset.most);
  const held = [...field.value.trim()].length;
  const over = Math.max(0, held - most);
  note.hidden = !(over || (field.tagName === "TEXTAREA" ? held : held > most * 0.8));
  note.textContent = `${held.toLocaleString("en")} / ${most.toLocaleString("en")}`;
  if (over) note.textContent += ` · ${field.dataset.over.replace("%(n)s", over.toLocaleString("en"))}`;
  note.classList.toggle("over", over > 0);
  // Read aloud only once it matters.
  note.setAttribute("aria-live", over ? "polite" : "off");
}

export function counters(root) {
  for (const field of root.querySelectorAll("[data-most]")) {
    if (field.dataset.counted) continue;
    field.dataset.counted = "1";
    const note = document.createElement("div");
    note.className = "counter";
    field.after(note);
    const again = () => show(field, note);
    field.addEventListener("input", again);
    // What was kept of a form is put back without an input event.
    field.addEventListener("focus", again);
    again();
  }
}
