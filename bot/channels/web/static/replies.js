/* Officers' replies: looked for when the resident returns and, while a question waits, now and then.
   Bounded: only with a conversation on the device, only while the page is seen, ever more rarely, and not for ever. */

import { keep, readList } from "./keeping.js";
import { request } from "./sending.js";

const SEEN = "replies";
const MAX_SEEN = 100;
const MAX_LOOKS = 60;
const FIRST_WAIT = 30000;
const LAST_WAIT = 300000;
const LEAST_PAUSE = 10000;

/* `hasConversation` says whether there is anything to look for; `show` draws a reply that is new. */
export function watchReplies(hasConversation, show) {
  let timer = null;
  let looks = 0;
  let last = -LEAST_PAUSE;
  let isLooking = false;

  async function look() {
    clearTimeout(timer);
    if (isLooking || document.hidden || !hasConversation() || looks >= MAX_LOOKS) return;
    isLooking = true;
    looks += 1;
    last = Date.now();
    const waits = await fetchNew(show);
    isLooking = false;
    if (waits) timer = setTimeout(look, Math.min(LAST_WAIT, FIRST_WAIT * Math.pow(1.3, looks - 1)));
  }

  function again() {
    if (Date.now() - last >= LEAST_PAUSE) look();
  }

  document.addEventListener("visibilitychange", again);
  window.addEventListener("online", again);
  look();
  return {
    /* A question was handed over: begin to look again. */
    expect: function () {
      clearTimeout(timer);
      looks = 0;
      timer = setTimeout(look, FIRST_WAIT);
    },
  };
}

async function fetchNew(show) {
  try {
    const response = await request("GET", "/api/replies");
    if (!response.ok) return true;
    const found = await response.json();
    const seen = readList(SEEN);
    found.replies
      .filter(function (reply) {
        return !seen.includes(reply.code);
      })
      .forEach(function (reply) {
        show(reply);
        seen.push(reply.code);
      });
    keep(SEEN, JSON.stringify(seen.slice(-MAX_SEEN)));
    return found.open > 0;
  } catch (error) {
    return true;
  }
}
