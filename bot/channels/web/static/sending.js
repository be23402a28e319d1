/* Requests to our server; nothing else is ever asked. */

import { place, sessionHeader } from "./keeping.js";

const TIMEOUT = 30000;

export async function request(method, path, body) {
  const stop = window.AbortController ? new AbortController() : null;
  const timer = setTimeout(function () {
    if (stop) stop.abort();
  }, TIMEOUT);
  try {
    return await fetch(path, {
      method: method,
      headers: Object.assign(body ? { "Content-Type": "application/json" } : {}, sessionHeader()),
      credentials: "same-origin",
      body: body ? JSON.stringify(body) : undefined,
      signal: stop ? stop.signal : undefined,
    });
  } finally {
    clearTimeout(timer);
  }
}

/* {answer}, {isRefused}, or what is to be tried again after `wait` seconds. */
export async function post(item) {
  try {
    const response = await request("POST", "/api/chat", {
      text: item.text,
      payload: item.payload,
      id: item.id,
      locality: place,
      assisted: Boolean(item.assisted),
      tracked: true,
    });
    if (response.ok) {
      const answer = await response.json();
      return answer && answer.shown ? { answer: answer } : { wait: 0 };
    }
    const isTemporary = response.status >= 500 || response.status === 409 || response.status === 429;
    if (!isTemporary) return { isRefused: true };
    return { isBusy: response.status === 429, wait: Number(response.headers.get("Retry-After")) || 0 };
  } catch (error) {
    return { wait: 0 };
  }
}
