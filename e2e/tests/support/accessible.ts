import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Page, expect } from "@playwright/test";

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** Violations of WCAG 2.2 A and AA that a program can find on the page as it is now: what, where, why. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, since the page's own policy rightly refuses a script from elsewhere.
  await page.evaluate(await axe);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    return (await axe.run({ runOnly: tags })).violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(" ")}\n  ${failureSummary ?? ""}`),
  );
}

/** None of these. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page), "accessibility").toEqual([]);
}

/** The same in dark colours, as a reader's device may ask; then in its own again. */
export async function expectAccessibleInTheDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(true);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: null });
}
