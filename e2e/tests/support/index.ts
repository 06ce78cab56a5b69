import { type ConsoleMessage, test as base, expect } from "@playwright/test";
import { Server } from "./server.ts";

export { expect };
export { expectAccessible, expectAccessibleInTheDark } from "./accessible.ts";
export type { Account, Member, Server } from "./server.ts";

/** What the people and households of the journeys are made of: addresses of mail, telephones, streets, names. */
const canaries = /@|\+33|06 12| rue | avenue | place |Famille|Mme |eyJ/;

/**
 * A test with a server of its own (`server`), which is also the page's base address. At the end the browser must have
 * had nothing to complain about: no script error, no refusal by the content security policy, no missing file. And the
 * server has logged nothing about people.
 */
export const test = base.extend<{ server: Server; complaints: string[] }>({
  server: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
    await server.stop();
    const leaks = server.log.split("\n").filter((line) => canaries.test(line));
    expect(leaks, "lines of the log about people").toEqual([]);
  },

  baseURL: async ({ server }, use) => use(server.url),

  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      context.on("console", (message) => {
        if (message.type() === "error" && !isAnswer(message)) complaints.push(message.text());
      });
      context.on("weberror", (error) => complaints.push(error.error().message));
      await use(complaints);
      expect(complaints, "complaints of the browser").toEqual([]);
    },
    { auto: true },
  ],
});

/**
 * The browser reports a refusal by the API (401, 409, 422…), and a network that a journey takes away, as errors; to the
 * application both are answers.
 */
function isAnswer(message: ConsoleMessage): boolean {
  return message.location().url.includes("/api/v1/") && /status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text());
}
