// A visit: homes to call on as they were taken along, the form drawn from one of them, read into a payload.
import { dayAt, shortDay } from "./days.js";

export const code = "visit";
const el = (id) => document.getElementById(id);
const TEXTS = [["f-situation", "situation"], ["f-need", "need"], ["f-suggestions", "suggestions"], ["f-follow", "follow_up"]];

// ---- the list

function row(home, begin, { words, fill, offset }) {
  const line = document.createElement("li");
  const [first] = home.duties;
  const today = dayAt(offset);
  const when = document.createElement("time");
  // A day that has passed is no deadline: what was planned for it is still due by its last day, or overdue.
  const by = first.when < today ? first.due_on : first.when;
  when.textContent = by === today ? words.today : fill(by < today ? words.was_due : words.by, { day: shortDay(by) });
  const title = Object.assign(document.createElement("button"), { type: "button", className: "link call" });
  title.textContent = home.address;
  title.addEventListener("click", () => begin(home));
  const names = home.persons.map((one) => one.name).join("、");
  const reasons = home.duties.map((duty) => duty.reason).join("、");
  const hint = Object.assign(document.createElement("span"), { className: "hint" });
  hint.textContent = [names, reasons, first.rung].filter(Boolean).join(" · ");
  const box = document.createElement("div");
  box.append(title, hint);
  line.append(when, box);
  if (home.duties.some((duty) => duty.due_on < today)) line.classList.add("late");
  return line;
}

export function list(part, begin, tools) {
  const homes = part?.homes || [];
  el("calls").replaceChildren(...homes.map((home) => row(home, begin, tools)));
  return homes.length;
}

export const title = (home) => home.address;

// What a draft needs of what was taken along: the form's choices, not the other homes.
export const choices = ({ homes: _homes, ...rest }) => rest;

// A home is done with once its duties were; one where nobody was at home stays on the list.
export function after(part, said, home) {
  if (said.outcome === "not_home") return part;
  const left = (one) => ({ ...one, duties: one.duties.filter((duty) => !said.duties.includes(duty.id)) });
  const homes = part.homes.map((one) => (one.home === home.home ? left(one) : one));
  return { ...part, homes: homes.filter((one) => one.duties.length) };
}

// ---- the form

const choice = (type, name, value, text, on) => {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type, name, value, checked: on });
  label.append(input, ` ${text}`);
  return label;
};

const options = (select, pairs, chosen) =>
  select.replaceChildren(...pairs.map(([value, text]) => new Option(text, value, false, value === chosen)));

function gift(values = {}) {
  const line = el("t-gift").content.firstElementChild.cloneNode(true);
  for (const [name, value] of Object.entries(values)) {
    const field = line.querySelector(`[name=${name}]`);
    if (field?.type === "checkbox") field.checked = value;
    else if (field) field.value = value;
  }
  el("f-gifts").append(line);
  return line;
}

export const listen = () => el("add-gift").addEventListener("click", () => gift().querySelector("input").focus());

function persons(home) {
  return home.persons.flatMap((person) => {
    const link = Object.assign(document.createElement("a"), { href: `tel:${person.phone}`, textContent: person.phone });
    return [`${person.name} `, ...(person.phone ? [link] : []), " "];
  });
}

export function draw(home, draft, offset) {
  const was = draft.values || {};
  const { choices } = draft;
  const outcome = was.outcome || "visited";
  const ticked = (name, value, usual) => (was[name] ? was[name].includes(value) : usual);
  el("form-persons").replaceChildren(...persons(home));
  el("f-outcome").replaceChildren(
    ...choices.outcomes.map(([value, text]) => choice("radio", "outcome", value, text, value === outcome)),
  );
  el("f-duties").replaceChildren(
    ...home.duties.map((duty) => choice("checkbox", "duties", duty.id, duty.reason, ticked("duties", duty.id, true))),
  );
  const { me, isStaff } = draft;
  el("f-visitors").replaceChildren(
    ...choices.staff.map((one) => choice("checkbox", "visitors", one.id, one.name, ticked("visitors", one.id, one.id === me))),
    ...choices.members.map((one, at) =>
      choice("checkbox", "members", one.id, one.name, ticked("members", one.id, !isStaff && at === 0))),
  );
  options(el("f-service"), choices.services, was.service_type || "other");
  options(el("f-mode"), choices.modes, was.mode || "home");
  el("f-needs").hidden = !isStaff;
  el("f-fact").hidden = !isStaff || home.persons.length !== 1;
  for (const [id, name] of TEXTS) el(id).value = was[name] || "";
  el("f-day").value = was.visited_on || dayAt(offset);
  el("f-phone").value = was.phone ?? (home.persons[0]?.phone || "");
  el("f-gifts").replaceChildren();
  (was.gifts?.length ? was.gifts : [{}]).forEach(gift);
}

export function values() {
  const form = el("form");
  const ticked = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((field) => field.value);
  const read = (field) => [field.name, field.type === "checkbox" ? field.checked : field.value.trim()];
  const gifts = [...el("f-gifts").children].map((line) => Object.fromEntries([...line.querySelectorAll("[name]")].map(read)));
  const texts = Object.fromEntries(TEXTS.map(([id, name]) => [name, el(id).value.trim()]));
  return {
    ...texts,
    outcome: ticked("outcome")[0] || "",
    duties: ticked("duties"),
    visitors: ticked("visitors"),
    members: ticked("members"),
    service_type: el("f-service").value,
    visited_on: el("f-day").value,
    mode: el("f-mode").value,
    phone: el("f-phone").value.trim(),
    gifts: gifts.filter((one) => one.item || one.value || one.is_cash),
  };
}

// The rules that the server keeps too: asked here so that nothing is held for want of a word.
export function faults(said, words, offset) {
  const found = [];
  const went = said.visitors.length + said.members.length;
  const whole = (one) => (one.item || one.is_cash) && Number(one.value) > 0 && one.fund_source && one.signed_by;
  if (!said.outcome) found.push(words.missing_outcome);
  if (said.outcome === "visited" && !said.situation) found.push(words.missing_situation);
  if (said.outcome === "not_wanted" && !said.duties.length) found.push(words.duties);
  if (!went) found.push(words.who);
  if (said.gifts.length && went < 2) found.push(words.two);
  if (!said.gifts.every(whole)) found.push(words.gift);
  if (!said.visited_on || said.visited_on > dayAt(Math.max(offset, 0) + 3600)) found.push(words.day);
  return found;
}

const money = (text) => Number(text).toFixed(2);

function heard(said, person, isStaff) {
  if (!person || !isStaff || !said.phone || said.phone === person.phone) return null;
  return { person: person.id, base_version: person.version, was: person.phone, now: said.phone };
}

export function payload(said, home, { isStaff }) {
  const person = home.persons.length === 1 ? home.persons[0] : null;
  const { phone, gifts, ...rest } = said;
  const given = (one) => ({ ...one, item: one.item || "¥", value: money(one.value), quantity: money(one.quantity || 1) });
  return {
    ...rest,
    household: home.home,
    person: person?.id || null,
    base_versions: Object.fromEntries(home.duties.map((duty) => [duty.id, duty.version])),
    gifts: said.outcome === "visited" ? gifts.map(given) : [],
    fact: heard(said, person, isStaff),
  };
}
