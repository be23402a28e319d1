/* In a frame on another site: talks with the script that opened it (embed.js). Nothing secret is said to it. */

import { isFramed } from "./keeping.js";

export function startFramed(question) {
  if (!isFramed) return;
  document.querySelectorAll("button:disabled").forEach(function (button) {
    button.disabled = false;
  });
  if (window.parent === window) return;
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.isComposing) tell("close");
  });
  window.addEventListener("message", function (event) {
    if (event.source !== window.parent || !event.data || event.data.troly !== "opened") return;
    /* A keyboard on the screen would hide the greeting; there the resident taps the field. */
    const isTouched = window.matchMedia("(pointer: coarse)").matches;
    (isTouched ? document.querySelector("h1") : question).focus();
  });
  tell("ready");
}

function tell(what) {
  window.parent.postMessage({ troly: what }, "*");
}
