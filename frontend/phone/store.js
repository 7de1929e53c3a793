// What the phone keeps: real stores, real transactions. `duty` homes taken along (sealed for this session), `draft` what
// is being written (sealed likewise), `outbox` what is finished (sealed for the server), `blob` pictures, `meta` the rest.
const NAME = "tongxin-visit";
const STORES = { duty: "owner", draft: "item", outbox: "item", blob: "sha256", meta: "name" };
let opened = null;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;

// What another tab saved or sent is shown here too.
export const otherTabs = (work) => {
  if (tabs) tabs.onmessage = work;
};

export function open() {
  // Browsers may drop the connection while the page sleeps: open it anew rather than fail.
  opened ||= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(store, { keyPath });
    };
    asked.onsuccess = () => {
      const db = asked.result;
      db.onclose = () => {
        opened = null;
      };
      db.onversionchange = () => {
        db.close();
        opened = null;
      };
      resolve(db);
    };
    asked.onerror = () => {
      opened = null;
      reject(asked.error);
    };
  });
  return opened;
}

const done = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

// Run work in one transaction; resolves only when the browser says that it is on the disk.
export async function together(stores, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => {
      resolve(result);
      if (mode === "readwrite" && stores.includes("outbox")) tabs?.postMessage("outbox");
    };
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
    transaction.onerror = () => {};
    Promise.resolve(work((name) => transaction.objectStore(name), done)).then(
      (value) => {
        result = value;
      },
      (fault) => {
        try {
          transaction.abort();
        } catch {
          /* it has ended already */
        }
        reject(fault);
      },
    );
  });
}

export const get = (store, key) => together([store], "readonly", (of, until) => until(of(store).get(key)));
export const all = (store) => together([store], "readonly", (of, until) => until(of(store).getAll()));
export const put = (store, value) => together([store], "readwrite", (of, until) => until(of(store).put(value)));
export const remove = (store, key) => together([store], "readwrite", (of, until) => until(of(store).delete(key)));
export const meta = async (name) => (await get("meta", name))?.value;
export const setMeta = (name, value) => put("meta", { name, value });

// What fills the disk is told as such; everything else as it came.
export const isQuota = (fault) =>
  Boolean(fault) &&
  (fault.name === "QuotaExceededError" || fault.inner?.name === "QuotaExceededError" || /quota/i.test(String(fault.message)));
