/* The chat page: sends questions, draws answers, keeps the conversation on this device.
   Text from anywhere becomes text nodes only. Without this file the forms of the page post to /hoi. */
(function () {
  "use strict";

  const SAY = {
    youAsk: "Bạn hỏi: ",
    answers: "Trợ lý trả lời:",
    answering: "Đang trả lời…",
    offline: "Chưa có mạng. Câu hỏi được giữ lại và tự gửi khi có mạng.",
    slow: "Mạng chậm, đang gửi lại…",
    busy: "Bạn gửi nhanh quá, chờ một chút sẽ tự gửi tiếp.",
    unsent: "⏳ Chưa gửi",
    refused: "⚠ Không gửi được câu này. Bạn gõ lại ngắn hơn giúp tôi.",
    newPage: " (mở trang mới)",
    confirmClear: "Xoá cuộc trò chuyện trên máy này? Sau khi xoá không lấy lại được.",
    cleared: "Đã xoá cuộc trò chuyện trên máy này.",
  };

  const CHAT_KEY = "troly.chat.1";
  const LARGE_KEY = "troly.large";
  const MAX_BUBBLES = 50;
  const MAX_CHARACTERS = 200000;
  const FIRST_WAIT = 1000;
  const LAST_WAIT = 30000;
  const TIMEOUT = 30000;

  const log = document.getElementById("log");
  const status = document.getElementById("status");
  const composer = document.getElementById("composer");
  const question = document.getElementById("question");
  const large = document.getElementById("large");
  const clear = document.getElementById("clear");

  let items = [];
  let bubbles = new Map();
  let isPumping = false;
  let wake = function () {};

  /* Keeping */

  function read(key) {
    try {
      return window.localStorage.getItem(key);
    } catch (error) {
      return null;
    }
  }

  function keep(key, value) {
    try {
      if (value === null) window.localStorage.removeItem(key);
      else window.localStorage.setItem(key, value);
    } catch (error) {
      /* Private window or full storage: the page works without memory. */
    }
  }

  function readItems() {
    try {
      const found = JSON.parse(read(CHAT_KEY) || "[]");
      return Array.isArray(found) ? found.filter(isItem) : [];
    } catch (error) {
      return [];
    }
  }

  function isItem(item) {
    if (!item || typeof item.id !== "string") return false;
    return item.kind === "question" ? typeof item.text === "string" : item.kind === "answer" && Array.isArray(item.lines);
  }

  function keepItems() {
    items = items.slice(-MAX_BUBBLES);
    let written = JSON.stringify(items);
    while (written.length > MAX_CHARACTERS && items.length > 1) {
      items.shift();
      written = JSON.stringify(items);
    }
    keep(CHAT_KEY, items.length ? written : null);
  }

  function newId() {
    if (window.crypto && window.crypto.randomUUID) return window.crypto.randomUUID();
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  /* Drawing */

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function link(url, label, className) {
    const element = make("a", className, label);
    element.href = url;
    if (/^https?:/.test(url)) {
      element.target = "_blank";
      element.rel = "noopener noreferrer";
      element.append(make("span", "hidden", SAY.newPage));
    }
    return element;
  }

  /* A line as text, with web addresses (and in an emergency telephone numbers) as links. */
  function line(text, isEmergency) {
    const isHeading = /:$/.test(text) && text.length < 40;
    const isPoint = /^(•|\d+\.) /.test(text);
    const paragraph = make("p", isHeading ? "heading" : isPoint ? "item" : "");
    const pattern = isEmergency ? /(https?:\/\/[^\s]*[^\s.,;:)”]|\b11[345]\b)/ : /(https?:\/\/[^\s]*[^\s.,;:)”])/;
    text.split(pattern).forEach(function (part, index) {
      if (index % 2 === 0) paragraph.append(part);
      else paragraph.append(link(/^\d/.test(part) ? "tel:" + part : part, part));
    });
    return paragraph;
  }

  function choices(buttons) {
    const group = make("div", "choices");
    let hasRating = false;
    buttons.forEach(function (button) {
      const isRating = button.payload.startsWith("h|");
      if (isRating && !hasRating) group.append(make("span", "break"));
      hasRating = hasRating || isRating;
      const element = make("button", isRating ? "choice rate" : "choice", button.label);
      element.type = "button";
      element.dataset.payload = button.payload;
      group.append(element);
    });
    return group;
  }

  function drawQuestion(item) {
    const bubble = make("div", "bubble question");
    const text = make("p", "", item.text);
    text.prepend(make("span", "hidden", SAY.youAsk));
    bubble.append(text);
    bubbles.set(item.id, bubble);
    drawState(item);
    return bubble;
  }

  function drawState(item) {
    const bubble = bubbles.get(item.id);
    if (!bubble) return;
    const old = bubble.querySelector(".unsent");
    const text = item.state === "unsent" ? SAY.unsent : item.state === "refused" ? SAY.refused : "";
    if (old && old.textContent !== text) old.remove();
    if (text && !bubble.querySelector(".unsent")) bubble.append(make("p", "unsent", text));
  }

  function drawAnswer(item) {
    const isEmergency = item.outcome === "emergency";
    const bubble = make("div", "bubble answer" + (isEmergency ? " emergency" : ""));
    bubble.append(make("span", "hidden", SAY.answers));
    if (item.title) bubble.append(make("h2", "", item.title));
    item.lines.forEach(function (text) {
      bubble.append(line(text, isEmergency));
    });
    (item.links || []).forEach(function (shown) {
      if (!/^https?:\/\//.test(shown.url)) return;
      const paragraph = make("p");
      paragraph.append(link(shown.url, shown.label, "official"));
      bubble.append(paragraph);
    });
    if (item.footer) bubble.append(make("p", "footer", item.footer));
    if (item.buttons && item.buttons.length) bubble.append(choices(item.buttons));
    return bubble;
  }

  function drawAll() {
    bubbles = new Map();
    log.textContent = "";
    items.forEach(function (item) {
      log.append(item.kind === "question" ? drawQuestion(item) : drawAnswer(item));
    });
    clear.hidden = !items.length;
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  /* Sending */

  function isWaiting(item) {
    return item.kind === "question" && (item.state === "waiting" || item.state === "unsent");
  }

  function ask(text, payload) {
    const isRepeated = items.some(function (item) {
      return isWaiting(item) && item.text === text && item.payload === payload;
    });
    if (isRepeated) return;
    const item = { kind: "question", id: newId(), text: text, payload: payload, state: isPumping ? "unsent" : "waiting" };
    items.push(item);
    keepItems();
    const bubble = drawQuestion(item);
    log.append(bubble);
    clear.hidden = false;
    bubble.scrollIntoView({ block: "end" });
    pump();
  }

  /* Sends what waits, in order, one at a time; a failure is tried again with the same id until the server answers. */
  async function pump() {
    if (isPumping) return;
    isPumping = true;
    let failures = 0;
    for (let item = items.find(isWaiting); item; item = items.find(isWaiting)) {
      if (!failures) say(SAY.answering);
      const result = await post(item);
      if (!items.includes(item)) continue;
      if (result.answer || result.isRefused) {
        failures = 0;
        settle(item, result.answer);
      } else {
        failures += 1;
        say(result.isBusy ? SAY.busy : navigator.onLine ? SAY.slow : SAY.offline);
        markUnsent();
        await pause(Math.max(result.wait * 1000, Math.min(LAST_WAIT, FIRST_WAIT * Math.pow(2, failures - 1))));
      }
    }
    isPumping = false;
    if (status.textContent !== SAY.cleared) say("");
  }

  function pause(milliseconds) {
    return new Promise(function (resolve) {
      const timer = setTimeout(resolve, milliseconds);
      wake = function () {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function send(path, body) {
    const stop = window.AbortController ? new AbortController() : null;
    const timer = setTimeout(function () {
      if (stop) stop.abort();
    }, TIMEOUT);
    try {
      return await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: "same-origin",
        body: JSON.stringify(body),
        signal: stop ? stop.signal : undefined,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async function post(item) {
    try {
      const response = await send("/api/chat", { text: item.text, payload: item.payload, id: item.id });
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

  function markUnsent() {
    items.filter(isWaiting).forEach(function (item) {
      item.state = "unsent";
      drawState(item);
    });
    keepItems();
    /* The line about the network makes the composer higher; what waits must not slip under it. */
    const last = items.filter(isWaiting).pop();
    if (last) bubbles.get(last.id).scrollIntoView({ block: "nearest" });
  }

  function settle(item, data) {
    item.state = data ? "done" : "refused";
    drawState(item);
    if (data) {
      const shown = data.shown;
      const answer = {
        kind: "answer",
        id: item.id,
        outcome: data.outcome,
        title: shown.title,
        lines: shown.lines,
        footer: shown.footer,
        links: data.links.map(function (url, index) {
          return { url: url, label: shown.link_labels[index] || url };
        }),
        buttons: shown.buttons,
      };
      items.splice(items.indexOf(item) + 1, 0, answer);
      const bubble = bubbles.get(item.id);
      bubble.after(drawAnswer(answer));
      bubble.scrollIntoView({ block: "start" });
    }
    keepItems();
  }

  /* What the resident does */

  function onSubmit(event) {
    event.preventDefault();
    const text = question.value.trim();
    question.focus();
    if (!text) return;
    question.value = "";
    ask(text);
  }

  function onKey(event) {
    /* While a Vietnamese keyboard is still composing a word, Enter belongs to it. */
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    onSubmit(event);
  }

  function onClick(event) {
    const button = event.target.closest("button[data-payload]");
    if (!button) return;
    event.preventDefault();
    ask(button.textContent.trim(), button.dataset.payload);
  }

  function onClear() {
    if (!window.confirm(SAY.confirmClear)) return;
    items = [];
    keepItems();
    drawAll();
    wake();
    say(SAY.cleared);
    question.focus();
    send("/api/session", {}).catch(function () {});
  }

  function setLarge(isLarge) {
    document.documentElement.classList.toggle("large", isLarge);
    large.setAttribute("aria-pressed", String(isLarge));
  }

  function onLarge() {
    const isLarge = large.getAttribute("aria-pressed") !== "true";
    setLarge(isLarge);
    keep(LARGE_KEY, isLarge ? "1" : null);
  }

  function onOtherTab(event) {
    if (event.key !== CHAT_KEY || isPumping) return;
    items = readItems();
    drawAll();
  }

  function start() {
    setLarge(read(LARGE_KEY) === "1");
    large.hidden = false;
    items = readItems();
    drawAll();
    const asked = log.querySelectorAll(".question");
    if (asked.length) asked[asked.length - 1].scrollIntoView({ block: "start" });
    composer.addEventListener("submit", onSubmit);
    question.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    large.addEventListener("click", onLarge);
    clear.addEventListener("click", onClear);
    window.addEventListener("online", function () {
      wake();
      pump();
    });
    window.addEventListener("storage", onOtherTab);
    pump();
  }

  start();
})();
