// The page for phones: what was taken along, a form, an outbox, for each kind of item that is declared. Save first, send after;
// what the server has is said by the server.
import "../theme.js";
import { counters } from "../counter.js";
import * as store from "./store.js";
import * as seal from "./seal.js";
import * as net from "./send.js";
import { dayAt } from "./days.js";
import { kinds } from "./kinds.js";
import { shrink } from "./photo.js";

const el = (id) => document.getElementById(id);
const words = JSON.parse(el("words").textContent);
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
const FORM_VERSION = Number(document.body.dataset.formVersion);
const DAY = 86_400_000;
// `draft` holds its kind, what it is about (`subject`), the choices it was begun with, and what was typed.
let state = { key: null, owner: "", offset: 0, snapshot: null, draft: null, said: null, net: "" };

// ---- who may read: a key for the session, forgotten when it ends

async function unlock() {
  const kept = await store.meta("key");
  state.offset = (await store.meta("offset")) || 0;
  if (!kept || Date.now() > kept.until) {
    if (kept) await store.remove("meta", "key");
    Object.assign(state, { key: null, owner: "", snapshot: null });
    return;
  }
  Object.assign(state, { key: kept.key, owner: kept.owner });
  const held = await store.get("duty", kept.owner);
  state.snapshot = null;
  if (held && Date.now() < held.until) {
    try {
      state.snapshot = await seal.reveal(state.key, held);
    } catch {
      /* sealed for another session */
    }
  } else if (held) await store.remove("duty", kept.owner);
}

async function greet() {
  const said = await net.hello();
  const until = Date.now() + said.seconds * 1000;
  const before = await store.meta("key");
  if (before && before.owner !== said.user.ref) Object.assign(state, { snapshot: null, draft: null });
  await store.setMeta("key", { key: await seal.restKey(said.secret), owner: said.user.ref, until });
  await store.setMeta("offset", said.offset);
  await store.setMeta("server", {
    key: said.key,
    kid: said.kid,
    ticket: said.ticket,
    owner: said.user.ref,
    name: said.user.name,
    community: said.user.community,
    versions: said.versions,
  });
  await store.setMeta("counts", { ...said.counts, owner: said.user.ref });
  await net.learn(said);
  state.said = said;
  return said;
}

async function fetchAlong() {
  const found = await net.duties();
  const until = Date.now() + Math.max(0, Date.parse(found.expires_at) - Date.parse(found.made_at));
  await store.put("duty", { owner: state.owner, until, ...(await seal.keep(state.key, found)) });
  state.snapshot = found;
}

// ---- sending

async function connect({ anew = false } = {}) {
  try {
    await greet();
    await unlock();
    state.net = "online";
    const failed = await net.sendAll(state.said, render);
    // "Saved on this phone" is no news any more once everything has left it.
    if (state.message === words.saved && (await store.all("outbox")).every((item) => item.sent)) state.message = "";
    if (anew || !state.snapshot) await fetchAlong();
    if (failed) state.net = failed;
    else await greet();
  } catch (fault) {
    if (!(fault instanceof net.Unreached)) {
      state.net = "faulty";
      console.error(fault);
    } else state.net = fault.why;
    if (fault.why === "login") {
      await store.remove("meta", "key");
      await unlock();
    }
  }
  await render();
  if ((await store.all("outbox")).some((item) => !item.sent)) net.again(connect);
}

// ---- what is shown

function notice(text, kind = "") {
  const line = document.createElement("p");
  line.className = `notice ${kind}`;
  line.textContent = text;
  return line;
}

const dots = { ready: 1, received: 2, waiting: 2, held: 2, refused: 2, conflict: 2, applied: 4 };
function stateWords(item) {
  if (!item.sent) return item.trouble === "too_large" ? words.too_large : words.ready;
  if (item.state === "applied") return item.number ? fill(words.registered, { number: item.number }) : words.applied;
  return fill(words[item.state] || words.received, { reason: item.reason || "" });
}

async function itemRow(item) {
  const row = el("t-item").content.firstElementChild.cloneNode(true);
  let label = new Date(item.made).toLocaleString(document.documentElement.lang, {
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  if (item.owner === state.owner && state.key && item.label) {
    try {
      label = `${await seal.reveal(state.key, item.label)} · ${label}`;
    } catch {
      /* of another session's key */
    }
  }
  row.querySelector(".item-label").textContent = label;
  row.querySelector(".state").textContent = stateWords(item);
  row.querySelector(".item-words").textContent = item.receipt || "";
  [...row.querySelectorAll(".dots li")].forEach((dot, at) => dot.classList.toggle("on", at < (item.sent ? dots[item.state] || 2 : 1)));
  row.dataset.state = item.sent ? item.state : "ready";
  row.dataset.item = item.item;
  return row;
}

async function notices(items) {
  const lines = [];
  if (state.net && state.net !== "online" && words[state.net] && state.net !== "login")
    lines.push(notice(words[state.net], state.net === "offline" ? "" : "late"));
  const waiting = items.filter((item) => !item.sent);
  const oldest = Math.min(...waiting.map((item) => item.made));
  if (Date.now() - oldest > 4 * DAY) lines.push(notice(words.days_4, "late"));
  else if (Date.now() - oldest > 2 * DAY) lines.push(notice(words.days_2, "late"));
  const others = waiting.filter((item) => state.owner && item.owner !== state.owner).length;
  if (others) lines.push(notice(fill(words.others, { n: others })));
  if (state.message) lines.push(notice(state.message));
  if (state.update) lines.push(notice(words.update));
  el("notices").replaceChildren(...lines);
}

async function counts(items) {
  const held = await store.meta("counts");
  const sent = items.filter((item) => item.sent).length;
  el("counts").textContent =
    held && held.owner === state.owner
      ? fill(words.server, {
          n: held.applied + held.held + held.waiting + held.received + held.refused,
          applied: held.applied,
          held: held.held,
        })
      : "";
  el("server-counts").textContent =
    held && state.owner ? fill(words.phone, { n: sent, device: held.device }) + (held.device < sent ? ` ${words.differ}` : "") : "";
}

// One drawing at a time: an older one must not end after a newer one.
let drawing = null;
let stale = false;

async function render() {
  stale = true;
  drawing ||= (async () => {
    try {
      while (stale) {
        stale = false;
        await draw();
      }
    } finally {
      drawing = null;
    }
  })();
  await drawing;
}

async function draw() {
  const items = (await store.all("outbox")).sort((a, b) => b.made - a.made);
  const server = await store.meta("server");
  const typing = Boolean(state.draft);
  el("net").textContent = state.net === "online" ? words.online : state.net === "offline" ? "" : "";
  el("who").textContent = state.key && server ? server.name : "";
  el("login").hidden = Boolean(state.key) || typing;
  el("login-words").textContent = words.login;
  el("form").hidden = !typing;
  el("list").hidden = !state.key || typing;
  for (const id of ["outbox", "about"]) el(id).hidden = typing;
  if (state.key && !typing) {
    const tools = { words, fill, offset: state.offset };
    const parts = state.snapshot?.kinds || {};
    const lists = Object.values(kinds).map((kind) => kind.list(parts[kind.code], (subject) => begin(kind.code, subject), tools));
    const many = lists.reduce((sum, one) => sum + one, 0);
    el("list-note").textContent = !state.snapshot ? words.expired : many ? "" : words.none;
  }
  el("items").replaceChildren(...(await Promise.all(items.map(itemRow))));
  el("no-items").hidden = items.length > 0;
  await drafts();
  await notices(items);
  await counts(items);
  await room();
}

async function drafts() {
  const kept = state.key && !state.draft ? (await store.all("draft")).filter((one) => one.owner === state.owner) : [];
  const rows = [];
  for (const one of kept) {
    let draft;
    try {
      draft = await seal.reveal(state.key, one);
    } catch {
      continue;
    }
    const row = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link" });
    button.textContent = kinds[draft.kind].title(draft.subject);
    button.addEventListener("click", () => begin(draft.kind, draft.subject, draft));
    row.append(button);
    rows.push(row);
  }
  el("draft-list").replaceChildren(...rows);
  el("drafts").hidden = !rows.length;
}

async function room() {
  if (!navigator.storage?.estimate) return;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  el("room").textContent = fill(words.room, { used: (usage / 2 ** 20).toFixed(1), all: Math.round(quota / 2 ** 20) });
  el("kept").textContent = (await navigator.storage.persisted?.()) ? "" : words.not_kept;
}

// ---- writing

async function begin(code, subject, kept = null) {
  const { me, is_staff: isStaff, kinds: parts } = state.snapshot || {};
  // The item's number is made now: however often it is sent, it is recorded once.
  state.draft = kept || {
    kind: code,
    item: crypto.randomUUID(),
    photos: [],
    values: null,
    subject,
    choices: kinds[code].choices(parts[code]),
    me,
    isStaff,
  };
  for (const block of el("form").querySelectorAll("[data-kind]")) block.hidden = block.dataset.kind !== code;
  el("form-title").textContent = kinds[code].title(subject);
  kinds[code].draw(subject, state.draft, state.offset);
  el("form-errors").hidden = true;
  for (const details of el("form").querySelectorAll("details")) details.open = false;
  counted();
  showPhotos();
  await render();
  el("form-title").focus();
  window.scrollTo(0, 0);
}

// Nothing is cut off: beside a text stands how much fits, as on the desk's forms, and what is too long is not saved.
const limited = () => [...el("form").querySelectorAll("[data-most]")].filter((field) => !field.closest("[hidden]"));

function counted() {
  for (const field of limited()) field.dataset.over = words.over;
  counters(el("form"));
  for (const field of limited()) field.dispatchEvent(new Event("focus", { bubbles: false })); // a form drawn anew sends no input
}

function tooLong() {
  return limited().flatMap((field) => {
    const over = [...field.value.trim()].length - Number(field.dataset.most);
    const label = field.closest(".field").querySelector("label, span").firstChild.textContent.trim();
    return over > 0 ? [fill(words.too_long, { field: label, n: over })] : [];
  });
}

async function keepDraft() {
  if (!state.draft || !state.key) return;
  state.draft.values = kinds[state.draft.kind].values();
  try {
    await store.put("draft", {
      item: state.draft.item,
      owner: state.owner,
      updated: Date.now(),
      ...(await seal.keep(state.key, state.draft)),
    });
  } catch (fault) {
    if (store.isQuota(fault)) await fail([words.quota]);
    else throw fault;
  }
}

async function fail(list) {
  const box = el("form-errors");
  box.hidden = false;
  box.querySelector("ul").replaceChildren(...list.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  box.focus();
}

async function save(event) {
  event.preventDefault();
  if (state.saving) return;
  state.saving = true;
  try {
    const kind = kinds[state.draft.kind];
    const said = kind.values();
    const wrong = [...kind.faults(said, words, state.offset), ...tooLong()];
    if (wrong.length) {
      await fail(wrong);
      return;
    }
    await freeze(said);
    state.message = words.saved;
    state.draft = null;
    await render();
    await takeOver();
    net.soon();
    connect();
  } catch (fault) {
    if (!store.isQuota(fault)) throw fault;
    await fail([words.quota]);
  } finally {
    state.saving = false;
  }
}

// Finished: numbered, sealed to the server, and out of the drafts, in one transaction or not at all.
async function freeze(said) {
  const server = await store.meta("server");
  const id = await net.device();
  const seq = ((await store.meta("seq")) || 0) + 1;
  const { draft } = state;
  const kind = kinds[draft.kind];
  const payload = {
    kind: kind.code,
    item: draft.item,
    device: id,
    seq,
    form_version: FORM_VERSION,
    ticket: server.ticket,
    captured_at: new Date().toISOString(),
    clock_offset: state.offset,
    photos: draft.photos.map(({ sha256, key, iv }) => ({ sha256, key, iv })),
    ...kind.payload(said, draft.subject, draft),
  };
  const sealed = await seal.sealPayload(payload, server);
  const label = await seal.keep(state.key, kind.title(draft.subject));
  const row = {
    item: draft.item,
    owner: state.owner,
    community: server.community,
    seq,
    made: Date.now(),
    label,
    photos: draft.photos.map((one) => one.sha256),
    ...sealed,
  };
  const along = state.snapshot && left(state.snapshot, kind, said, draft.subject);
  const held = along && { ...(await store.get("duty", state.owner)), ...(await seal.keep(state.key, along)) };
  await store.together(["outbox", "draft", "meta", "duty"], "readwrite", async (of, until) => {
    const now = (await until(of("meta").get("seq")))?.value || 0;
    if (now !== seq - 1) throw new Error("another tab saved at the same moment");
    if (await until(of("outbox").get(row.item))) return;
    of("outbox").add(row);
    of("draft").delete(row.item);
    of("meta").put({ name: "seq", value: seq });
    if (held) of("duty").put(held);
  }).catch(async (fault) => {
    if (!/another tab/.test(fault.message)) throw fault;
    await freeze(said);
  });
  if (along) state.snapshot = along;
}

// What was taken along, without what this item has done.
function left(snapshot, kind, said, subject) {
  const part = snapshot.kinds[kind.code];
  return part ? { ...snapshot, kinds: { ...snapshot.kinds, [kind.code]: kind.after(part, said, subject) } } : snapshot;
}

async function addPhoto(field) {
  const [file] = field.files;
  field.value = "";
  if (!file || !state.draft) return;
  let small;
  try {
    small = await shrink(file);
  } catch {
    await fail([words.photo]);
    return;
  }
  const sealed = await seal.sealBytes(small);
  try {
    await store.put("blob", { sha256: sealed.sha256, item: state.draft.item, bytes: sealed.body });
  } catch (fault) {
    if (!store.isQuota(fault)) throw fault;
    await fail([words.quota]);
    return;
  }
  state.draft.photos.push({ sha256: sealed.sha256, key: sealed.key, iv: sealed.iv, size: small.byteLength });
  showPhotos();
  await keepDraft();
}

function showPhotos() {
  const line = (one, at) => Object.assign(document.createElement("li"), { textContent: `${at + 1} · ${Math.round(one.size / 1024)} KB` });
  for (const list of el("form").querySelectorAll("[data-photos]")) list.replaceChildren(...state.draft.photos.map(line));
}

async function leave(throwAway) {
  if (throwAway) {
    if (!window.confirm(words.discard)) return;
    const { item, photos } = state.draft;
    await store.together(["draft", "blob"], "readwrite", (of) => {
      of("draft").delete(item);
      for (const one of photos) of("blob").delete(one.sha256);
    });
  } else await keepDraft();
  state.draft = null;
  await render();
  await takeOver();
}

// The way out without any network: still sealed, for the office to take in.
async function exportFile() {
  const waiting = (await store.all("outbox")).filter((item) => !item.sent);
  if (!waiting.length) {
    state.message = words.sent_none;
    await render();
    return;
  }
  const items = await Promise.all(
    waiting.map(async (item) => ({
      item: item.item,
      sha256: item.sha256,
      envelope: item.envelope,
      photos: (await Promise.all(item.photos.map((name) => store.get("blob", name))))
        .filter(Boolean)
        .map((held) => seal.base64(held.bytes)),
    })),
  );
  const file = new Blob([JSON.stringify({ tongxin: "outbox", items })], { type: "application/json" });
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(file),
    download: `${words.file}-${dayAt(state.offset)}.json`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// ---- the worker: a new one waits until no form is open

let registration = null;

async function takeOver() {
  if (!registration?.waiting) return;
  state.update = Boolean(state.draft);
  if (state.draft) await render();
  else registration.waiting.postMessage("take-over");
}

async function work() {
  if (!("serviceWorker" in navigator)) return;
  // Listening comes first: a first worker takes charge at once, and only a second one makes the page stale.
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (controlled && !state.draft) window.location.reload();
    controlled = true;
  });
  registration = await navigator.serviceWorker.register("/visit/worker.js", { scope: "/visit/" });
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", takeOver));
  await takeOver();
}

function listen() {
  el("form").addEventListener("submit", save);
  el("form").addEventListener("focusin", counted); // a line that was added is focused first
  let timer = 0;
  el("form").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keepDraft, 300);
  });
  el("back").addEventListener("click", () => leave(false));
  el("discard").addEventListener("click", () => leave(true));
  Object.values(kinds).forEach((kind) => kind.listen());
  el("form").addEventListener("change", (event) => {
    if (event.target.matches("[data-photo]")) addPhoto(event.target);
  });
  el("send").addEventListener("click", () => {
    net.soon();
    connect();
  });
  el("fetch").addEventListener("click", () => connect({ anew: true }));
  el("export").addEventListener("click", exportFile);
  store.otherTabs(render);
  window.addEventListener("online", () => {
    net.soon();
    connect();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !state.draft) connect();
    else keepDraft();
  });
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    el("install").hidden = false;
    el("install").onclick = () => event.prompt();
  });
}

listen();
await unlock();
await render();
navigator.storage?.persist?.();
work().catch((fault) => console.error(fault));
await connect();
document.body.dataset.ready = "1";
