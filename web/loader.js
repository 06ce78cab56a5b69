// Starts the application. A file of its own: the content policy refuses inline scripts.
import init from "{{app.js}}";

// What this browser remembers, while the application is still on its way.
const remembered = new Map(document.cookie.split("; ").map((pair) => pair.split("=", 2)));
const root = document.documentElement;
if (["light", "dark"].includes(remembered.get("theme"))) root.dataset.theme = remembered.get("theme");
const lang = remembered.get("lang") ?? navigator.language.slice(0, 2);
root.lang = ["fr", "en"].includes(lang) ? lang : "fr";

init({ module_or_path: "{{app.wasm}}" }).catch((error) => {
  document.querySelector("[data-boot-failed]")?.removeAttribute("hidden");
  throw error;
});
