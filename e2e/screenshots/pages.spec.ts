import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Page, test } from "@playwright/test";
import { Server } from "../tests/support/server.ts";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));

let server: Server;
test.beforeAll(async () => (server = await Server.start({ demo: true })));
test.afterAll(() => server.stop());

test("the board of a day", async ({ page }, info) => {
  test.skip(info.project.name !== "desk", "a desk's page");
  await signIn(page, "samir@demo.example");
  await page.goto(`${server.url}/rounds`);
  await page.getByRole("region", { name: "Saint-Michel" }).waitFor();
  await page.screenshot({ path: `${images}board.png` });
});

test("a stop on the phone", async ({ page }, info) => {
  test.skip(info.project.name === "desk", "a phone's page");
  await signIn(page, "ines@demo.example");
  await page.goto(`${server.url}/my-rounds`);
  await page.getByRole("link", { name: "Ouvrir Saint-Michel" }).click();
  await page.getByRole("link", { name: /^Ouvrir l’arrêt/ }).click();
  await page.getByText("Y aller").waitFor();
  await page.screenshot({ path: `${images}stop.png` });
});

/** Signs in as someone of the demo town, by the words that `cabas demo` keeps. */
async function signIn(page: Page, email: string): Promise<void> {
  const lines = (await readFile(join(server.folder, "demo-sign-in.txt"), "utf8")).split("\n");
  const password = lines[lines.findIndex((line) => line.includes(email)) + 1]?.replace("password:", "").trim();
  await page.goto(server.url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const status = await page.evaluate(
    async (ask) =>
      (
        await fetch("/api/v1/sessions", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(ask),
        })
      ).status,
    { email, password },
  );
  if (status !== 201) throw new Error(`Nobody could sign in as ${email}: ${status}`);
}
