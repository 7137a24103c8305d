// <leeloo-importer>: defines the element at once. When one is on a page it paints the first step, and
// then fetches the application, which takes that over with what a person has done meanwhile. No inline scripts, no eval, nothing global but the element itself.
import { LoadError, isUnderWay, load, lookAtBrowser } from "./load.js";
import { language, words } from "./locales.js";

const isFunction = (value) => typeof value === "function";
const isObject = (value) => typeof value === "object";

/** Properties that take objects, and what they take. */
const PROPERTIES = {
  auth: isFunction,
  deliver: isFunction,
  bots: Array.isArray,
  tunnels: Array.isArray,
  tags: Array.isArray,
  known: (value) => Array.isArray(value) || value instanceof Blob,
  config: (value) => isObject(value) || typeof value === "string",
  messages: isObject,
};

/** Properties that are attributes. */
const ATTRIBUTES = { backend: "backend", theme: "theme", baseUrl: "base-url" };

// A server that renders pages imports this module too, and has no elements.
const Base = globalThis.HTMLElement ?? class {};

export class LeelooImporter extends Base {
  static observedAttributes = ["backend", "lang", "theme"];

  #mounted = null;
  // What is done as soon as there is an application.
  #waiting = null;
  // Tag and text of the words that are shown, and the promise of them.
  #spoken = null;
  #speaking = null;
  #chosen = null;
  #saved = null;
  #interrupted = false;
  #properties = {};

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    this.#adopt();
    if (!this.#mounted) this.#begin();
  }

  // An element that is moved is disconnected and connected again within one task: wait for that.
  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected || !this.#mounted) return;
      const mounted = this.#mounted;
      this.#mounted = null;
      this.#interrupted = mounted.is_sending();
      mounted.free();
      if (this.#interrupted) this.#tell("host.removed", {});
    });
  }

  attributeChangedCallback(name, before, value) {
    if (before === value) return;
    this.#mounted?.attribute(name, value ?? undefined);
    if (name === "lang" && this.#spoken && !this.#mounted && !this.#broken) this.#speakBefore(null);
  }

  /** Opens a file as if it had been dropped. @param {File} file */
  open(file) {
    if (!(file instanceof File)) throw new TypeError("open(file) takes a File");
    this.#do((mounted) => mounted.open(file), file.name);
  }

  /** Drops the open file and starts over. */
  reset() {
    this.#waiting = this.#held = null;
    this.#mounted?.reset();
  }

  /** The report of the check, as `importer check --json` prints it. @returns {Promise<object>} */
  async report() {
    return this.#whole().report();
  }

  /** The rows as they are now. @param {"xlsx" | "csv"} format @returns {Promise<File>} */
  async cleaned(format = "xlsx") {
    if (format !== "xlsx" && format !== "csv") throw new TypeError('cleaned(format) takes "xlsx" or "csv"');
    return this.#whole().cleaned(format);
  }

  /** The choices made so far, to keep: columns, bots, language. Nothing of a client is in them. */
  save() {
    return this.#mounted ? this.#mounted.save() : this.#saved;
  }

  /** Takes over choices that `save` gave. */
  restore(saved) {
    if (!saved || !isObject(saved)) throw new TypeError("restore(saved) takes what save() gave");
    if (this.#mounted) this.#mounted.restore(saved);
    else this.#saved = saved;
  }

  // Nothing came of the start; a box says why.
  #broken = false;

  async #begin() {
    this.#broken = false;
    // Both are for later, and here in time.
    const starting = import("./start.js");
    const failing = import("./words.js");
    for (const promise of [starting, failing]) promise.catch(() => {});
    try {
      lookAtBrowser();
      const base = this.#base();
      this.#speaking = this.#paint(base);
      await this.#speaking;
      if (!isUnderWay(base)) await painted();
      const [application, { startWorker, workerFiles }] = await Promise.all([load(base), starting]);
      await this.#speaking;
      if (!this.isConnected || this.#mounted) return;
      const files = workerFiles(base);
      const speak = (tag) => words(tag, base);
      this.#mounted = application.mount(this, this.shadowRoot, () => startWorker(files), speak, ...this.#spoken);
      this.#settle();
    } catch (error) {
      const { WORDS } = await failing.catch(() => ({}));
      if (this.isConnected && !this.#mounted) this.#failed(error, WORDS);
    }
  }

  // The first step, from the words of the moment. A person who drops a file need not wait for the rest.
  async #paint(base) {
    const tag = this.#chosen ?? language(this.getAttribute("lang"));
    const [first, text] = await Promise.all([import("./first.js"), words(tag, base)]);
    if (!this.isConnected || this.#mounted) return;
    this.#spoken = [tag, text];
    first.dress(this.shadowRoot);
    this.#hold = first.paint(this.shadowRoot, tag, text, this.#own(tag), {
      open: (file) => this.open(file),
      refuse: (code, count) => this.#do((mounted) => mounted.refuse(code, count)),
      example: () => this.#do((mounted) => mounted.example()),
      speak: (other) => this.#speakBefore(other),
    });
    if (this.#held) this.#hold(this.#held);
  }

  // Words of the page around, where it has some.
  #own(tag) {
    const { messages } = this.#properties;
    return (isObject(messages) && messages?.[tag]) || {};
  }

  // Says which file is held.
  #hold = null;
  #held = null;

  #speakBefore(tag) {
    this.#chosen = tag;
    const before = this.#speaking;
    this.#speaking = before.then(() => this.#paint(this.#base())).catch(() => {});
  }

  // Now, or as soon as there is an application; the last of several counts.
  #do(deed, file = null) {
    if (this.#mounted) return deed(this.#mounted);
    this.#waiting = deed;
    this.#held = file;
    if (file) this.#hold?.(file);
  }

  // What came while there was no application.
  #settle() {
    for (const name of Object.keys(this.#properties)) this.#hand(name);
    this.#takeOver(this.#saved);
    this.#saved = null;
    this.#mounted.ready();
    if (this.#interrupted) this.#mounted?.interrupted();
    this.#interrupted = false;
    if (this.#mounted) this.#waiting?.(this.#mounted);
    this.#waiting = this.#held = this.#hold = null;
  }

  // Choices that were brought too early to be refused then.
  #takeOver(saved) {
    try {
      if (saved) this.#mounted.restore(saved);
    } catch (error) {
      this.#tell(error.code ?? "host.saved", error.arguments ?? {});
    }
  }

  #base() {
    const value = this.getAttribute("base-url");
    if (!value) return undefined;
    try {
      return new URL(value.endsWith("/") ? value : `${value}/`, document.baseURI);
    } catch {
      throw new LoadError("host.attribute", { name: "base-url", value });
    }
  }

  #whole() {
    if (this.#mounted) return this.#mounted;
    throw Object.assign(new Error("host.no_file"), { code: "host.no_file", arguments: {} });
  }

  static {
    const define = (name, accessors) =>
      Object.defineProperty(this.prototype, name, { configurable: true, enumerable: true, ...accessors });
    for (const name of Object.keys(PROPERTIES)) {
      define(name, {
        get() {
          return this.#properties[name];
        },
        set(value) {
          this.#properties[name] = value ?? undefined;
          this.#hand(name);
        },
      });
    }
    for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
      define(name, {
        get() {
          return this.getAttribute(attribute);
        },
        set(value) {
          if (value == null) this.removeAttribute(attribute);
          else this.setAttribute(attribute, value);
        },
      });
    }
  }

  // A setter that throws would take down the page's own rendering: what does not fit is said instead.
  #hand(name) {
    if (!this.#mounted) return;
    const value = this.#properties[name];
    if (value === undefined || PROPERTIES[name](value)) this.#mounted.property(name, value);
    else this.#mounted.misfit(name);
  }

  // What a page set before the element was defined lies on the object and hides the setters.
  #adopt() {
    for (const name of [...Object.keys(PROPERTIES), ...Object.keys(ATTRIBUTES)]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  #failed(error, words) {
    this.#broken = true;
    const failure = error instanceof LoadError ? error : new LoadError("app.not_started", { detail: String(error) });
    const tag = language(this.getAttribute("lang"));
    const say = words?.[tag] ?? {};
    const own = this.#own(tag)[`loader-${failure.code.replace(".", "-")}`];
    const text = document.createElement("p");
    text.textContent = (own ?? say[failure.code] ?? failure.message).replace(
      /\{\s*\$?(\w+)\s*\}/g,
      (_, name) => failure.arguments[name] ?? "",
    );
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = this.#own(tag)["loader-again"] ?? say.again ?? "↻";
    again.addEventListener("click", () => {
      this.shadowRoot.replaceChildren();
      this.#begin();
    });
    const box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.dataset.testid = "not-loaded";
    box.dataset.code = failure.code;
    box.style.cssText =
      "display:block;margin:8px;padding:12px 16px;border:1px solid #b3261e;border-radius:8px;" +
      "background:#fdecea;color:#1a1f2b;font:14px/1.45 system-ui,sans-serif";
    box.append(text, again);
    this.shadowRoot.replaceChildren(box);
    this.#tell(failure.code, failure.arguments);
  }

  #tell(code, args) {
    const detail = { code, arguments: args };
    this.dispatchEvent(new CustomEvent("importer-error", { bubbles: true, composed: true, detail }));
  }
}

// Two frames: the first one is on its way when it is asked for. A page nobody sees has none.
function painted() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const patience = new Promise((resolve) => setTimeout(resolve, 200));
  return Promise.race([frame().then(frame), patience]);
}

if (globalThis.customElements && !customElements.get("leeloo-importer")) {
  customElements.define("leeloo-importer", LeelooImporter);
}
