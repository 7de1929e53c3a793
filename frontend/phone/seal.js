// Sealing: finished visits to the server's public key (RSA-OAEP around AES-GCM), duties and drafts to a key that the
// server gives for the session and that the phone forgets when the session ends.
const utf8 = new TextEncoder();
const AES = { name: "AES-GCM", length: 256 };

export const base64 = (bytes) => {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
};
export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const sha256 = async (bytes) =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const restKey = (secret) => crypto.subtle.importKey("raw", bytesOf(secret), AES, false, ["encrypt", "decrypt"]);

export async function keep(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8.encode(JSON.stringify(value)));
  return { iv, body };
}

export async function reveal(key, kept) {
  const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, key, kept.body);
  return JSON.parse(new TextDecoder().decode(clear));
}

// A picture gets a key of its own, which travels inside the envelope.
export async function sealBytes(bytes) {
  const key = await crypto.subtle.generateKey(AES, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes);
  return { body, sha256: await sha256(body), key: base64(await crypto.subtle.exportKey("raw", key)), iv: base64(iv) };
}

export async function sealPayload(payload, server) {
  const outer = await crypto.subtle.importKey("spki", bytesOf(server.key), { name: "RSA-OAEP", hash: "SHA-256" }, false, ["wrapKey"]);
  const inner = await crypto.subtle.generateKey(AES, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, inner, utf8.encode(JSON.stringify(payload)));
  const key = await crypto.subtle.wrapKey("raw", inner, outer, { name: "RSA-OAEP" });
  const envelope = JSON.stringify({ v: 1, kid: server.kid, key: base64(key), iv: base64(iv), body: base64(body) });
  return { envelope, sha256: await sha256(utf8.encode(envelope)) };
}
