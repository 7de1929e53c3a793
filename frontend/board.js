// The board of a plan: a home moves by drag, or by keyboard: Enter takes it up, arrows go, Enter sets it down, Esc leaves it.
let held = null;

const cells = (board) => [...board.querySelectorAll("td[data-day]")];
const mark = (cell) => {
  document.querySelectorAll(".board .over").forEach((one) => one.classList.remove("over"));
  if (cell) {
    cell.classList.add("over");
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
};

function put(board, home, cell) {
  if (!cell || !("drop" in cell.dataset) || home.closest("td") === cell) {
    release();
    return;
  }
  const form = document.getElementById("move");
  form.elements.home_id.value = home.dataset.home;
  form.elements.account_id.value = cell.dataset.account;
  form.elements.day.value = cell.dataset.day;
  form.requestSubmit();
}

function release() {
  if (held) held.home.setAttribute("aria-pressed", "false");
  held = null;
  mark(null);
}

function go(board, key) {
  const all = cells(board);
  const width = board.querySelectorAll("thead th").length - 1;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width }[key];
  const next = all[all.indexOf(held.cell) + step];
  if (next) {
    held.cell = next;
    mark(next);
  }
}

export function boards() {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  board.addEventListener("dragstart", (event) => {
    held = { home: event.target.closest("[data-home]"), cell: null };
    event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragover", (event) => {
    const cell = event.target.closest("td[data-drop]");
    if (held && cell) {
      event.preventDefault();
      mark(cell);
    }
  });
  board.addEventListener("drop", (event) => {
    event.preventDefault();
    if (held) put(board, held.home, event.target.closest("td[data-drop]"));
  });
  board.addEventListener("dragend", release);
  board.addEventListener("keydown", (event) => {
    const home = event.target.closest("[data-home]");
    if (!home) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (held) put(board, held.home, held.cell);
      else {
        held = { home, cell: home.closest("td") };
        home.setAttribute("aria-pressed", "true");
        mark(held.cell);
      }
    } else if (event.key === "Escape" && held) {
      event.preventDefault();
      release();
    } else if (held && event.key.startsWith("Arrow")) {
      event.preventDefault();
      go(board, event.key);
    }
  });
}
