import htmx from "htmx.org";
import "./theme.js";
import { keepForms } from "./keep.js";
import { finders } from "./finder.js";
import { counters } from "./counter.js";
import { filters } from "./filters.js";
import { keys } from "./keys.js";
import { boards } from "./board.js";
import { weeks } from "./week.js";
import { guardLogout } from "./unsent.js";

window.htmx = htmx;

function ready(root) {
  finders(root);
  counters(root);
  // What went wrong is read first.
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

document.addEventListener("DOMContentLoaded", () => {
  ready(document);
  keepForms();
  keys();
  boards();
  weeks();
  filters();
  guardLogout();
});
document.addEventListener("htmx:load", (event) => ready(event.detail.elt));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const row = event.target.closest("[data-href]");
  if (row && !event.target.closest("a, button, input, label, form") && !String(window.getSelection())) {
    window.location.href = row.dataset.href;
  }
});

// Of volunteers, those of the groups that are ticked; who was ticked stays in sight.
function membersShown() {
  const ticked = new Set([...document.querySelectorAll('[name="groups"]:checked')].map((box) => box.value));
  for (const box of document.querySelectorAll("[data-of-group]")) {
    const whole = box.closest("div").parentElement;
    const boxes = [...whole.querySelectorAll("[data-of-group]")];
    whole.hidden = !ticked.has(box.dataset.ofGroup) && !boxes.some((each) => each.checked);
  }
}
document.addEventListener("DOMContentLoaded", membersShown);
document.addEventListener("change", (event) => {
  if (event.target.name === "groups") membersShown();
});

// Somebody chosen from the list is answer enough: go on.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-go]");
  if (form && [...form.elements].some((field) => field.type === "hidden" && field.value)) form.requestSubmit();
});

// Before loss: ask, saying what would be lost.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) {
      if (form.method === "post")
        form.querySelectorAll("button").forEach((button) =>
          setTimeout(() => {
            button.disabled = true;
          }, 0),
        );
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const dialog = document.getElementById("confirm");
    dialog.querySelector("p").textContent = form.dataset.confirm;
    const yes = dialog.querySelector('[value="yes"]');
    yes.dataset.usual ??= yes.textContent;
    yes.textContent = form.dataset.confirmYes || yes.dataset.usual;
    dialog.returnValue = "no";
    dialog.showModal();
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        form.dataset.confirmed = "1";
        form.requestSubmit(event.submitter || undefined);
      },
      { once: true },
    );
  },
  true,
);
// A page that comes back from the browser's memory has its buttons working again.
window.addEventListener("pageshow", () =>
  document.querySelectorAll("button[disabled]").forEach((button) => {
    button.disabled = false;
  }),
);
