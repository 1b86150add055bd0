/* A form that saves itself while somebody types. Without this file everything still works: a button saves the section.

   Each answer is sent alone, a second after the last keystroke. Until the server has acknowledged it, what was typed is
   kept in the browser, and proposed again if the page is lost. Nothing here decides anything: the server does. */

import { readNumber } from "../documents/typed_numbers.js";

const form = document.getElementById("formulaire");
const status = document.getElementById("etat-enregistrement");
const WAIT = 900;
const RETRY = 5000;
const LONGEST = 20000;
const PREFIX = `crpv:${form.dataset.person}:`;
const PLACE = `${PREFIX}${form.dataset.autosave}`;

const answers = new Map();

function boxesOf(answer) {
  return [...answer.querySelectorAll("input:not([type=hidden]), textarea")];
}

function codeOf(answer) {
  return answer.dataset.code;
}

function slotOf(box, code) {
  return box.name.slice(code.length + 2);
}

function isChoice(box) {
  return box.type === "checkbox" || box.type === "radio";
}

function valueOf(box) {
  if (isChoice(box)) return box.checked ? box.value : "";
  return box.value;
}

/* The browser's own memory. It may be full or forbidden: then typing goes on without it. */

function remember(code, content) {
  try {
    localStorage.setItem(`${PLACE}${code}`, JSON.stringify(content));
  } catch {
    /* nothing to do: the server is told anyway */
  }
}

function forget(code) {
  try {
    localStorage.removeItem(`${PLACE}${code}`);
  } catch {
    /* nothing was kept */
  }
}

function remembered(code) {
  try {
    return JSON.parse(localStorage.getItem(`${PLACE}${code}`) || "null");
  } catch {
    return null;
  }
}

/* What the page says of the saving. */

function say(text, trouble = false) {
  status.textContent = text;
  status.classList.toggle("crpv-saving--trouble", trouble);
}

function showFaults(answer, faults) {
  for (const place of answer.querySelectorAll("[data-fault]")) {
    const sentence = faults[place.dataset.fault] || "";
    place.textContent = sentence;
    place.hidden = !sentence;
    const box = document.getElementById(`${codeOf(answer)}--${place.dataset.fault}`);
    if (box) box.toggleAttribute("aria-invalid", Boolean(sentence));
  }
}

function showFindings(answer, sentences) {
  const place = answer.querySelector("[data-findings]");
  if (!place) return;
  const justify = answer.querySelector("[data-justify]");
  if (sentences.length && justify) {
    justify.hidden = false;
    justify.open = true;
    justify.querySelector("summary").textContent = "Justification";
  }
  place.replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.className = "crpv-finding";
      line.textContent = sentence;
      return line;
    }),
  );
}

function showConflict(answer, reply) {
  answer.querySelector(".crpv-conflict")?.remove();
  const box = document.createElement("div");
  box.className = "fr-alert fr-alert--warning fr-alert--sm crpv-conflict";
  box.setAttribute("role", "alert");
  const told = document.createElement("p");
  told.textContent = `${reply.by} enregistré cette réponse le ${reply.when} : ${reply.stored}. La vôtre, encore dans les champs, n’est pas enregistrée.`;
  const mine = choice("Garder la mienne", () => {
    box.remove();
    // A box that was not touched takes what is stored: « mine » is what I typed.
    for (const one of boxesOf(answer).filter((each) => !isTouched(each))) restore(one, reply.theirs[slotOf(one, codeOf(answer))] ?? "");
    accept(answer, reply);
    send(answer);
  });
  const other = choice("Prendre la sienne", () => {
    box.remove();
    for (const one of boxesOf(answer)) restore(one, reply.theirs[slotOf(one, codeOf(answer))] ?? "");
    accept(answer, reply);
    settle(answer);
    forget(codeOf(answer));
    live(answer);
    say(`${codeOf(answer)} : la réponse enregistrée est reprise.`);
  });
  box.append(told, mine, other);
  answer.querySelector(".crpv-definition").before(box);
}

function isTouched(box) {
  return isChoice(box) ? box.checked !== box.defaultChecked : box.value !== box.defaultValue;
}

/* What the boxes show is stored now: nothing in them is touched any more. */
function settle(answer) {
  for (const box of boxesOf(answer)) {
    if (isChoice(box)) box.defaultChecked = box.checked;
    else box.defaultValue = box.value;
  }
}

function choice(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fr-btn fr-btn--sm fr-btn--secondary fr-mr-1w";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

function restore(box, text) {
  if (isChoice(box)) box.checked = box.value === text;
  else box.value = text;
}

/* Sending one answer. */

function hidden(answer, name) {
  return answer.querySelector(`[name="${codeOf(answer)}--${name}"]`);
}

function accept(answer, reply) {
  hidden(answer, "version").value = reply.version;
  hidden(answer, "vu").value = reply.seal;
}

function contentOf(answer) {
  const content = {};
  for (const box of boxesOf(answer)) {
    const slot = slotOf(box, codeOf(answer));
    content[slot] = valueOf(box) || content[slot] || "";
  }
  return content;
}

function bodyOf(answer) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const name of ["version", "vu"]) body.set(`${codeOf(answer)}--${name}`, hidden(answer, name).value);
  for (const [slot, text] of Object.entries(contentOf(answer))) body.set(`${codeOf(answer)}--${slot}`, text);
  return body;
}

function changed(answer) {
  const code = codeOf(answer);
  const kept = answers.get(code);
  kept.edits += 1;
  remember(code, contentOf(answer));
  say("Modifications en cours…");
  clearTimeout(kept.timer);
  kept.timer = setTimeout(() => send(answer), WAIT);
}

/* One answer at a time: whoever types fast does not ask the server several things at once. */

let queue = Promise.resolve();
let isSending = false;
let isLeaving = false; // the button was pressed: the form itself says all that is typed

function send(answer) {
  queue = queue.then(() => sendNow(answer));
}

/* The button waits for the answer on its way, and for that one alone: otherwise the server would meet the same person
   twice, each time on an older version, and tell them that somebody else wrote. */

form.addEventListener("submit", (event) => {
  for (const { timer } of answers.values()) clearTimeout(timer);
  if (isSending) {
    event.preventDefault();
    if (isLeaving) return;
    say("Enregistrement…");
    queue = queue.then(() => form.requestSubmit(event.submitter));
  }
  isLeaving = true;
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) isLeaving = false;
});

async function sendNow(answer) {
  if (isLeaving) return;
  const code = codeOf(answer);
  const kept = answers.get(code);
  clearTimeout(kept.timer);
  const edits = kept.edits;
  isSending = true;
  try {
    const response = await fetch(`${form.dataset.autosave}${code}/`, {
      method: "POST",
      body: bodyOf(answer),
      signal: AbortSignal.timeout(LONGEST),
    });
    if (response.redirected || !response.headers.get("Content-Type")?.includes("json")) throw new Error("session");
    receive(answer, await response.json(), kept.edits === edits);
  } catch (error) {
    const cause = error.message === "session" ? "Votre session est peut-être terminée" : "Connexion perdue";
    say(`${cause} : votre saisie est gardée dans ce navigateur. Nouvel essai dans quelques secondes.`, true);
    kept.timer = setTimeout(() => send(answer), RETRY);
  } finally {
    isSending = false;
  }
}

function receive(answer, reply, isLatest) {
  const code = codeOf(answer);
  if (reply.kind === "closed") {
    say(reply.sentence, true);
    return;
  }
  showFaults(answer, reply.faults);
  if (reply.kind === "conflict") {
    showConflict(answer, reply);
    say(`${code} : deux saisies différentes, choisissez laquelle garder.`, true);
    return;
  }
  accept(answer, reply);
  showFindings(answer, reply.findings);
  const state = answer.querySelector("[data-state]");
  if (state) state.textContent = `enregistré à ${reply.at}`;
  const total = answer.querySelector("[data-total]");
  if (total) total.textContent = reply.shown || "non renseigné";
  const refused = Object.keys(reply.faults).length;
  if (isLatest && !refused) {
    forget(code);
    settle(answer);
  }
  say(refused ? `${code} : une case n’est pas enregistrée, voyez pourquoi.` : `Enregistré à ${reply.at}`, refused > 0);
}

/* The total of the parts, as they are typed. The server computes the one that counts. */

function figure(box, text = box.value) {
  return readNumber(text, Number(box.dataset.places), box.dataset.unit);
}

function live(answer) {
  const total = answer.querySelector("[data-total]");
  const parts = boxesOf(answer).filter((box) => box.name.includes("--part."));
  if (!total || answer.querySelector("[name$='--part.structure'], [name$='--part.total']") || !parts.length) return;
  const figures = parts.map((box) => figure(box)).filter((one) => one !== null);
  const sum = figures.reduce((all, one) => all + one, 0);
  total.textContent = figures.length ? sum.toLocaleString("fr-FR", { maximumFractionDigits: 4 }) : "non renseigné";
}

/* What an earlier visit had typed and the server never acknowledged. */

function propose() {
  for (const { answer } of answers.values()) {
    const content = remembered(codeOf(answer));
    if (content && !differs(answer, content)) forget(codeOf(answer));
  }
  const lost = [...answers.values()]
    .map(({ answer }) => ({ answer, content: remembered(codeOf(answer)) }))
    .filter(({ content }) => content);
  if (!lost.length) return;
  const box = document.createElement("div");
  box.className = "fr-alert fr-alert--info fr-mb-3w";
  const told = document.createElement("p");
  const codes = lost.map(({ answer }) => codeOf(answer)).join(", ");
  told.textContent = `Ce navigateur a gardé une saisie qui n’avait pas pu être enregistrée : ${codes}.`;
  const again = choice("La reprendre", () => {
    for (const { answer, content } of lost) {
      for (const one of boxesOf(answer)) restore(one, content[slotOf(one, codeOf(answer))] ?? "");
      live(answer);
      changed(answer);
    }
    box.remove();
  });
  const drop = choice("L’oublier", () => {
    for (const { answer } of lost) forget(codeOf(answer));
    box.remove();
  });
  box.append(told, again, drop);
  document.getElementById("a-reprendre").append(box);
}

function differs(answer, content) {
  const now = contentOf(answer);
  const boxes = Object.fromEntries(boxesOf(answer).map((box) => [slotOf(box, codeOf(answer)), box]));
  return Object.keys(now).some((slot) => !isSame(boxes[slot], content[slot] ?? "", now[slot]));
}

/* The server writes « 12 500 » what was typed « 12500 »: the same answer, already saved by the button. */
function isSame(box, typed, shown) {
  if (typed.trim() === shown.trim()) return true;
  const number = box?.dataset.places ? figure(box, typed) : null;
  return number !== null && number === figure(box, shown);
}

for (const answer of form.querySelectorAll("[data-code]")) {
  answers.set(codeOf(answer), { answer, timer: 0, edits: 0 });
  answer.addEventListener("input", () => {
    live(answer);
    changed(answer);
  });
}
say("Ce que vous tapez s’enregistre tout seul.");
propose();
window.addEventListener("online", () => {
  for (const { answer } of answers.values()) if (remembered(codeOf(answer))) send(answer);
});
