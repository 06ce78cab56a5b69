import { type Locator, type Page, expect } from "@playwright/test";
import type { Member, Server } from "./server.ts";
import { type Door, frenchDoor } from "./words.ts";

/** As someone at the keyboard does. */
export async function press(target: Locator): Promise<void> {
  // A page that has just come takes the focus to its title, a form that was refused to what is wrong: a moment later.
  await expect(async () => {
    await target.focus();
    await expect(target).toBeFocused({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await target.press("Enter");
}

interface Keys {
  readonly email: string;
  readonly password: string;
}

/** Opens an address and signs in there by password. */
export async function open(page: Page, address: string, member: Keys, words = frenchDoor): Promise<void> {
  await page.goto(address);
  await signIn(page, member, words);
}

/** Signs in by password where one is. */
export async function signIn(page: Page, member: Keys, words: Door = frenchDoor): Promise<void> {
  const fold = page.getByText(words.withPassword);
  await press(fold);
  const form = page.getByRole("group").filter({ has: fold });
  await form.getByLabel(words.email).fill(member.email);
  await form.getByLabel(words.password, { exact: true }).fill(member.password);
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
}

/** The last thing that was said. */
export function said(page: Page, words: string): Locator {
  return page.getByRole("status").filter({ hasText: words });
}

/** What an API answers, which must have succeeded. */
export async function answer<T>(call: Promise<{ ok(): boolean; text(): Promise<string> }>): Promise<T> {
  const response = await call;
  const text = await response.text();
  expect(response.ok(), text).toBe(true);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** Someone whom a member brings in, by API. Roles wider than volunteer are in at once while there is one admin. */
export async function bring(server: Server, by: Member, displayName: string, ...roles: string[]): Promise<Member> {
  const email = `${displayName.split(" ")[0]?.normalize("NFD").replace(/\W/g, "").toLowerCase()}@example.org`;
  await answer(by.api.post(`organisations/${by.organisation}/invitations`, { data: { email, roles } }));
  const { links } = await server.mail(email);
  return server.accept(links[0] ?? "", { email, displayName, password: "une phrase assez longue" });
}

/** A household of an organisation, with a delivery this day. */
export async function delivery(by: Member, displayName: string, street: string): Promise<{ id: string; stop: string }> {
  const base = `organisations/${by.organisation}`;
  const address = { street, postal_code: "69003", city: "Lyon" };
  const household = await answer<{ id: string }>(by.api.post(`${base}/recipients`, { data: { display_name: displayName, address } }));
  const hour = 3_600_000;
  const window = { start: new Date(Date.now() - hour).toISOString(), end: new Date(Date.now() + hour).toISOString() };
  const made = await answer<{ id: string }>(by.api.post(`${base}/deliveries`, { data: { recipient_id: household.id, window } }));
  const { stops } = await answer<{ stops: { id: string }[] }>(by.api.get(`${base}/deliveries/${made.id}`));
  return { id: made.id, stop: stops.at(-1)?.id ?? "" };
}

/** A delivery that did not succeed, and what was written about it. */
export async function failed(by: Member, displayName: string, street: string, note: string): Promise<void> {
  const { stop } = await delivery(by, displayName, street);
  await answer(by.api.post(`organisations/${by.organisation}/stops/${stop}/failure`, { data: { reason: "not_home", note } }));
}
