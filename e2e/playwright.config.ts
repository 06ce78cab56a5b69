import { defineConfig } from "@playwright/test";
import { browser, projects } from "./browser.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"]],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...browser, screenshot: "only-on-failure", trace: "retain-on-failure" },
  projects,
});
