// The desk of an opinion: toolbar, live preview, autosave. Everything works without this file; it only spares gestures.

const PREVIEW_AFTER = 400; // milliseconds without typing
const SAVE_AFTER = 2500;
const TRY_AGAIN_AFTER = 5000;
const NOT_SAVED = {
  session: "Votre session est finie. Rechargez cette page pour vous connecter : votre texte, gardé dans ce navigateur, vous sera proposé.",
  403: "Cette page date d’une session finie. Rechargez-la : votre texte, gardé dans ce navigateur, vous sera proposé.",
  404: "Cette rubrique ne vous est plus ouverte : votre mandat a pris fin, ou l’avis n’est plus en préparation. Votre texte est resté ici.",
};

for (const form of document.querySelectorAll("[data-editor]")) {
  edit(form);
}
for (const proposals of document.querySelectorAll("[data-proposals]")) {
  proposals.addEventListener("change", () => fold(proposals));
  fold(proposals);
}

// A sentence is rewritten in its own field, shown when that is the choice.
function fold(proposals) {
  for (const proposal of proposals.querySelectorAll(".opinion-proposal")) {
    const chosen = proposal.querySelector("input[type=radio]:checked");
    const field = proposal.querySelector("textarea");
    const isRewritten = Boolean(chosen) && chosen.value === "rewritten";
    if (isRewritten && !field.value) {
      field.value = proposal.querySelector("legend").textContent.trim();
    }
    proposal.querySelector("[data-rewriting]").hidden = !isRewritten;
  }
}

function edit(form) {
  const source = form.querySelector("#source");
  const proposals = form.querySelector("[data-proposals]");
  const shown = document.querySelector("[data-shown]");
  const toolbar = form.querySelector("[data-toolbar]");
  const state = { saved: source.value, previewing: 0, saving: 0, isHeld: "held" in form.dataset, isBusy: false };
  Object.assign(state, { hasChosen: false, waiting: null });
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) {
      mark(source, button.dataset.mark);
      source.dispatchEvent(new Event("input"));
    }
  });
  source.addEventListener("input", () => {
    clearTimeout(state.previewing);
    clearTimeout(state.saving);
    state.previewing = setTimeout(() => preview(form, source, shown), PREVIEW_AFTER);
    if (!state.isHeld) {
      say(form, "Modifications non enregistrées…");
      state.saving = setTimeout(() => save(form, source, state), SAVE_AFTER);
    }
  });
  // The text saves itself; what is chosen of the sentences waits for the button, and is not left behind unsaid.
  proposals?.addEventListener("input", () => {
    state.hasChosen = true;
  });
  form.addEventListener("submit", (event) => {
    if (state.isBusy) {
      // One save at a time: the button waits for the one under way, so that nobody conflicts with themselves.
      event.preventDefault();
      state.waiting = () => form.requestSubmit(event.submitter);
      return;
    }
    clearTimeout(state.saving);
    state.isHeld = true;
    state.saved = source.value;
    state.hasChosen = false;
  });
  window.addEventListener("online", () => {
    if (source.value !== state.saved) save(form, source, state);
  });
  window.addEventListener("beforeunload", (event) => {
    if (source.value !== state.saved || state.hasChosen) {
      event.preventDefault();
    }
  });
}

const WRAPS = { bold: ["**", "**", "texte en gras"], link: ["[", "](https://)", "texte du lien"] };
const STARTS = { heading: "## ", list: "- ", numbers: "1. " };

function mark(source, kind) {
  const { selectionStart: start, selectionEnd: end, value } = source;
  const chosen = value.slice(start, end);
  source.focus();
  if (WRAPS[kind]) {
    const [before, after, example] = WRAPS[kind];
    source.setRangeText(before + (chosen || example) + after, start, end, "select");
    return;
  }
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const lines = value.slice(from, end).split("\n");
  source.setRangeText(lines.map((line) => STARTS[kind] + line).join("\n"), from, end, "end");
}

function send(form, url, accept) {
  return fetch(url, { method: "POST", body: new FormData(form), headers: { Accept: accept } });
}

async function preview(form, source, shown) {
  try {
    const answer = await send(form, form.dataset.preview, "text/html");
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown.replaceChildren(...page.body.childNodes);
    }
  } catch {
    // Without network the preview stays as it was; the save says what is wrong.
  }
}

async function save(form, source, state) {
  if (state.isHeld || state.isBusy) {
    return;
  }
  const text = source.value;
  state.isBusy = true;
  say(form, "Enregistrement…");
  try {
    const answer = await send(form, form.action, "application/json");
    const reason = answer.redirected ? NOT_SAVED.session : NOT_SAVED[answer.status];
    if (reason) {
      state.isHeld = true;
      say(form, reason, true);
    } else {
      receive(form, await answer.json(), text, state, answer.ok);
    }
  } catch {
    say(form, "Connexion perdue : votre texte est gardé dans ce navigateur. Nouvel essai dans quelques secondes.", true);
    clearTimeout(state.saving);
    state.saving = setTimeout(() => save(form, source, state), TRY_AGAIN_AFTER);
  } finally {
    state.isBusy = false;
  }
  if (state.waiting) {
    const submit = state.waiting;
    state.waiting = null;
    submit();
    return;
  }
  if (source.value === text && state.saved === text && !state.hasChosen) {
    form.dispatchEvent(new Event("draft-saved"));
  } else if (source.value !== text) {
    state.saving = setTimeout(() => save(form, source, state), SAVE_AFTER);
  }
}

function receive(form, told, text, state, isSaved) {
  if (!isSaved) {
    state.isHeld = true;
    say(form, `${told.message} Enregistrez par le bouton pour voir les deux textes.`, true);
    return;
  }
  form.querySelector("[name=seen]").value = told.version;
  state.saved = text;
  say(form, `Enregistré le ${told.saved}.${state.hasChosen ? " Vos choix de phrases attendent le bouton." : ""}`);
}

function say(form, text, isRefused = false) {
  const place = form.querySelector("[data-saved]");
  place.textContent = text;
  place.classList.toggle("is-refused", isRefused);
}
