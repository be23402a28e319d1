// Looks at a page while a test walks through it with Tab (test_keyboard.py).
"use strict";
window.walking = (() => {
  const CONTROLS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex='-1'])";
  let controls = [];
  let unfocused = [];
  let before = null;

  const style = (one) => {
    const now = getComputedStyle(one);
    return [now.outlineStyle, now.outlineWidth, now.outlineColor, now.boxShadow].join(" ");
  };
  const text = (one) =>
    (one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText || one.value || "").trim().slice(0, 80);
  const what = (one) => `${one.tagName.toLowerCase()} ${one.id || one.name || ""} ${text(one)}`;

  // Everything that can be operated, also inside what is folded up; those are folded up again.
  function begin() {
    const folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
    controls = [...document.querySelectorAll(CONTROLS)].filter((one) => {
      const shown = one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length;
      const isOther = one.type === "radio" && !one.checked && document.querySelector(`[name="${one.name}"]:checked`);
      return shown && !one.disabled && !isOther;
    });
    unfocused = controls.map(style);
    for (const one of folded) one.open = false;
    before = null;
    return controls.map(what);
  }

  function look() {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return { left: true };
    const at = controls.indexOf(one);
    const box = one.getBoundingClientRect();
    const problems = [];
    const [outline, width] = [getComputedStyle(one).outlineStyle, parseFloat(getComputedStyle(one).outlineWidth)];
    if (style(one) === unfocused[at] || ((outline === "none" || width < 2) && getComputedStyle(one).boxShadow === "none"))
      problems.push("the focus cannot be seen");
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
      problems.push("it is outside the window");
    else {
      const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 40), 1), innerWidth - 1);
      const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
      const top = document.elementFromPoint(x, y);
      if (top && !one.contains(top) && !top.contains(one)) problems.push(`${what(top)} lies over it`);
    }
    // Forward is down or to the right.
    if (before && before !== one) {
      const last = before.getBoundingClientRect();
      if (!(box.bottom > last.top || box.left >= last.right)) problems.push(`it is above ${what(before)}`);
    }
    before = one;
    const isClosed = one.tagName === "SUMMARY" && !one.parentElement.open;
    return { left: false, known: at >= 0, at, what: what(one), problems, isClosed };
  }

  const isOpen = () => document.activeElement.tagName === "SUMMARY" && document.activeElement.parentElement.open;
  const focused = () => {
    const one = document.activeElement;
    return { tag: one.tagName.toLowerCase(), id: one.id, name: one.name || "", text: text(one), href: one.href || "" };
  };
  // In the content, or where a page whose content has no control ends.
  const isPastTheNavigation = () =>
    !!document.activeElement.closest("main") || !controls.some((one) => one.closest("main"));

  // The next Tab begins before everything, as on a page that was just opened.
  function toTop() {
    document.activeElement.blur();
    scrollTo(0, 0);
    const top = document.body;
    top.tabIndex = -1;
    top.focus();
    top.blur();
    top.removeAttribute("tabindex");
  }

  return { begin, look, isOpen, focused, isPastTheNavigation, toTop };
})();
