// <leeloo-importer>: defines the element at once, fetches the application when the first one is
// on a page. No inline scripts, no eval, nothing global but the element itself.
import { startWorker, workerFiles } from "./start.js";
import { LoadError, load } from "./load.js";
import { WORDS } from "./words.js";

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
  #waiting = null;
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
    if (before !== value) this.#mounted?.attribute(name, value ?? undefined);
  }

  /** Opens a file as if it had been dropped. @param {File} file */
  open(file) {
    if (!(file instanceof File)) throw new TypeError("open(file) takes a File");
    if (this.#mounted) this.#mounted.open(file);
    else this.#waiting = file;
  }

  /** Drops the open file and starts over. */
  reset() {
    this.#waiting = null;
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

  async #begin() {
    try {
      const base = this.#base();
      const application = await load(base);
      if (!this.isConnected || this.#mounted) return;
      const files = workerFiles(base);
      this.#mounted = application.mount(this, this.shadowRoot, () => startWorker(files));
      this.#settle();
    } catch (error) {
      if (this.isConnected) this.#failed(error);
    }
  }

  // What came while there was no application.
  #settle() {
    for (const name of Object.keys(this.#properties)) this.#hand(name);
    if (this.#saved) this.#mounted.restore(this.#saved);
    this.#saved = null;
    this.#mounted.ready();
    if (this.#interrupted) this.#mounted?.interrupted();
    this.#interrupted = false;
    if (this.#waiting) this.#mounted?.open(this.#waiting);
    this.#waiting = null;
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

  #failed(error) {
    const failure = error instanceof LoadError ? error : new LoadError("app.not_started", { detail: String(error) });
    const tag = (this.getAttribute("lang") || navigator.language || "").slice(0, 2).toLowerCase();
    const words = WORDS[tag] ?? WORDS.ru;
    const text = document.createElement("p");
    text.textContent = (words[failure.code] ?? failure.message).replace(
      /\{(\w+)\}/g,
      (_, name) => failure.arguments[name] ?? "",
    );
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = words.again;
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

if (globalThis.customElements && !customElements.get("leeloo-importer")) {
  customElements.define("leeloo-importer", LeelooImporter);
}
