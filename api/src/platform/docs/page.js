// The OpenAPI document as a page. Everything is text content: nothing of the document is taken as markup.

const WORDS = {
  en: {
    about: "Conventions and every operation of this server. The same as a file: ",
    find: "Find an operation, a path or a field",
    found: (n) => (n === 1 ? "1 operation" : `${n} operations`),
    who: "Who",
    parameters: "Parameters",
    body: "Request",
    answers: "Answers",
    fields: "Fields",
    schemas: "Shapes",
    required: "required",
    open: "everyone",
  },
  fr: {
    about: "Les conventions et toutes les opérations de ce serveur. Le même en fichier : ",
    find: "Chercher une opération, un chemin ou un champ",
    found: (n) => (n < 2 ? `${n} opération` : `${n} opérations`),
    who: "Pour qui",
    parameters: "Paramètres",
    body: "Demande",
    answers: "Réponses",
    fields: "Champs",
    schemas: "Formes",
    required: "obligatoire",
    open: "tout le monde",
  },
};
const lang = navigator.language.startsWith("fr") ? "fr" : "en";
const said = WORDS[lang];

/** An element with attributes and children; strings become text. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

const last = (ref) => ref.split("/").at(-1);

/** A schema in one line, with links to the named ones. */
function type(schema) {
  if (schema === undefined) return "";
  if (schema.$ref) return el("a", { href: `#${last(schema.$ref)}` }, last(schema.$ref));
  const several = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (several) return el("span", {}, ...several.flatMap((one, i) => (i === 0 ? [type(one)] : [" | ", type(one)])));
  if (schema.enum) return schema.enum.join(" | ");
  const name = Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "");
  if (name.startsWith("array")) return el("span", {}, "[", type(schema.items), "]");
  return schema.format ? `${name} (${schema.format})` : name;
}

function table(caption, rows) {
  if (rows.length === 0) return null;
  const lines = rows.map(([head, ...cells]) =>
    el("tr", {}, el("th", { scope: "row" }, head), ...cells.map((cell) => el("td", {}, cell ?? ""))),
  );
  return el("table", {}, el("caption", {}, caption), ...lines);
}

const shape = (content) => type(Object.values(content ?? {})[0]?.schema);

/** Roles, relation and personal data of an operation. */
function who(authz) {
  if (!authz) return "";
  const roles = Array.isArray(authz.roles) ? authz.roles.join(", ") : (authz.roles ?? said.open);
  return Object.entries(authz)
    .filter(([key]) => key !== "roles")
    .reduce((text, [key, value]) => `${text} · ${key} ${value}`, roles);
}

function operation(path, verb, one, common) {
  const parameters = [...(common ?? []), ...(one.parameters ?? [])].map((p) => [
    el("code", {}, p.name),
    el("span", {}, type(p.schema), p.required ? ` · ${said.required}` : ""),
    p.description,
  ]);
  const answers = Object.entries(one.responses).map(([status, answer]) => [
    el("code", {}, status),
    el("span", {}, shape(answer.content)),
    answer.description,
  ]);
  const body = one.requestBody ? el("p", {}, el("b", {}, `${said.body}: `), shape(one.requestBody.content)) : null;
  return el(
    "details",
    { id: one.operationId, "data-text": [path, one.operationId, one.summary].join(" ").toLowerCase() },
    el("summary", {}, el("span", { class: "verb" }, verb.toUpperCase()), el("span", { class: "path" }, path), " ", el("span", { class: "soft" }, one.summary ?? "")),
    el(
      "div",
      {},
      one.description ? el("p", {}, one.description) : null,
      el("p", {}, el("b", {}, `${said.who}: `), who(one["x-authz"])),
      table(said.parameters, parameters),
      body,
      table(said.answers, answers),
    ),
  );
}

function schema(name, one) {
  const fields = Object.entries(one.properties ?? {}).map(([field, value]) => [
    el("code", {}, field),
    el("span", {}, type(value), (one.required ?? []).includes(field) ? ` · ${said.required}` : ""),
    value.description,
  ]);
  return el(
    "details",
    { id: name, "data-text": [name, ...Object.keys(one.properties ?? {})].join(" ").toLowerCase() },
    el("summary", {}, el("code", {}, name), " ", el("span", { class: "soft" }, one.description ?? "")),
    el("div", {}, table(said.fields, fields) ?? el("p", {}, type(one))),
  );
}

const verbs = ["get", "post", "put", "patch", "delete"];
const api = await (await fetch("/api/v1/openapi.json")).json();
const byTag = new Map();
for (const [path, item] of Object.entries(api.paths)) {
  for (const verb of verbs.filter((verb) => item[verb])) {
    const tag = item[verb].tags?.[0] ?? "";
    byTag.set(tag, [...(byTag.get(tag) ?? []), operation(path, verb, item[verb], item.parameters)]);
  }
}
const section = (title, children) => el("section", {}, el("h2", {}, title), ...children);
document.documentElement.lang = lang;
document.querySelector("#about").append(said.about, el("a", { href: "/api/v1/openapi.json" }, "openapi.json"));
document.querySelector("#find-label").append(said.find);
document.querySelector("#operations").append(...[...byTag].map(([tag, all]) => section(tag, all)));
const shapes = Object.entries(api.components?.schemas ?? {}).map(([name, one]) => schema(name, one));
document.querySelector("#schemas").append(section(said.schemas, shapes));

/** Hides what does not hold the words that are looked for. */
function filter() {
  const words = document.querySelector("#find").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const one of document.querySelectorAll("details")) {
    one.hidden = !words.every((word) => one.dataset.text.includes(word));
  }
  for (const one of document.querySelectorAll("section")) one.hidden = one.querySelector("details:not([hidden])") === null;
  const count = document.querySelectorAll("#operations details:not([hidden])").length;
  document.querySelector("#count").textContent = said.found(count);
}
document.querySelector("#find").addEventListener("input", filter);
filter();

/** A link to an operation or a shape opens it. */
function open() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", open);
open();
