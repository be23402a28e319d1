/* Puts the chat on another site: a button, and a frame of our own page when it is pressed.
   Everything of ours is in a shadow root and a frame, so neither the site's styles nor its content policy matter. */
(function () {
  "use strict";

  const PLACES = {{ places | tojson }};
  const DEFAULT_PLACE = {{ default | tojson }};
  const SAY = {
    open: "Hỏi trợ lý số",
    close: "Đóng trợ lý số",
    name: "Trợ lý số dịch vụ công",
    slow: "Chưa mở được trợ lý. Bạn kiểm tra mạng rồi mở lại, hoặc ",
    page: "mở trợ lý ở trang riêng",
  };
  const TAG = "troly-chat";
  const OPEN = "troly.open";
  const BRAND = "#0b4a7d";
  const PATIENCE = 20000;

  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const isKnown = Object.prototype.hasOwnProperty.call(PLACES, script.dataset.locality || "");
  const place = isKnown ? script.dataset.locality : DEFAULT_PLACE;
  const found = PLACES[place] || {};
  const address = origin + "/embed" + (place ? "/" + place : "");
  const name = SAY.name + (found.name ? " – " + found.name : "");
  const narrow = window.matchMedia("(max-width: 30rem), (max-height: 30rem)");

  const STYLE = `
    :host { all: initial !important; font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif !important; }
    button, a { font: inherit; font-size: 17px; line-height: 1.3; }
    .launcher { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; display: flex; align-items: center; gap: 8px;
      min-height: 52px; padding: 8px 18px 8px 14px; border: 2px solid #fff; border-radius: 26px; background: ${found.brand || BRAND};
      color: #fff; font-weight: 600; cursor: pointer; box-shadow: 0 2px 10px rgba(0, 0, 0, 0.35); }
    .launcher svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 2; }
    :focus-visible { outline: 3px solid #c24b00; outline-offset: 3px; }
    dialog { position: fixed; inset: auto 16px 84px auto; margin: 0; padding: 0; z-index: 2147483000; width: 24rem; height: 40rem;
      max-width: calc(100vw - 32px); max-height: calc(100vh - 100px); border: 1px solid #5d7386; border-radius: 14px; overflow: hidden;
      background: #eef3f7; color: #16212c; box-shadow: 0 6px 30px rgba(0, 0, 0, 0.35); }
    dialog.full { inset: 0; width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; border: 0; border-radius: 0; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .close { position: absolute; top: 8px; right: 8px; width: 44px; height: 44px; padding: 0; border: 2px solid #fff; border-radius: 12px;
      background: ${found.brand || BRAND}; color: #fff; font-size: 22px; cursor: pointer; }
    .slow { position: absolute; inset: auto 0 0 0; margin: 0; padding: 12px 16px; background: #fff6d6; font-size: 17px; line-height: 1.5; }
    [hidden] { display: none !important; }
    @media print { :host { display: none !important; } }
    @media (forced-colors: active) { .launcher, .close { border-color: ButtonText; } }
  `;

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function icon() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5");
    svg.append(path);
    return svg;
  }

  function link() {
    const element = make("a", "", SAY.page);
    element.href = address;
    element.target = "_blank";
    element.rel = "noopener";
    return element;
  }

  function remember(isOpen) {
    try {
      if (isOpen) window.sessionStorage.setItem(OPEN, "1");
      else window.sessionStorage.removeItem(OPEN);
    } catch (error) {
      /* The site forbids storage: the chat starts closed on every page. */
    }
  }

  function wasOpen() {
    try {
      return window.sessionStorage.getItem(OPEN) === "1";
    } catch (error) {
      return false;
    }
  }

  function start() {
    if (document.querySelector(TAG)) return;
    const host = document.createElement(TAG);
    host.lang = "vi";
    document.body.append(host);
    if (!host.attachShadow || !window.HTMLDialogElement || !("adoptedStyleSheets" in document)) {
      host.append(link());
      return;
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    build(root);
  }

  function build(root) {
    const launcher = make("button", "launcher");
    const label = make("span", "", SAY.open);
    const dialog = document.createElement("dialog");
    const frame = document.createElement("iframe");
    const close = make("button", "close", "✕");
    const slow = make("p", "slow", SAY.slow);
    let isReady = false;
    let isToFocus = false;

    launcher.type = close.type = "button";
    launcher.setAttribute("aria-haspopup", "dialog");
    launcher.append(icon(), label);
    close.setAttribute("aria-label", SAY.close);
    dialog.setAttribute("aria-label", name);
    frame.title = name;
    frame.referrerPolicy = "no-referrer";
    slow.append(link());
    slow.hidden = true;
    slow.setAttribute("role", "status");
    dialog.append(frame, close, slow);
    root.append(launcher, dialog);

    function tell() {
      frame.focus();
      frame.contentWindow.postMessage({ troly: "opened" }, origin);
      isToFocus = false;
    }

    function show(isAsked) {
      const isFull = narrow.matches;
      dialog.classList.toggle("full", isFull);
      if (!frame.src) frame.src = address;
      /* A window that opens by itself after a reload must not take the focus from the site. */
      if (isFull) dialog.showModal();
      else if (isAsked) dialog.show();
      else dialog.setAttribute("open", "");
      remember(true);
      draw();
      isToFocus = isAsked;
      if (isReady && isToFocus) tell();
      setTimeout(function () {
        slow.hidden = isReady;
      }, PATIENCE);
    }

    function draw() {
      launcher.setAttribute("aria-expanded", String(dialog.open));
      label.textContent = dialog.open ? SAY.close : SAY.open;
    }

    function hide() {
      if (dialog.open) dialog.close();
    }

    launcher.addEventListener("click", function () {
      if (dialog.open) hide();
      else show(true);
    });
    close.addEventListener("click", hide);
    dialog.addEventListener("keydown", function (event) {
      if (event.key === "Escape") hide();
    });
    dialog.addEventListener("close", function () {
      remember(false);
      draw();
      launcher.focus();
    });
    window.addEventListener("message", function (event) {
      if (event.source !== frame.contentWindow || event.origin !== origin || !event.data) return;
      if (event.data.troly === "close") hide();
      if (event.data.troly === "ready") {
        isReady = true;
        slow.hidden = true;
        if (isToFocus) tell();
      }
    });
    draw();
    if (wasOpen()) show(false);
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
