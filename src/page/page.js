// The page of our own: works without a network, and changes to a new version when nothing can be lost.
const WORDS = {
  ru: { there: "Есть новая версия.", reload: "Обновить", others: "Сначала закройте другие вкладки с импортом." },
  uk: { there: "Є нова версія.", reload: "Оновити", others: "Спершу закрийте інші вкладки з імпортом." },
  en: { there: "There is a new version.", reload: "Reload", others: "Close the other tabs of the importer first." },
};

const importer = document.querySelector("leeloo-importer");
const words = () => WORDS[(importer.lang || navigator.language).slice(0, 2).toLowerCase()] ?? WORDS.ru;

// Not before the importer is there: what is kept for later may not delay it.
addEventListener("importer-ready", () => void register(), { once: true });

async function register() {
  if (!navigator.serviceWorker) return;
  try {
    const registration = await navigator.serviceWorker.register("service-worker.js");
    const look = () => offer(registration);
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    addEventListener("importer-step", look);
    look();
  } catch {
    // A policy or a setting forbids it; the page works as before, with a network.
  }
}

let box;

// A file that is open stays open: the new version waits for the moment without one.
function offer({ waiting }) {
  const isOpen = importer.save()?.mapping != null;
  if (!waiting || !navigator.serviceWorker.controller || isOpen) return void box?.remove();
  if (box?.isConnected) return;
  const { there, reload, others } = words();
  const text = document.createElement("p");
  text.textContent = there;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = reload;
  button.addEventListener("click", () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data === "others") text.textContent = others;
      else navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    };
    waiting.postMessage("take over", [port2]);
  });
  box = document.createElement("div");
  box.className = "update";
  box.setAttribute("role", "status");
  box.append(text, button);
  document.body.prepend(box);
}
