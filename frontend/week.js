// The week of a venue: a booking moves by drag, or by keyboard: space takes it up, arrows go, Enter sets it down, Esc leaves it.
// A place is a day and a half hour of it. What the server refuses comes back as the form for moving, with what could be had instead.
const SLOT = 30;
let held = null;

const days = (grid) => [...new Set([...grid.querySelectorAll("td[data-day]")].map((cell) => cell.dataset.day))].sort();

// The cell in which a half hour lies: a booking's cell spans several.
function cellAt(grid, day, slot) {
  return [...grid.querySelectorAll(`td[data-day="${day}"]`)].find((cell) => {
    const first = Number(cell.dataset.slot);
    return first <= slot && slot < first + Number(cell.dataset.rows);
  });
}

function mark(cell) {
  document.querySelectorAll(".week-grid .over").forEach((one) => one.classList.remove("over"));
  if (cell) {
    cell.classList.add("over");
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function minutes(text) {
  const [hour, minute] = text.slice(11).split(":");
  return Number(hour) * 60 + Number(minute);
}

function take(booking) {
  const { starts } = booking.dataset;
  held = { booking, day: starts.slice(0, 10), slot: Math.floor(minutes(starts) / SLOT) };
  held.from = `${held.day} ${held.slot}`;
  booking.dataset.taken = "";
}

function release() {
  if (held) delete held.booking.dataset.taken;
  held = null;
  mark(null);
}

function clock(total) {
  const within = ((total % 1440) + 1440) % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

function put() {
  const { booking, day, slot, from } = held;
  if (`${day} ${slot}` === from) {
    release();
    return;
  }
  const begin = minutes(booking.dataset.starts);
  const length = (minutes(booking.dataset.ends) - begin + 1440) % 1440 || 1440;
  // A quarter past stays a quarter past.
  const start = slot * SLOT + (begin % SLOT);
  const form = document.getElementById("move");
  form.action = booking.dataset.move;
  form.elements.seen.value = booking.dataset.seen;
  form.elements.day.value = day;
  form.elements.from_time.value = clock(start);
  form.elements.to_time.value = clock(start + length);
  form.requestSubmit();
}

function go(grid, key) {
  const all = days(grid);
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key] || 0;
  const down = { ArrowUp: -1, ArrowDown: 1 }[key] || 0;
  const day = all[all.indexOf(held.day) + sideways];
  const cell = day && cellAt(grid, day, held.slot + down);
  if (cell) {
    held.day = day;
    held.slot += down;
    mark(cell);
  }
}

// Where in a tall cell the pointer is: the half hour below it.
function slotUnder(cell, event) {
  const box = cell.getBoundingClientRect();
  const rows = Number(cell.dataset.rows);
  const row = Math.min(rows - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * rows)));
  return Number(cell.dataset.slot) + row;
}

function drags(grid) {
  grid.addEventListener("dragstart", (event) => {
    const booking = event.target.closest("[data-booking]");
    if (!booking) return;
    take(booking);
    const cell = booking.closest("td");
    held.grip = slotUnder(cell, event) - held.slot;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", booking.textContent.trim());
  });
  grid.addEventListener("dragover", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (held && cell) {
      event.preventDefault();
      mark(cell);
    }
  });
  grid.addEventListener("drop", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (!held || !cell) return;
    event.preventDefault();
    held.day = cell.dataset.day;
    held.slot = slotUnder(cell, event) - (held.grip || 0);
    put();
  });
  grid.addEventListener("dragend", release);
}

export function weeks() {
  const grid = document.querySelector("[data-week]");
  if (!grid) return;
  drags(grid);
  grid.addEventListener("keydown", (event) => {
    const booking = event.target.closest("[data-booking]");
    if (!booking) return;
    if (event.key === " " && !held) {
      event.preventDefault();
      take(booking);
      mark(booking.closest("td"));
    } else if ((event.key === "Enter" || event.key === " ") && held) {
      event.preventDefault();
      put();
    } else if (event.key === "Escape" && held) {
      event.preventDefault();
      release();
    } else if (held && event.key.startsWith("Arrow")) {
      event.preventDefault();
      go(grid, event.key);
    }
  });
}
