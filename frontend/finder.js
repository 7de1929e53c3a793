// Find before create: as you type, residents are looked up; arrows choose, Enter takes, Esc leaves what is typed.
import htmx from "htmx.org";

export function finders(root) {
  for (const box of root.querySelectorAll("[data-finder]")) {
    if (!box.dataset.ready) connect(box);
  }
}

function connect(box) {
  box.dataset.ready = "1";
  const input = box.querySelector("input");
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const chosen = document.getElementById(box.dataset.id);
  // Where whoever was taken lives: two may bear one name.
  const home = document.createElement("div");
  home.className = "hint";
  home.setAttribute("aria-live", "polite");
  box.append(home);
  let timer = 0;
  let last = "";
  let at = -1;
  let chosenByKey = false; // what is marked before any arrow was pressed is a proposal: the first arrow begins at the first
  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
    chosenByKey = false;
  };
  const mark = (next) => {
    const all = options();
    if (!all.length) return;
    at = (next + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    chosen.value = option.dataset.id;
    input.value = option.dataset.name;
    last = input.value;
    for (const name of ["phone", "place"]) {
      const field = document.getElementById(box.dataset[name] || "");
      if (field && option.dataset[name] && !field.value) field.value = option.dataset[name];
    }
    input.classList.toggle("taken", Boolean(option.dataset.id));
    home.textContent = (option.dataset.id && option.dataset.place) || "";
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.form.dispatchEvent(new Event("input"));
  };
  const look = async () => {
    const query = input.value.trim();
    if (query === last) return;
    last = query;
    if (!query) {
      close();
      return;
    }
    const free = "free" in box.dataset ? "&free=1" : "";
    await htmx.ajax("GET", `${input.dataset.url}?q=${encodeURIComponent(query)}${free}`, { target: list, swap: "innerHTML" });
    if (document.activeElement !== input) {
      close();
      return;
    }
    input.setAttribute("aria-expanded", String(options().length > 0));
    at = -1;
    chosenByKey = false;
    // The first is marked for Enter, unless the second is called the same: then whoever types looks and chooses.
    const [first, second] = options();
    if (first?.dataset.id && !(second?.dataset.id && first.dataset.name === second.dataset.name)) mark(0);
  };
  input.addEventListener("input", () => {
    chosen.value = "";
    home.textContent = "";
    input.classList.remove("taken");
    clearTimeout(timer);
    timer = setTimeout(look, 140);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      mark(chosenByKey ? at + 1 : 0);
      chosenByKey = true;
    }
    if (event.key === "ArrowUp") {
      event.preventDefault();
      mark(at < 0 ? -1 : at - 1);
      chosenByKey = true;
    }
    if (event.key === "Enter" && !event.ctrlKey && options().length) {
      event.preventDefault();
      if (at < 0 && options().length > 1) mark(0);
      else take(options()[Math.max(at, 0)]);
    }
    if (event.key === "Escape") close();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      event.preventDefault();
      take(option);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}
