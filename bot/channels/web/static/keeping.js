/* What stays on this device. On our own page and in a frame on another site under different names.
   Where the browser forbids lasting storage, the tab's storage serves; where it forbids both (cookies blocked), this
   page's memory: the conversation is not shown again after a reload, but its session comes back with the page. */

const page = document.documentElement;
const memory = new Map();

export const isFramed = page.hasAttribute("data-framed");
export const place = page.dataset.place || undefined;

const PREFIX = isFramed ? "troly.frame." + (place || "") + "." : "troly.";
const SESSION = "session";

const storage = usable("localStorage") || usable("sessionStorage");
export const hasStorage = storage !== null;

function usable(kind) {
  try {
    window[kind].setItem("troly.try", "1");
    window[kind].removeItem("troly.try");
    return window[kind];
  } catch (error) {
    return null;
  }
}

export function nameOf(key) {
  return PREFIX + key;
}

export function read(key) {
  try {
    return storage ? storage.getItem(PREFIX + key) : memory.get(key) || null;
  } catch (error) {
    return null;
  }
}

export function keep(key, value) {
  try {
    if (!storage) memory.set(key, value);
    else if (value === null) storage.removeItem(PREFIX + key);
    else storage.setItem(PREFIX + key, value);
  } catch (error) {
    /* Full storage: the page works without memory. */
  }
}

export function readList(key) {
  try {
    const found = JSON.parse(read(key) || "[]");
    return Array.isArray(found) ? found : [];
  } catch (error) {
    return [];
  }
}

export function newId() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, function (byte) {
    return ("0" + byte.toString(16)).slice(-2);
  }).join("");
}

/* In a frame our cookie does not come along, so the session is kept here and sent as a header. */
export function sessionHeader() {
  if (!isFramed) return {};
  let session = read(SESSION);
  if (!/^[0-9a-f]{32}$/.test(session || "")) {
    session = page.dataset.session;
    keep(SESSION, session);
  }
  return { "X-Troly-Session": session };
}

/* For the next person at this device. */
export function forgetSession() {
  page.dataset.session = newId();
  keep(SESSION, null);
}
