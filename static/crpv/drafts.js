/* What is typed in a form stays in this browser, for its person alone, until the server says that it has written it.

   Everything works without this file. Never stored: passwords, codes, files, hidden fields, save the token of the values
   that the page showed, so that a text taken back conflicts with what others wrote since, instead of replacing it. */

const PERSON = document.body.dataset.person;
const PREFIX = `crpv:${PERSON}:draft:`;
const RETENTION = 7 * 24 * 3600 * 1000; // milliseconds
const SECRET = "[type=password], [autocomplete=one-time-code]";
const TYPED = "input:not([type=hidden]):not([type=file]):not([type=submit]):not([type=button]), textarea, select";

/* The memory of the browser may be full or forbidden: then typing goes on without it. */

function entries() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
  } catch {
    return [];
  }
}

function store(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    /* nothing is stored */
  }
}

function erase(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    /* nothing was stored */
  }
}

/* A form, as names and values in the order of the page. */

function boxes(form) {
  return [...form.elements].filter((box) => box.name && box.matches(TYPED) && !box.readOnly && !box.disabled);
}

function isChoice(box) {
  return box.type === "checkbox" || box.type === "radio";
}

function valuesOf(box) {
  if (isChoice(box)) return box.checked ? [box.value] : [];
  return box.multiple ? [...box.selectedOptions].map((option) => option.value) : [box.value];
}

function contentsOf(form) {
  return boxes(form).map((box) => [box.name, ...valuesOf(box)]);
}

function fill(form, contents) {
  const left = [...contents];
  for (const box of boxes(form)) {
    const place = left.findIndex(([name]) => name === box.name);
    if (place < 0) continue;
    const [, ...values] = left.splice(place, 1)[0];
    if (isChoice(box)) box.checked = values.includes(box.value);
    else if (box.multiple) for (const option of box.options) option.selected = values.includes(option.value);
    else box.value = values[0] ?? "";
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/* One form of the page. */

function follow(form) {
  const [first] = boxes(form);
  if (!first || form.querySelector(SECRET)) return;
  const place = `${PREFIX}${location.pathname}${location.search}#${first.id || first.name}:`;
  let key = `${place}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const initial = contentsOf(form);
  const mark = document.createElement("input");
  mark.type = "hidden";
  mark.name = "draft";
  form.append(mark);
  const adopt = (other) => {
    key = other;
    mark.value = key.slice(place.length);
  };
  adopt(key);

  const found = entries()
    .filter((draft) => draft.key.startsWith(place))
    .sort((one, other) => other.at - one.at);
  const current = found.find((draft) => same(draft.contents, initial));
  if (current) adopt(current.key); // the page came back with what was typed: it is not lost

  let isFilling = false;
  const save = () => {
    if (isFilling) return;
    const contents = contentsOf(form);
    if (!current && same(contents, initial)) erase(key);
    else store(key, { at: Date.now(), contents, seen: form.elements.seen?.value });
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("submit", save);
  form.addEventListener("draft-saved", () => erase(key)); // a script of the page has had the server write it

  const [lost] = found;
  if (!lost || lost === current) return;
  propose(form, lost, (isTaken) => {
    if (!isTaken) {
      erase(lost.key);
      return;
    }
    adopt(lost.key);
    isFilling = true;
    fill(form, lost.contents);
    isFilling = false;
    if (lost.seen && form.elements.seen) form.elements.seen.value = lost.seen;
    first.focus();
  });
}

function propose(form, draft, choose) {
  const box = document.createElement("div");
  box.className = "fr-alert fr-alert--info fr-mb-3w";
  box.setAttribute("role", "status");
  const sentence = document.createElement("p");
  const day = new Date(draft.at).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
  const files = form.querySelector("[type=file]") ? " Les fichiers sont à choisir de nouveau." : "";
  sentence.textContent = `Une saisie non enregistrée, du ${day}, est gardée dans ce navigateur.${files}`;
  const button = (label, isTaken) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "fr-btn fr-btn--sm fr-btn--secondary fr-mt-1w fr-mr-1w";
    made.textContent = label;
    made.addEventListener("click", () => {
      box.remove();
      choose(isTaken);
    });
    return made;
  };
  box.append(sentence, button("La reprendre", true), button("L’effacer", false));
  form.before(box);
}

/* Whoever signs out leaves nothing that they typed in this browser. A form still open in another window stores its text
   again when it is sent. */

function eraseAtSignOut(event) {
  if (entries().length && !confirm("Une saisie non enregistrée sera effacée de ce navigateur. Se déconnecter ?")) {
    event.preventDefault();
    return;
  }
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("crpv:")) localStorage.removeItem(key);
  } catch {
    /* nothing was stored */
  }
}

const saved = [...document.querySelectorAll("[data-saved-draft]")].map((mark) => mark.dataset.savedDraft);
for (const { key, at } of entries()) {
  if (Date.now() - at > RETENTION || saved.some((id) => key.endsWith(`:${id}`))) erase(key);
}
if (PERSON) for (const form of document.querySelectorAll("form[method=post]:not([data-autosave])")) follow(form);
for (const form of document.querySelectorAll("[data-sign-out]")) form.addEventListener("submit", eraseAtSignOut);
