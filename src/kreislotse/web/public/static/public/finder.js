// <kreislotse-finder lang="uk" filter="thema=sprache-lernen"><a href="…">Angebote finden</a></kreislotse-finder>
// Shows the search of a Kreislotse on another website. Until it has an answer, and without one, the link inside stays.
const HOME = new URL("/", import.meta.url);
const STYLE = `
:host { display: block; font: inherit; }
form { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem; margin: 0 0 1rem; }
label { flex: 1 1 12rem; font-weight: 600; }
input { display: block; inline-size: 100%; box-sizing: border-box; margin-block-start: .25rem; font-weight: 400; }
input, button { min-block-size: 2.75rem; padding: .375rem .75rem; border: 1px solid currentColor; border-radius: .375rem; font: inherit; color: inherit; background: transparent; }
button { cursor: pointer; font-weight: 600; }
ul { margin: 0 0 1rem; padding: 0; list-style: none; }
li { padding: .75rem 0; border-block-end: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
li a { font-weight: 600; }
p { margin: .25rem 0; }
`;

function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  return made;
}

class KreislotseFinder extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(document.createElement("slot"));
    this.ask("");
  }

  async ask(words) {
    const language = (this.getAttribute("lang") ?? "de").toLowerCase();
    const address = new URL(language === "de" ? "einbetten/angebote.json" : `${language}/einbetten/angebote.json`, HOME);
    address.search = this.getAttribute("filter") ?? "";
    if (words) address.searchParams.set("q", words);
    this.latest = address.href;
    try {
      const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (this.latest === address.href) this.show(found);
    } catch {
      if (!this.list) return; // the link stays
      this.list.replaceChildren();
      this.status.replaceChildren(document.createElement("slot"));
    }
  }

  show(found) {
    if (!this.list) this.build(found);
    this.status.textContent = found.count;
    this.list.replaceChildren(...found.offers.map((offer) => {
      const line = document.createElement("li");
      const title = element("a", offer.title, { href: offer.url, target: "_top", lang: offer.titleLanguage });
      title.dir = "auto";
      const facts = [...offer.places, offer.spoken.join(" · ")].filter(Boolean).map((fact) => element("p", fact, { dir: "auto" }));
      line.append(title, element("p", offer.summary, { dir: "auto", lang: offer.summaryLanguage }), ...facts);
      return line;
    }));
    this.all.textContent = found.all.label;
    this.all.href = found.all.url;
  }

  build(found) {
    const form = element("form", "", { role: "search" });
    const label = element("label", found.label);
    const input = element("input", "", { type: "search", name: "q", maxlength: "100" });
    label.append(input);
    form.append(label, element("button", found.button, { type: "submit" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(input.value.trim());
    });
    const all = document.createElement("p");
    this.status = element("p", "", { role: "status" });
    this.list = document.createElement("ul");
    this.all = element("a", "", { target: "_top" });
    all.append(this.all);
    const box = element("div", "", { dir: found.direction });
    box.append(form, this.status, this.list, all);
    this.shadowRoot.replaceChildren(box);
  }
}

if (!customElements.get("kreislotse-finder")) customElements.define("kreislotse-finder", KreislotseFinder);
