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

const isFunction = (value) => typeof value === "function";

export class LeelooImporter extends HTMLElement {
  static observedAttributes = ["backend", "lang", "theme"];

  #mounted = null;
  #waiting = null;
  #properties = {};

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    this.#adopt();
    if (this.#mounted) return;
    load().then(
      (app) => {
        if (!this.isConnected || this.#mounted) return;
        this.#mounted = app.mount(this, this.shadowRoot, base.href);
        for (const name of Object.keys(this.#properties)) this.#hand(name);
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

  /** Gives a bearer token for the backend; asked again, once, when the backend refuses one.
   * @type {(() => string | Promise<string>) | undefined} */
  get auth() {
    return this.#properties.auth;
  }

  set auth(value) {
    this.#set("auth", value, isFunction);
  }

  /** Brings a batch to a backend of the page's own, instead of the calls to `backend`. Resolves to
   * `{created, updated, unchanged, rejected}`; the same `key` may come again and must change nothing.
   * @type {((batch: object) => Promise<object>) | undefined} */
  get deliver() {
    return this.#properties.deliver;
  }

  set deliver(value) {
    this.#set("deliver", value, isFunction);
  }

  /** Bots to choose from, instead of the backend's: `[{id, name, messenger?}]`. */
  get bots() {
    return this.#properties.bots;
  }

  set bots(value) {
    this.#set("bots", value, Array.isArray);
  }

  /** Tunnels to choose from: `[{id, name}]`. */
  get tunnels() {
    return this.#properties.tunnels;
  }

  set tunnels(value) {
    this.#set("tunnels", value, Array.isArray);
  }

  /** Tags to choose from: `[{id, name}]`. */
  get tags() {
    return this.#properties.tags;
  }

  set tags(value) {
    this.#set("tags", value, Array.isArray);
  }

  /** Clients that are known already, to compare every file with: a `File` (an earlier export) or rows,
   * `[{messenger, social_id, name?, email?, …}]`. @type {File | object[] | undefined} */
  get known() {
    return this.#properties.known;
  }

  set known(value) {
    this.#set("known", value, (known) => known instanceof File || Array.isArray(known));
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

  #set(name, value, fits) {
    if (value != null && !fits(value)) throw new TypeError(`${name} is not of the right kind`);
    this.#properties[name] = value ?? undefined;
    this.#hand(name);
  }

  #hand(name) {
    this.#mounted?.property(name, this.#properties[name]);
  }

  // What a page set before the element was defined lies on the object and hides the setters.
  #adopt() {
    for (const name of ["auth", "deliver", "bots", "tunnels", "tags", "known"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
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
