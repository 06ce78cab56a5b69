import { fileURLToPath } from "node:url";
import { test } from "@playwright/test";
import { Server } from "../tests/support/server.ts";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));

/** Name of the picture → address in the demo town. */
const pages = { "sign-in": "/" };

for (const [name, address] of Object.entries(pages)) {
  test(name, async ({ page }, info) => {
    const server = await Server.start({ demo: true });
    await page.goto(server.url + address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.screenshot({ path: `${images}${name}-${info.project.name}.png` });
    await server.stop();
  });
}
