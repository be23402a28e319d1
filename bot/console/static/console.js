// Small comforts; every page works without this file: drafts are kept while typing, and keys move about.
"use strict";

(() => {
  const token = document.body.dataset.formToken;
  const form = document.querySelector("form[data-draft]");
  let timer = 0;
  let isSending = false;

  async function saveDraft() {
    if (isSending) return;
    const state = document.getElementById("draft-state");
    const fields = new URLSearchParams(new FormData(form));
    fields.set("form_token", token);
    try {
      const response = await fetch(form.dataset.draft, { method: "POST", body: fields, redirect: "error" });
      state.textContent = response.ok ? "✓ " + new Date().toLocaleTimeString("vi-VN") : form.dataset.unsaved;
    } catch {
      // No network, or a session that has ended: the answer leads to the login.
      state.textContent = form.dataset.unsaved;
      timer = setTimeout(saveDraft, 5000);
    }
  }

  if (form) {
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(saveDraft, 700);
    });
    form.addEventListener("submit", () => {
      isSending = true;
      clearTimeout(timer);
    });
    // A tab that is closed sends what the timer had not sent yet.
    addEventListener("pagehide", () => {
      const fields = new URLSearchParams(new FormData(form));
      if (!isSending && timer) navigator.sendBeacon(form.dataset.draft, fields);
    });
  }

  // The page that is open stays in sight where the navigation is one line.
  const current = document.querySelector(".top nav a[aria-current]");
  if (current) current.closest("ul").scrollLeft = current.offsetLeft - 16;

  const links = [...document.querySelectorAll(".items a.item")];
  function move(step) {
    const place = links.indexOf(document.activeElement);
    const next = links[place < 0 ? 0 : Math.min(links.length - 1, Math.max(0, place + step))];
    if (next) next.focus();
  }

  // Escape folds up what is open around the focus, unless the field has its own use for that key.
  function foldUp(event) {
    const open = event.target.closest("details[open]");
    if (!open || event.target.matches("select, [type=search], [type=date], [type=datetime-local]")) return;
    event.preventDefault();
    open.open = false;
    open.querySelector("summary").focus();
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      foldUp(event);
      return;
    }
    if (event.key === "Enter" && event.ctrlKey && form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-key=send]"));
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const acts = {
      j: () => move(1),
      ArrowDown: () => move(1),
      k: () => move(-1),
      ArrowUp: () => move(-1),
      "/": () => document.getElementById("search")?.focus(),
      r: () => document.getElementById("text")?.focus(),
      u: () => location.assign("/console/"),
    };
    const isArrow = event.key.startsWith("Arrow");
    if (acts[event.key] && !(isArrow && !links.length)) {
      event.preventDefault();
      acts[event.key]();
    }
  });
})();
