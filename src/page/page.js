// The page of our own: works without a network, and changes to a new version when nothing can be lost.
import { language, words } from "./locales.js";

const importer = document.querySelector("leeloo-importer");

/** What this page says itself, out of the words that the importer speaks: one line each, no arguments. */
async function speak() {
  const text = await words(language(importer.lang));
  return (key) => new RegExp(`^${key} = (.*)$`, "m").exec(text)?.[1] ?? key;
}

// Not before the importer is there: what is kept for later may not delay it.
addEventListener("importer-ready", () => void register(), { once: true });

async function register() {
  if (!navigator.serviceWorker) return;
  try {
    const say = await speak();
    const registration = await navigator.serviceWorker.register("service-worker.js");
    const look = () => offer(registration, say);
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    addEventListener("importer-step", look);
    look();
  } catch {
    // A policy or a setting forbids it; the page works as before, with a network.
  }
}

let box;

// A file that is open stays open: the new version waits for the moment without one.
function offer({ waiting }, say) {
  const isOpen = importer.save()?.mapping != null;
  if (!waiting || !navigator.serviceWorker.controller || isOpen) return void box?.remove();
  if (box?.isConnected) return;
  const text = document.createElement("p");
  text.textContent = say("new-version");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = say("new-version-reload");
  button.addEventListener("click", () => {
    const { port1, port2 } = new MessageChannel();
    const reload = () => location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", reload, { once: true });
    port1.onmessage = ({ data }) => {
      if (data !== "others") return;
      navigator.serviceWorker.removeEventListener("controllerchange", reload);
      text.textContent = say("new-version-others");
    };
    waiting.postMessage("take over", [port2]);
  });
  box = document.createElement("div");
  box.className = "update";
  box.setAttribute("role", "status");
  box.append(text, button);
  document.body.prepend(box);
}
