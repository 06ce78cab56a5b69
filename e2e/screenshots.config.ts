import { defineConfig } from "@playwright/test";
import { browser, projects } from "./browser.ts";

/** The pictures of the documentation: `just screenshots`. */
export default defineConfig({
  testDir: "screenshots",
  outputDir: "results",
  workers: 1,
  reporter: [["list"]],
  use: { ...browser },
  projects,
});
