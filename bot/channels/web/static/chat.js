/* The chat page: sends questions, draws answers, keeps the conversation on this device.
   Without this file the forms of the page post to /hoi. */

import * as conversation from "./conversation.js";
import { drawAnswer, drawQuestion, drawState } from "./drawing.js";
import { startFramed } from "./framed.js";
import { forgetSession, hasStorage, keep, newId } from "./keeping.js";
import { watchReplies } from "./replies.js";
import { post, request } from "./sending.js";
import { isAssisted, startSwitches } from "./switches.js";
import { SAY } from "./wording.js";

const FIRST_WAIT = 1000;
const LAST_WAIT = 30000;
const CODE = /\bTL-[2-9A-Z]{6}\b/;

const log = document.getElementById("log");
const status = document.getElementById("status");
const composer = document.getElementById("composer");
const question = document.getElementById("question");
const clear = document.getElementById("clear");
const confirmation = document.getElementById("clear-confirmation");

let bubbles = new Map();
let isPumping = false;
let wake = function () {};
let replies = null;

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

function drawAll() {
  bubbles = new Map();
  log.textContent = "";
  conversation.all().forEach(append);
  clear.hidden = !conversation.all().length;
}

function append(item) {
  const bubble = item.kind === "question" ? drawQuestion(item) : drawAnswer(item);
  if (item.kind === "question") bubbles.set(item.id, bubble);
  log.append(bubble);
  return bubble;
}

/* Sending */

function ask(text, payload) {
  const isRepeated = conversation.all().some(function (item) {
    return conversation.isWaiting(item) && item.text === text && item.payload === payload;
  });
  if (isRepeated) return;
  const item = {
    kind: "question",
    id: newId(),
    text: text,
    payload: payload,
    assisted: isAssisted(),
    state: isPumping ? "unsent" : "waiting",
  };
  conversation.add(item);
  clear.hidden = false;
  append(item).scrollIntoView({ block: "end" });
  pump();
}

/* Sends what waits, in order, one at a time; a failure is tried again with the same id until the server answers. */
async function pump() {
  if (isPumping) return;
  isPumping = true;
  let failures = 0;
  for (let item = nextWaiting(); item; item = nextWaiting()) {
    if (!failures) say(SAY.answering);
    const result = await post(item);
    if (!conversation.all().includes(item)) continue;
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

function nextWaiting() {
  return conversation.all().find(conversation.isWaiting);
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

function markUnsent() {
  const waiting = conversation.all().filter(conversation.isWaiting);
  waiting.forEach(function (item) {
    item.state = "unsent";
    drawState(bubbles.get(item.id), item);
  });
  conversation.save();
  /* The line about the network makes the composer higher; what waits must not slip under it. */
  const last = waiting.pop();
  if (last) bubbles.get(last.id).scrollIntoView({ block: "nearest" });
}

function settle(item, data) {
  const bubble = bubbles.get(item.id);
  item.state = data ? "done" : "refused";
  drawState(bubble, item);
  if (data) {
    const answer = conversation.answerOf(item.id, data);
    conversation.addAfter(item, answer);
    bubble.after(drawAnswer(answer));
    bubble.scrollIntoView({ block: "start" });
    if (CODE.test(answer.lines.join(" "))) replies.expect();
  }
  conversation.save();
}

function showReply(reply) {
  const item = conversation.answerOf("reply-" + reply.code, reply);
  item.title = SAY.officerReplied;
  conversation.add(item);
  append(item).scrollIntoView({ block: "start" });
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

/* Asked in the page: in a frame of another site browsers show no window.confirm. */
function askToClear(isAsked) {
  confirmation.hidden = !isAsked;
  clear.hidden = isAsked || !conversation.all().length;
  (isAsked ? document.getElementById("clear-no") : clear.hidden ? question : clear).focus();
}

function onClear() {
  conversation.forget();
  keep("replies", null);
  drawAll();
  wake();
  say(SAY.cleared);
  askToClear(false);
  forgetSession();
  request("POST", "/api/session", {}).catch(function () {});
}

function onOtherTab(event) {
  if (event.key !== conversation.storageName || isPumping) return;
  conversation.load();
  drawAll();
}

function start() {
  startSwitches();
  conversation.load();
  drawAll();
  const asked = log.querySelectorAll(".question");
  if (asked.length) asked[asked.length - 1].scrollIntoView({ block: "start" });
  composer.addEventListener("submit", onSubmit);
  question.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  clear.addEventListener("click", function () {
    askToClear(true);
  });
  document.getElementById("clear-yes").addEventListener("click", onClear);
  document.getElementById("clear-no").addEventListener("click", function () {
    askToClear(false);
  });
  window.addEventListener("online", function () {
    wake();
    pump();
  });
  window.addEventListener("storage", onOtherTab);
  replies = watchReplies(function () {
    return conversation.all().length > 0 || !hasStorage;
  }, showReply);
  startFramed(question);
  pump();
}

start();
