// Before logging out: does this phone hold visits that were not sent? They stay, but only their writer can send them.
const NAME = "tongxin-visit";

async function opened() {
  const known = await indexedDB.databases?.();
  if (known && !known.some((one) => one.name === NAME)) return null;
  return new Promise((resolve) => {
    const asked = indexedDB.open(NAME);
    asked.onupgradeneeded = () => {
      asked.transaction.abort();
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve(null);
  });
}

const read = (db, store, how) =>
  new Promise((resolve) => {
    if (!db.objectStoreNames.contains(store)) {
      resolve([]);
      return;
    }
    const asked = how(db.transaction(store, store === "meta" ? "readwrite" : "readonly").objectStore(store));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve([]);
  });

export function guardLogout() {
  const form = document.querySelector("form[data-logout]");
  if (!form) return;
  form.addEventListener(
    "submit",
    async (event) => {
      if (form.dataset.asked) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const db = await opened();
      const waiting = db ? (await read(db, "outbox", (store) => store.getAll())).filter((item) => !item.sent).length : 0;
      // The phone forgets the key to what it holds: nobody reads it until the same account signs in again.
      if (db) {
        await read(db, "meta", (store) => store.delete("key"));
        db.close();
      }
      form.dataset.asked = "1";
      if (waiting) form.dataset.confirm = form.dataset.logout.replace("%(n)s", waiting);
      form.requestSubmit();
    },
    true,
  );
}
