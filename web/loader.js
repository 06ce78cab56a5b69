// Starts the application. A file of its own: the content policy refuses inline scripts.

// What this browser remembers, while the application is still on its way.
const remembered = new Map(document.cookie.split("; ").map((pair) => pair.split("=", 2)));
const root = document.documentElement;
if (["light", "dark"].includes(remembered.get("theme"))) root.dataset.theme = remembered.get("theme");
const lang = remembered.get("lang") ?? navigator.language.slice(0, 2);
root.lang = ["fr", "en"].includes(lang) ? lang : "fr";

// When the program stops, its buttons would silently do nothing: say so, with the way on.
const stopped = (error) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  for (const words of document.querySelectorAll("[data-broken] > *")) words.hidden = words.lang !== root.lang;
  document.querySelector("[data-broken]")?.removeAttribute("hidden");
};
addEventListener("error", (event) => stopped(event.error));
addEventListener("unhandledrejection", (event) => stopped(event.reason));
for (const again of document.querySelectorAll("[data-reload]")) again.addEventListener("click", () => location.reload());

// A volunteer's phone, or the coordinators' desk: web/src/program.rs remembers which. The desk is four programs, and
// the address says which one holds its page.
const asked = remembered.get("program") === "desk" ? "desk" : "phone";
root.dataset.program = asked;
const office = /^\/(recipients)(\/|$)/;
const imports = /^\/(imports)(\/|$)/;
const team = /^\/(members|co-optation|settings)(\/|$)/;
const programs = {
  phone: ["{{phone.js}}", "{{phone.wasm}}"],
  planning: ["{{planning.js}}", "{{planning.wasm}}"],
  office: ["{{office.js}}", "{{office.wasm}}"],
  imports: ["{{imports.js}}", "{{imports.wasm}}"],
  team: ["{{team.js}}", "{{team.wasm}}"],
};
const path = location.pathname;
root.dataset.path = path;
const desk = Object.entries({ office, imports, team }).find(([, pages]) => pages.test(path))?.[0] ?? "planning";
const [script, program] = programs[asked === "phone" ? "phone" : desk];

// Both are fetched at once.
const fetched = fetch(program);
import(script)
  .then(({ default: init }) => init({ module_or_path: fetched }))
  .catch((error) => {
    document.querySelector("[data-boot-failed]")?.removeAttribute("hidden");
    throw error;
  });
