// Reads the page's own texts aloud with a voice of this device; offered only where there is one for the language.
// A voice that is not local would send the text, and who reads it, to somebody's server: it is not used.

const SENTENCE = /[^.!?\u061F\u06D4\u1362]+[.!?\u061F\u06D4\u1362]*/gu; // long utterances break off in some browsers
const speech = window.speechSynthesis;

const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];
const voiceFor = (tag) => speech.getVoices().find((voice) => voice.localService && primary(voice.lang) === primary(tag));
const languageOf = (element) => element.closest("[lang]").lang;

function offer(box) {
  const [play, stop] = box.querySelectorAll("button");
  const texts = () =>
    [...document.querySelectorAll("[data-read]")].filter((one) => one.innerText.trim() && voiceFor(languageOf(one)));
  const show = () => {
    box.hidden = texts().length === 0;
  };
  const isReading = (reading) => {
    play.hidden = reading;
    stop.hidden = !reading;
  };
  const end = (button) => {
    speech.cancel();
    const hadFocus = document.activeElement === stop;
    isReading(false);
    if (button || hadFocus) play.focus();
  };

  play.addEventListener("click", () => {
    speech.cancel();
    const parts = texts().flatMap((one) =>
      (one.innerText.match(SENTENCE) ?? []).map((text) => [text.trim(), languageOf(one)]),
    );
    const utterances = parts.filter(([text]) => text).map(([text, language]) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = voiceFor(language);
      utterance.lang = utterance.voice.lang;
      return utterance;
    });
    if (!utterances.length) return;
    utterances.at(-1).addEventListener("end", () => end(false));
    isReading(true);
    stop.focus();
    utterances.forEach((utterance) => speech.speak(utterance));
  });
  stop.addEventListener("click", () => end(true));
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", show);
  isReading(false);
  show();
}

if (speech && window.SpeechSynthesisUtterance) document.querySelectorAll("[data-read-aloud]").forEach(offer);
