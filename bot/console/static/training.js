// Keeps the progress of a training fresh; without this file the page has a link for it.
"use strict";
(() => {
  const shown = document.getElementById("progress");
  if (!shown || shown.dataset.running !== "1") return;
  const look = async () => {
    try {
      const answer = await fetch(shown.dataset.address, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      if (answer.ok && fresh) {
        if (fresh.dataset.running !== "1") {
          window.location.reload();
          return;
        }
        shown.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // The net was away for a moment; the next look tries again.
    }
    window.setTimeout(look, 3000);
  };
  window.setTimeout(look, 3000);
})();
