/* Bubbles. Text from anywhere becomes text nodes only. */

import { SAY } from "./wording.js";

export function drawQuestion(item) {
  const bubble = make("div", "bubble question");
  const text = make("p", "", item.text);
  text.prepend(make("span", "hidden", SAY.youAsk));
  bubble.append(text);
  drawState(bubble, item);
  return bubble;
}

export function drawState(bubble, item) {
  const old = bubble.querySelector(".unsent");
  const text = item.state === "unsent" ? SAY.unsent : item.state === "refused" ? SAY.refused : "";
  if (old && old.textContent !== text) old.remove();
  if (text && !bubble.querySelector(".unsent")) bubble.append(make("p", "unsent", text));
}

export function drawAnswer(item) {
  const isEmergency = item.outcome === "emergency";
  const bubble = make("div", "bubble answer" + (isEmergency ? " emergency" : ""));
  bubble.append(make("span", "hidden", SAY.answers));
  if (item.title) bubble.append(make("h2", "", item.title));
  item.lines.forEach(function (text) {
    bubble.append(line(text, isEmergency));
  });
  (item.links || []).forEach(function (shown) {
    const host = hostOf(shown.goesTo || shown.url);
    if (!host || !/^(https?:\/\/|\/go\/)/.test(shown.url)) return;
    const paragraph = make("p");
    const anchor = link(shown.url, shown.label, "official");
    anchor.append(make("span", "host", host));
    paragraph.append(anchor);
    bubble.append(paragraph);
  });
  if (item.footer) bubble.append(make("p", "footer", item.footer));
  if (item.buttons && item.buttons.length) bubble.append(choices(item.buttons));
  return bubble;
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function hostOf(url) {
  const found = /^https?:\/\/([^/?#]+)/.exec(url);
  return found ? found[1] : "";
}

function link(url, label, className) {
  const element = make("a", className, label);
  element.href = url;
  if (!/^tel:/.test(url)) {
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
