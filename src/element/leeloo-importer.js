// <leeloo-importer>: defines the element at once, fetches the application when the first one is
// on a page. No inline scripts, no eval, nothing global but the element itself.

const base = new URL("./", import.meta.url);

let application;
function load() {
  application ??= import(new URL("app.js", base).href).then(async (app) => {
    await app.default({ module_or_path: new URL("app_bg.wasm", base) });
    return app;
  });
  return application;
}

export class LeelooImporter extends HTMLElement {
  static observedAttributes = ["backend", "lang", "theme"];

  #mounted = null;
  #waiting = null;

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    if (this.#mounted) return;
    load().then(
      (app) => {
        if (!this.isConnected || this.#mounted) return;
        this.#mounted = app.mount(this, this.shadowRoot, base.href);
        if (this.#waiting) this.open(this.#waiting);
        this.#waiting = null;
      },
      (error) => this.#failed(error),
    );
  }

  // An element that is moved is disconnected and connected again within one task: wait for that.
  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected || !this.#mounted) return;
      this.#mounted.free();
      this.#mounted = null;
    });
  }

  attributeChangedCallback(name, _before, value) {
    this.#mounted?.attribute(name, value ?? undefined);
  }

  /** Opens a file as if it had been dropped. @param {File} file */
  open(file) {
    if (!(file instanceof File)) throw new TypeError("open(file) takes a File");
    if (this.#mounted) this.#mounted.open(file);
    else this.#waiting = file;
  }

  /** Drops the open file and starts over. */
  reset() {
    this.#mounted?.reset();
  }

  // The words of the languages are inside the application, which did not come.
  #failed(error) {
    application = undefined;
    const text = document.createElement("p");
    text.setAttribute("role", "alert");
    text.textContent = `leeloo-importer: the application could not be loaded (${error?.message ?? error}). Check that app.js and app_bg.wasm lie beside leeloo-importer.js and that the Content-Security-Policy has script-src 'wasm-unsafe-eval'.`;
    this.shadowRoot.replaceChildren(text);
    this.dispatchEvent(
      new CustomEvent("importer-error", {
        bubbles: true,
        composed: true,
        detail: { code: "app.not_loaded", message: String(error?.message ?? error) },
      }),
    );
  }
}

if (!customElements.get("leeloo-importer")) customElements.define("leeloo-importer", LeelooImporter);
