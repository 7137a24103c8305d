// <leeloo-importer> as a React component: attributes, properties and events as props. On a server it
// renders the empty tag; the element itself is fetched when the first one has come to a page.
import { createElement, forwardRef, useCallback, useEffect, useLayoutEffect, useRef } from "react";

const ATTRIBUTES = { backend: "backend", lang: "lang", theme: "theme", baseUrl: "base-url" };
const PROPERTIES = ["auth", "deliver", "bots", "tunnels", "tags", "known", "config", "messages"];
const EVENTS = {
  onReady: "importer-ready",
  onStep: "importer-step",
  onChecked: "importer-checked",
  onBeforeSubmit: "importer-before-submit",
  onProgress: "importer-progress",
  onComplete: "importer-complete",
  onError: "importer-error",
};

// A server has no layout, and React says so loudly.
const useBrowserEffect = typeof window === "undefined" ? useEffect : useLayoutEffect;

export const LeelooImporter = forwardRef(function LeelooImporter(props, ref) {
  const element = useRef(null);
  const latest = useRef(props);

  const take = useCallback(
    (node) => {
      element.current = node;
      if (typeof ref === "function") ref(node);
      else if (ref) ref.current = node;
    },
    [ref],
  );

  // Properties that did not change are not set again: a new `config` reads the file anew.
  const given = useRef({ node: null, values: {} });
  useBrowserEffect(() => {
    latest.current = props;
    if (given.current.node !== element.current) given.current = { node: element.current, values: {} };
    for (const name of PROPERTIES) {
      if (given.current.values[name] === props[name]) continue;
      given.current.values[name] = props[name];
      element.current[name] = props[name];
    }
  });

  useBrowserEffect(() => {
    const node = element.current;
    const listeners = Object.entries(EVENTS).map(([prop, event]) => {
      const listener = (detail) => latest.current[prop]?.(detail);
      node.addEventListener(event, listener);
      return () => node.removeEventListener(event, listener);
    });
    return () => listeners.forEach((remove) => remove());
  }, []);

  useEffect(() => {
    // The element says itself what of it does not come; that this module does not come is the page's.
    import("leeloo-importer").catch((error) => {
      const detail = { code: "app.not_loaded", arguments: { file: "leeloo-importer.js", detail: String(error) } };
      element.current?.dispatchEvent(new CustomEvent("importer-error", { bubbles: true, composed: true, detail }));
    });
  }, []);

  const rest = {};
  for (const [name, value] of Object.entries(props)) {
    if (name in EVENTS || PROPERTIES.includes(name)) continue;
    // React hands `className` to custom elements as `class` only from version 19 on.
    rest[name === "className" ? "class" : (ATTRIBUTES[name] ?? name)] = value;
  }
  return createElement("leeloo-importer", { ...rest, ref: take });
});
