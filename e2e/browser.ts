import { existsSync } from "node:fs";
import { type PlaywrightTestConfig, devices } from "@playwright/test";

const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
if (!existsSync(chromium)) {
  throw new Error(`No browser at ${chromium}: install Debian's chromium, or set CHROMIUM.`);
}

/** What every run shares: the system's Chromium, which calls nobody, a French reader in Paris, no animation. */
export const browser: NonNullable<PlaywrightTestConfig["use"]> = {
  browserName: "chromium",
  locale: "fr-FR",
  timezoneId: "Europe/Paris",
  contextOptions: { reducedMotion: "reduce" },
  launchOptions: {
    executablePath: chromium,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

/** The coordinator's screen, and the narrowest phone that must do everything. */
export const projects: NonNullable<PlaywrightTestConfig["projects"]> = [
  { name: "desk", use: { viewport: { width: 1280, height: 860 } } },
  {
    name: "phone",
    use: {
      viewport: { width: 360, height: 740 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      userAgent: devices["Pixel 7"].userAgent,
    },
  },
];
