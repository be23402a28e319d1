/* The conversation as data: questions with their state, answers, kept on this device. */

import { keep, nameOf, readList } from "./keeping.js";

const CHAT = "chat.1";
const MAX_BUBBLES = 50;
const MAX_CHARACTERS = 200000;

let items = [];

export const storageName = nameOf(CHAT);

export function all() {
  return items;
}

export function load() {
  items = readList(CHAT).filter(isItem);
  return items;
}

export function add(item) {
  items.push(item);
  save();
}

export function addAfter(question, answer) {
  items.splice(items.indexOf(question) + 1, 0, answer);
}

export function forget() {
  items = [];
  save();
}

export function isWaiting(item) {
  return item.kind === "question" && (item.state === "waiting" || item.state === "unsent");
}

export function save() {
  items = items.slice(-MAX_BUBBLES);
  let written = JSON.stringify(items);
  while (written.length > MAX_CHARACTERS && items.length > 1) {
    items.shift();
    written = JSON.stringify(items);
  }
  keep(CHAT, items.length ? written : null);
}

/* An answer of the server as it is kept and drawn. */
export function answerOf(id, data) {
  const shown = data.shown;
  const official = data.links;
  return {
    kind: "answer",
    id: id,
    outcome: data.outcome,
    title: shown.title,
    lines: shown.lines,
    footer: shown.footer,
    links: official.map(function (url, index) {
      const tracked = (shown.tracked_links || [])[index] || url;
      return { url: tracked, goesTo: url, label: shown.link_labels[index] || url };
    }),
    buttons: shown.buttons,
  };
}

function isItem(item) {
  if (!item || typeof item.id !== "string") return false;
  return item.kind === "question" ? typeof item.text === "string" : item.kind === "answer" && Array.isArray(item.lines);
}
