// On a phone the filters of a list stand behind one button: opened once they stay open while the list is asked again.
let opened = false;

function show(root) {
  for (const button of root.querySelectorAll("[data-filters]")) button.setAttribute("aria-expanded", String(opened));
}

export function filters() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-filters]")) return;
    opened = !opened;
    show(document);
  });
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
}
