// The form of a visit: drawn from the home taken along, kept as a draft while it is written, read into a payload.
const el = (id) => document.getElementById(id);
const radio = (type, name, value, text, on) => {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type, name, value, checked: on });
  label.append(input, ` ${text}`);
  return label;
};
const options = (select, pairs, chosen) =>
  select.replaceChildren(...pairs.map(([value, text]) => new Option(text, value, false, value === chosen)));
const isDay = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
export const dayAt = (offset) => isDay(new Date(Date.now() + offset * 1000));

function gift(values = {}) {
  const row = el("t-gift").content.firstElementChild.cloneNode(true);
  for (const [name, value] of Object.entries(values)) {
    const field = row.querySelector(`[name=${name}]`);
    if (field?.type === "checkbox") field.checked = value;
    else if (field) field.value = value;
  }
  el("f-gifts").append(row);
  return row;
}

export function draw(home, choices, draft, offset) {
  const was = draft.values || {};
  el("form-title").textContent = home.address;
  el("form-persons").replaceChildren(
    ...home.persons.flatMap((person) => {
      const link = Object.assign(document.createElement("a"), { href: `tel:${person.phone}`, textContent: person.phone });
      return [`${person.name} `, ...(person.phone ? [link] : []), " "];
    }),
  );
  el("f-outcome").replaceChildren(
    ...choices.outcomes.map(([value, text]) => radio("radio", "outcome", value, text, value === (was.outcome || "visited"))),
  );
  el("f-duties").replaceChildren(
    ...home.duties.map((duty) => radio("checkbox", "duties", duty.id, duty.reason, was.duties ? was.duties.includes(duty.id) : true)),
  );
  el("f-visitors").replaceChildren(
    ...choices.staff.map((one) =>
      radio("checkbox", "visitors", one.id, one.name, was.visitors ? was.visitors.includes(one.id) : one.id === choices.me),
    ),
    ...choices.members.map((one, at) =>
      radio("checkbox", "members", one.id, one.name, was.members ? was.members.includes(one.id) : !choices.is_staff && at === 0),
    ),
  );
  options(el("f-service"), choices.services, was.service_type || "other");
  options(el("f-mode"), choices.modes, was.mode || "home");
  el("f-needs").hidden = !choices.is_staff;
  el("f-fact").hidden = !choices.is_staff || home.persons.length !== 1;
  for (const [id, name] of [
    ["f-situation", "situation"],
    ["f-need", "need"],
    ["f-suggestions", "suggestions"],
    ["f-follow", "follow_up"],
  ])
    el(id).value = was[name] || "";
  el("f-day").value = was.visited_on || dayAt(offset);
  el("f-phone").value = was.phone ?? (home.persons[0]?.phone || "");
  el("f-gifts").replaceChildren();
  (was.gifts?.length ? was.gifts : [{}]).forEach(gift);
  el("form-errors").hidden = true;
  for (const details of el("form").querySelectorAll("details")) details.open = false;
}

export const addGift = () => gift().querySelector("input").focus();

export function values() {
  const form = el("form");
  const ticked = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((field) => field.value);
  const gifts = [...el("f-gifts").children].map((row) =>
    Object.fromEntries(
      [...row.querySelectorAll("[name]")].map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value.trim()]),
    ),
  );
  return {
    outcome: ticked("outcome")[0] || "",
    duties: ticked("duties"),
    visitors: ticked("visitors"),
    members: ticked("members"),
    situation: el("f-situation").value.trim(),
    need: el("f-need").value.trim(),
    service_type: el("f-service").value,
    suggestions: el("f-suggestions").value.trim(),
    follow_up: el("f-follow").value.trim(),
    visited_on: el("f-day").value,
    mode: el("f-mode").value,
    phone: el("f-phone").value.trim(),
    gifts: gifts.filter((one) => one.item || one.value || one.is_cash),
  };
}

// The rules that the server keeps too: asked here so that nothing is held for want of a word.
export function faults(said, words, offset) {
  const found = [];
  if (!said.outcome) found.push(words.missing_outcome);
  if (said.outcome === "visited" && !said.situation) found.push(words.missing_situation);
  if (said.outcome === "not_wanted" && !said.duties.length) found.push(words.duties);
  if (!said.visitors.length && !said.members.length) found.push(words.who);
  if (said.gifts.length && said.visitors.length + said.members.length < 2) found.push(words.two);
  if (said.gifts.some((one) => !(one.item || one.is_cash) || !(Number(one.value) > 0) || !one.fund_source || !one.signed_by))
    found.push(words.gift);
  if (!said.visited_on || said.visited_on > dayAt(Math.max(offset, 0) + 3600)) found.push(words.day);
  return found;
}

export function payload(draft, said, home, meta) {
  const money = (text) => Number(text).toFixed(2);
  const person = home.persons.length === 1 ? home.persons[0] : null;
  const fact =
    person && meta.isStaff && said.phone && said.phone !== person.phone
      ? { person: person.id, base_version: person.version, was: person.phone, now: said.phone }
      : null;
  return {
    item: draft.item,
    device: meta.device,
    seq: meta.seq,
    form_version: meta.formVersion,
    ticket: meta.ticket,
    household: home.home,
    person: person?.id || null,
    duties: said.duties,
    base_versions: Object.fromEntries(home.duties.map((duty) => [duty.id, duty.version])),
    visited_on: said.visited_on,
    outcome: said.outcome,
    mode: said.mode,
    visitors: said.visitors,
    members: said.members,
    situation: said.situation,
    need: said.need,
    service_type: said.service_type,
    suggestions: said.suggestions,
    follow_up: said.follow_up,
    gifts:
      said.outcome === "visited"
        ? said.gifts.map((one) => ({ ...one, item: one.item || meta.money, value: money(one.value), quantity: money(one.quantity || 1) }))
        : [],
    captured_at: new Date().toISOString(),
    clock_offset: meta.offset,
    photos: draft.photos.map(({ sha256, key, iv }) => ({ sha256, key, iv })),
    fact,
  };
}
