import { open, press } from "./support/desk.ts";
import { expect, expectAccessible, test } from "./support/index.ts";

test("the application opens under its content security policy", async ({ page }) => {
  const answer = await page.goto("/");
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).not.toContain("unsafe-inline");
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page).toHaveTitle(/Cabas/);
  await expectAccessible(page);
});

test("each page has a title and one main heading", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page).toHaveTitle(/\S/);
});

test("an address that does not exist says so", async ({ page }) => {
  await page.goto("/cette-page-n-existe-pas");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test("a page that the loader gives to the wrong program is not found, rather than loaded for ever", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await page.route(/\/loader\.[^/]+\.js$/, async (route) => {
    const loader = await (await route.fetch()).text();
    await route.fulfill({ contentType: "text/javascript", body: loader.replace("members|", "") });
  });
  await open(page, "/members", samia);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page introuvable");
  await press(page.getByRole("navigation", { name: "Rubriques" }).getByRole("link", { name: "Foyers" }));
  await expect(page.getByRole("heading", { level: 1, name: "Foyers" }), "the others are where they were").toBeVisible();
});

test("hashed files may be kept for ever, the page itself may not", async ({ page, request }) => {
  const document = await page.goto("/");
  expect(document?.headers()["cache-control"]).toContain("no-cache");
  const script = await page.locator("script[src]").first().getAttribute("src");
  const answer = await request.get(script ?? "");
  expect(answer.headers()["cache-control"]).toContain("immutable");
});

test("the API explains itself in the browser, from this server alone", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).host));
  await page.goto("/api/docs");
  await expect(page.getByRole("heading", { level: 1, name: "Cabas · API" })).toBeVisible();
  await expect(page.getByRole("status")).toContainText("opérations");
  await page.getByLabel("Chercher une opération").fill("rounds publication");
  await expect(page.getByRole("status")).toHaveText("1 opération");
  const publish = page.getByText("/rounds/{id}/publication");
  await publish.click();
  await expect(page.locator("details[open]")).toContainText("Pour qui");
  await expectAccessible(page);
  expect(new Set(asked).size, "no other server is asked").toBe(1);
});
