/* Large text, and asking for another person. */

import { keep, read } from "./keeping.js";

const LARGE = "large";
const ASSISTED = "assisted";
const ASSISTED_FOR = 4 * 3600 * 1000;

const large = document.getElementById("large");
const assisted = document.getElementById("assisted");
const assistedSign = document.getElementById("assisted-sign");

export function startSwitches() {
  setLarge(read(LARGE) === "1");
  large.hidden = false;
  large.addEventListener("click", function () {
    const isLarge = large.getAttribute("aria-pressed") !== "true";
    setLarge(isLarge);
    keep(LARGE, isLarge ? "1" : null);
  });
  /* Forgotten after some hours, so that the next person at this device is not counted as helped. */
  assisted.checked = Number(read(ASSISTED)) > Date.now();
  showAssisted();
  assisted.addEventListener("change", function () {
    keep(ASSISTED, assisted.checked ? String(Date.now() + ASSISTED_FOR) : null);
    showAssisted();
  });
}

export function isAssisted() {
  return assisted.checked;
}

function setLarge(isLarge) {
  document.documentElement.classList.toggle("large", isLarge);
  large.setAttribute("aria-pressed", String(isLarge));
}

function showAssisted() {
  assistedSign.hidden = !assisted.checked;
}
