// Opens the board of a full day from inside the loaded application, several times, on a slowed-down processor. Reads
// what to do as JSON from standard input, writes what it saw as JSON.
//
// A visit ends when a stop of the day is on the page and the main thread has been free of long tasks for half a
// second: from then on the page answers. `usable` is the end of the last long task, or the sight of the first stop.

import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";

const { chromium } = createRequire(new URL("../../e2e/package.json", import.meta.url))("@playwright/test");

const ask = JSON.parse(readFileSync(0, "utf8"));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) throw new Error(`No browser at ${executablePath}: set CHROMIUM.`);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args });

async function visit() {
  const context = await browser.newContext({ baseURL: ask.url, locale: "fr-FR", viewport: { width: 1280, height: 860 } });
  const { email, password } = ask;
  const signedIn = await context.request.post("/api/v1/sessions", { data: { email, password }, headers: { Origin: ask.url } });
  if (!signedIn.ok()) throw new Error(`signing in: ${signedIn.status()} ${await signedIn.text()}`);
  // As on the second visit: else the phone's program comes first, and the desk's in its place.
  await context.addCookies([{ name: "program", value: "desk", url: ask.url }]);
  const page = await context.newPage();
  // A page of the same program: a link into another one would load it.
  await page.goto("/follow-ups");
  await page.getByRole("heading", { level: 1 }).waitFor();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: ask.slower });
  const seen = await page.evaluate(open, { path: ask.path, names: ask.names });
  await context.close();
  return seen;
}

/** Runs in the page: follows a link as a hand does, and watches. */
async function open({ path, names }) {
  const isStop = (text) => names.some((name) => text.includes(name));
  let busyUntil = 0;
  const tasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      tasks.push(Math.round(task.duration));
      busyUntil = Math.max(busyUntil, task.startTime + task.duration);
    }
  }).observe({ type: "longtask" });
  // By then the page stands as it stays: what is added before goes with what it replaces, and a link that stands nowhere
  // loads its page anew.
  await new Promise((done) => setTimeout(done, 2000));
  const link = document.createElement("a");
  link.href = path;
  link.textContent = "jour";
  document.querySelector("main").append(link);

  const began = performance.now();
  tasks.length = busyUntil = 0;
  link.click();
  let seen;
  while (seen === undefined) {
    if (performance.now() - began > 60_000) throw new Error(`no stop on the page after a minute: ${location.pathname}`);
    await new Promise((done) => requestAnimationFrame(done));
    // The beginning is enough, and costs little however long the page is.
    if (isStop((document.querySelector("main")?.textContent ?? "").slice(0, 50_000))) seen = performance.now();
  }
  while (performance.now() - Math.max(seen, busyUntil) < 500) await new Promise((done) => setTimeout(done, 50));
  return { seen: seen - began, usable: Math.max(seen, busyUntil) - began, tasks };
}

try {
  const visits = [];
  // One visit more, whose figures are left out: caches of the browser and of the server fill.
  await visit();
  for (let n = 0; n < ask.times; n += 1) visits.push(await visit());
  console.log(JSON.stringify({ browser: browser.version(), visits }));
} finally {
  await browser.close();
}
