// The keyboard: / search, n record, j k rows, Enter opens, Ctrl+Enter sends, ? shows the keys.
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

function move(step) {
  const rows = [...document.querySelectorAll("main [data-href]")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("at"));
  const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
  rows.forEach((row) => row.classList.remove("at"));
  next.classList.add("at");
  (next.querySelector("a") || next).focus();
  next.scrollIntoView({ block: "nearest" });
}

export function keys() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape" && event.target.id === "search") event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const search = document.getElementById("search");
    const record = document.getElementById("record");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "n" && record) record.click();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "?") document.getElementById("keys").showModal();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
    for (const menu of document.querySelectorAll("details.menu[open], details.more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
