// Sending: one at a time, from the page. The answer's body is believed, never the browser's word that it is online; an
// item leaves the phone only when the server names it and its fingerprint.
import * as store from "./store.js";

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
const ASKED_ITEMS = 100;
const DAY = 86_400_000;
const KEPT_SENT = 3 * DAY;
const SHOWN_SENT = 60 * DAY;
let wait = FIRST_WAIT;
let timer = 0;
export const device = async () => {
  let id = await store.meta("device");
  if (!id) {
    id = crypto.randomUUID();
    await store.setMeta("device", id);
  }
  return id;
};

export class Unreached extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      redirect: "manual",
      cache: "no-store",
      ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
  } catch {
    throw new Unreached("offline");
  }
  if (answer.status === 401 || answer.status === 403) throw new Unreached(answer.status === 401 ? "login" : "faulty");
  if (answer.status === 413) throw new Unreached("too_large");
  if (answer.type === "opaqueredirect") throw new Unreached("portal");
  let body;
  try {
    body = await answer.json();
  } catch {
    throw new Unreached(answer.ok ? "portal" : "faulty");
  }
  return { status: answer.status, body };
}

export async function hello() {
  const id = await device();
  const began = Date.now();
  const sealed = (await store.all("outbox"))
    .filter((item) => item.sent && item.envelope)
    .slice(0, ASKED_ITEMS)
    .map((item) => item.item);
  const { body } = await ask(`/visit/sync/hello?device=${id}&held=${sealed.join(",")}`);
  if (body.tongxin !== "hello") throw new Unreached("portal");
  const middle = (began + Date.now()) / 2;
  return { ...body, offset: Math.round((Date.parse(body.server_time) - middle) / 1000) };
}

export async function duties() {
  const { body } = await ask("/visit/sync/duties");
  if (body.tongxin !== "duties") throw new Unreached("portal");
  return body;
}

async function sendPhotos(item, said, wanted) {
  for (const name of wanted) {
    const held = await store.get("blob", name);
    if (!held) continue;
    const { status, body } = await ask(`/visit/sync/blob/${name}`, {
      method: "PUT",
      body: held.bytes,
      headers: { "X-CSRFToken": said.csrf, "Content-Type": "application/octet-stream" },
    });
    if (status !== 201 || body.sha256 !== name) throw new Unreached("faulty");
  }
}

async function sendOne(item, said) {
  await sendPhotos(item, said, item.photos);
  const post = () =>
    ask("/visit/sync/visit", {
      method: "POST",
      headers: { "X-CSRFToken": said.csrf, "Content-Type": "application/json" },
      body: JSON.stringify({ item: item.item, sha256: item.sha256, envelope: item.envelope }),
    });
  let { status, body } = await post();
  if (status === 202 && body.missing?.length) {
    await sendPhotos(item, said, body.missing);
    ({ status, body } = await post());
  }
  await take(item, status, body);
}

// Only an answer that names the item and its fingerprint lets go of it; whatever else came, it stays. What was sent stays
// sealed on the phone a few days more: a server put back from last night's backup is sent it again.
async function take(item, status, body) {
  if (![201, 202, 409].includes(status) || body.item !== item.item || body.sha256 !== item.sha256) throw new Unreached("faulty");
  const state = status === 409 ? "conflict" : body.state;
  await store.put("outbox", {
    ...item,
    state,
    receipt: body.receipt,
    number: body.number,
    reason: body.reason,
    sent: true,
    sentAt: Date.now(),
    trouble: null,
  });
}

const ended = ["applied", "refused"];
const settled = (item) => item.sent && Date.now() - item.sentAt > KEPT_SENT && (ended.includes(item.state) || item.state === "conflict");

// What became of items sent before: the server tells in its greeting. Long settled ones leave the phone.
export async function learn(said) {
  const told = new Map(said.items.map((one) => [one.item, one]));
  await store.together(["outbox", "blob"], "readwrite", async (of, until) => {
    for (const item of await until(of("outbox").getAll())) {
      const news = told.get(item.item);
      const now = { ...item };
      if (item.sent && item.state !== "conflict" && news)
        Object.assign(now, { state: news.state, number: news.number, reason: news.reason });
      else if (item.sent && said.unknown.includes(item.item)) Object.assign(now, { sent: false, state: null });
      if (settled(now)) {
        for (const name of now.photos) of("blob").delete(name);
        if (Date.now() - now.sentAt > SHOWN_SENT) {
          of("outbox").delete(now.item);
          continue;
        }
        delete now.envelope;
        now.photos = [];
      }
      of("outbox").put(now);
    }
  });
}

export async function sendAll(said, progress) {
  // One sender among all tabs; the server would be safe without it.
  const locked = async (work) =>
    navigator.locks ? navigator.locks.request("tongxin-send", { ifAvailable: true }, (lock) => (lock ? work() : null)) : work();
  return locked(async () => {
    const waiting = (await store.all("outbox"))
      .filter((item) => !item.sent && item.community === said.user.community)
      .sort((a, b) => a.made - b.made || a.seq - b.seq);
    let failed = null;
    for (const item of waiting) {
      try {
        await sendOne(item, said);
        wait = FIRST_WAIT;
      } catch (fault) {
        if (!(fault instanceof Unreached)) throw fault;
        failed = fault.why;
        await store.put("outbox", { ...(await store.get("outbox", item.item)), trouble: fault.why });
        if (fault.why !== "too_large") break;
      }
      await progress();
    }
    return failed;
  });
}

export function again(work) {
  clearTimeout(timer);
  timer = setTimeout(work, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}
export const soon = () => {
  wait = FIRST_WAIT;
};
