import { type Locator, type Page } from "@playwright/test";
import { open, press } from "./support/desk.ts";
import { type Member, type Server, expect, expectAccessible, expectAccessibleInTheDark, test } from "./support/index.ts";
import { englishPhone, frenchPhone } from "./support/words.ts";

const bakary = { email: "bakary@example.org", displayName: "Bakary Diallo", password: "une phrase assez longue" };

test("a round from its start to its end, with a problem and a correction", ({ page, server, isMobile }) =>
  wholeRound(page, server, isMobile, frenchPhone));

test.describe("in English", () => {
  test.use({ locale: "en-GB" });
  test.skip(({ isMobile }) => !isMobile, "once, where volunteers read it");

  test("the same round, in the reader's language", ({ page, server, isMobile }) => wholeRound(page, server, isMobile, englishPhone));
});

async function wholeRound(page: Page, server: Server, isMobile: boolean, words: typeof frenchPhone): Promise<void> {
  const crew = await Crew.gather(server);
  await crew.round("Nord", 0, { carried: true });
  await crew.depot();
  await open(page, "/", bakary, words);
  await expect(page.getByRole("heading", { level: 1, name: words.mine })).toBeVisible();
  await expect(page.getByRole("region", { name: "Nord" })).toContainText(words.left);
  await expectAccessible(page);

  await press(page.getByRole("link", { name: words.openRound }));
  await expect(page.getByRole("heading", { level: 1, name: "Nord" })).toBeFocused();
  await expect(page).toHaveTitle("Nord · Cabas");
  await expectAccessible(page);
  await test.step("the way to where it loads, and how to get in", async () => {
    const depot = page.getByRole("region", { name: words.loading });
    await expect(depot).toContainText("69002 Lyon");
    await expect(depot).toContainText("Deuxième portail · 04 65 71 00 12");
    await expect(depot.getByRole("link", { name: words.goThere })).toHaveAttribute("href", /8%20quai%20Rambaud%2C%2069002%20Lyon$/);
  });
  await press(page.getByRole("button", { name: words.start }));
  await expect(said(page, words.started)).toBeVisible();
  await press(page.getByRole("link", { name: words.openFirst }));

  await test.step("one stop, one screen", async () => {
    await expect(page).toHaveTitle(words.firstOfTwo);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("rue des Tilleuls");
    await expect(page.getByText("Mme Nguyen")).toBeVisible();
    await expect(page.getByText("24B7")).toBeVisible();
    await expect(page.getByText("Laisser sonner, elle marche lentement.")).toBeVisible();
    await expect(page.getByRole("link", { name: words.call })).toHaveAttribute("href", "tel:+33600000001");
    await expect(page.getByText("jamais pour les bénévoles")).toHaveCount(0);
    await expectAccessible(page);
    await expectAccessibleInTheDark(page);
  });

  await test.step("delivered in two presses, taken back in one", async () => {
    await press(page.getByRole("button", { name: words.delivered, exact: true }));
    await expect(page.getByRole("dialog", { name: words.toWhom })).toBeVisible();
    await expectAccessible(page);
    await press(page.getByRole("button", { name: words.atDoor }));
    await expect(said(page, words.saved)).toBeVisible();
    await expect(page.getByRole("main")).toContainText(words.state);
    if (isMobile) {
      const toasts = await page.getByRole("status").filter({ has: page.locator(".toast") }).boundingBox();
      const acts = await page.locator(".pocket__foot").boundingBox();
      expect((toasts?.y ?? 0) + (toasts?.height ?? 0), "what is said leaves the acts free").toBeLessThanOrEqual(acts?.y ?? 0);
    }
    await press(page.getByRole("button", { name: words.undo }));
    await expect(said(page, words.reopened)).toBeVisible();
    await press(page.getByRole("button", { name: words.delivered, exact: true }));
    await press(page.getByRole("button", { name: words.handed }));
    await expect(page.getByRole("link", { name: words.next }).last()).toBeVisible();
    await expectAccessible(page);
  });

  await press(page.getByRole("link", { name: words.next }).last());
  await test.step("a problem in three presses", async () => {
    await expect(page.getByRole("heading", { level: 1 })).toContainText("rue Gambetta");
    await expect(page.getByText(words.noSms)).toBeVisible();
    await press(page.getByRole("button", { name: words.call }));
    await expect(page.getByRole("dialog").getByRole("link")).toHaveCount(2);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await press(page.getByRole("button", { name: words.problem }));
    await press(page.getByRole("button", { name: words.report }));
    await expect(page.getByText(words.what)).toBeVisible();
    await page.getByLabel(words.nobodyHome).check();
    await page.getByLabel(words.note).fill("Volets fermés.");
    await expectAccessible(page);
    await press(page.getByRole("button", { name: words.report }));
    await expect(said(page, words.reported)).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Volets fermés.");
  });

  await press(page.getByRole("link", { name: words.round }).last());
  await expect(page.getByText(words.allDone)).toBeVisible();
  await press(page.getByRole("button", { name: words.finish }));
  await expect(page.getByRole("dialog", { name: words.finishIt })).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("dialog").getByRole("button", { name: words.finish }));
  await expect(page.getByText(words.finished)).toBeVisible();
  await expect(page.getByRole("main"), "addresses leave the screen").not.toContainText("Tilleuls");
}

test("without network an act waits on screen, then leaves once", async ({ page, server }) => {
  const crew = await Crew.gather(server);
  const round = await crew.round("Sud", 0, { carried: true });
  await open(page, `/my-rounds/${round}`, bakary);
  await press(page.getByRole("link", { name: "rue des Tilleuls" }).first());
  const acts: string[] = [];
  await page.route("**/api/v1/me/stops/**", async (route) => {
    acts.push(route.request().headers()["idempotency-key"] ?? "");
    await route.abort("internetdisconnected");
  });
  await press(page.getByRole("button", { name: "Livré", exact: true }));
  await press(page.getByRole("button", { name: "Remis au foyer" }));
  await expect(page.getByText("« Livré » n’est pas encore parti. C’est gardé ici.")).toBeVisible();
  await expect(page.getByText("1 envoi attend le réseau")).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("contentinfo").getByRole("button", { name: "Réessayer" }));
  await expect.poll(() => acts.length).toBe(2);
  expect(acts[1], "the same act keeps its key").toBe(acts[0]);
  await page.unroute("**/api/v1/me/stops/**");
  await press(page.getByRole("contentinfo").getByRole("button", { name: "Réessayer" }));
  await expect(said(page, "C’est enregistré : livré.")).toBeVisible();
  await expect(page.getByText("attend le réseau")).toHaveCount(0);
});

test("an offered round is taken, then given back", async ({ page, server }) => {
  const crew = await Crew.gather(server);
  await crew.round("Est", 0, { carried: false });
  await open(page, "/my-rounds", bakary);
  const offer = page.getByRole("region", { name: "Est" });
  await expect(offer).toContainText("69001");
  await expect(offer, "an offer shows no street").not.toContainText("Tilleuls");
  await expectAccessible(page);
  await press(offer.getByRole("button", { name: "Je la prends" }));
  await expect(said(page, "La tournée est à vous.")).toBeVisible();
  await press(page.getByRole("link", { name: "Ouvrir Est" }));
  await press(page.getByRole("button", { name: "Rendre la tournée" }));
  await expect(page.getByRole("dialog", { name: "Rendre la tournée Est" })).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("dialog").getByRole("button", { name: "Rendre la tournée" }));
  await expect(said(page, "La tournée est rendue.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Rien à cette adresse" })).toBeVisible();
  await press(page.getByRole("link", { name: "Mes tournées" }));
  await expect(page.getByRole("heading", { name: "Aucune tournée pour l’instant" })).toBeVisible();
  await expectAccessible(page);
});

test("before its hour a round shows where, not whom", async ({ page, server }) => {
  const crew = await Crew.gather(server);
  const round = await crew.round("Ouest", 3, { carried: true });
  await open(page, `/my-rounds/${round}`, bakary);
  await expect(page.getByText("Les adresses s’ouvrent le")).toBeVisible();
  await press(page.getByRole("link", { name: "secteur 69001" }).first());
  await expect(page.getByRole("heading", { level: 1 })).toContainText("secteur 69001");
  await expect(page.getByRole("main")).not.toContainText("Nguyen");
  await expect(page.getByRole("link", { name: "Y aller" })).toHaveCount(0);
  await expectAccessible(page);
});

test("somebody who was faster is told kindly", async ({ page, server }) => {
  const crew = await Crew.gather(server);
  const round = await crew.round("Centre", 0, { carried: true });
  await open(page, `/my-rounds/${round}`, bakary);
  await press(page.getByRole("link", { name: "rue des Tilleuls" }).first());
  const mine = (await (await crew.volunteer.api.get("me/rounds")).json()) as { items: { stops: { id: string; kind: string }[] }[] };
  const stop = mine.items[0]?.stops.find((one) => one.kind === "dropoff")?.id ?? "";
  const failed = await crew.volunteer.api.post(`me/stops/${stop}/failure`, { data: { reason: "not_home" } });
  expect(failed.status(), await failed.text()).toBe(200);
  await press(page.getByRole("button", { name: "Livré", exact: true }));
  await press(page.getByRole("button", { name: "Remis au foyer" }));
  await expect(page.getByRole("alert")).toContainText("Votre réponse n’est pas perdue");
  await expect(page.getByRole("main")).toContainText("problème");
  await press(page.getByRole("alert").getByRole("button", { name: "J’ai lu" }));
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a phone downloads its own program only", async ({ page, server }) => {
  const crew = await Crew.gather(server);
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await open(page, "/", bakary);
  await expect(page.getByRole("heading", { level: 1, name: "Mes tournées" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Mes tournées" })).toBeVisible();
  expect(fetched.filter((path) => path.includes("/desk."))).toEqual([]);

  await test.step("a coordinator's browser gets the desk's, and keeps to it", async () => {
    const desk = await (await page.context().browser()!.newContext()).newPage();
    await open(desk, "/members", crew.admin);
    await expect(desk.getByRole("heading", { level: 1, name: "Bénévoles" })).toBeVisible();
    const again: string[] = [];
    desk.on("request", (request) => again.push(new URL(request.url()).pathname));
    await desk.reload();
    await expect(desk.getByRole("heading", { level: 1, name: "Bénévoles" })).toBeVisible();
    expect(again.filter((path) => path.includes("/phone."))).toEqual([]);
    await desk.context().close();
  });
});

/** A team with a volunteer, and households to bring food to. */
class Crew {
  private constructor(
    readonly admin: Member,
    readonly volunteer: Member,
    private readonly member: string,
    private readonly households: readonly string[],
  ) {}

  static async gather(server: Server): Promise<Crew> {
    const admin = await server.bootstrapAdmin();
    await made(await admin.api.post(`organisations/${admin.organisation}/invitations`, { data: { email: bakary.email, roles: ["volunteer"] } }));
    const volunteer = await server.accept((await server.mail(bakary.email)).links[0] ?? "", bakary);
    const members = (await (await admin.api.get(`organisations/${admin.organisation}/members`)).json()) as {
      items: { id: string; email: string }[];
    };
    const member = members.items.find((one) => one.email === bakary.email)?.id ?? "";
    const households = [];
    for (const data of [
      {
        display_name: "Mme Nguyen",
        household_size: 4,
        address: { street: "5 rue des Tilleuls", postal_code: "69001", city: "Lyon", floor: "5e, sans ascenseur", door_code: "24B7" },
        phones: [{ e164: "+33600000001" }],
        delivery_note: "Laisser sonner, elle marche lentement.",
        internal_note: "jamais pour les bénévoles",
      },
      {
        display_name: "M. Petit",
        address: { street: "30 rue Gambetta", postal_code: "69004", city: "Lyon" },
        phones: [{ e164: "+33600000002" }, { e164: "+33600000003", note: "sa fille" }],
        no_sms: true,
      },
    ]) {
      const household = await made(await admin.api.post(`organisations/${admin.organisation}/recipients`, { data }));
      households.push(household.id);
    }
    return new Crew(admin, volunteer, member, households);
  }

  /** Where rounds load. */
  async depot(): Promise<void> {
    const address = { street: "8 quai Rambaud", postal_code: "69002", city: "Lyon", access_note: "Deuxième portail · 04 65 71 00 12" };
    const data = { name: "Entrepôt du quai", address, is_default: true };
    await made(await this.admin.api.post(`organisations/${this.admin.organisation}/depots`, { data }));
  }

  /** A published round some days from now: the volunteer's, or open to whoever takes it. Its id. */
  async round(name: string, days: number, { carried }: { carried: boolean }): Promise<string> {
    const inside = `organisations/${this.admin.organisation}`;
    const date = new Date(Date.now() + days * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });
    // The same day in Paris, summer and winter.
    const window = { start: `${date}T06:00:00Z`, end: `${date}T20:00:00Z` };
    const deliveries = await made(await this.admin.api.post(`${inside}/delivery-batches`, { data: { recipient_ids: this.households, window } }));
    const round = await made(await this.admin.api.post(`${inside}/rounds`, { data: { name, date, delivery_ids: deliveries.ids, mode: "bike" } }));
    const at = `${inside}/rounds/${round.id}`;
    const headers = { "If-Match": (await this.admin.api.get(at)).headers()["etag"] ?? "" };
    if (carried) await made(await this.admin.api.put(`${at}/assignment`, { data: { member_id: this.member }, headers }));
    else await made(await this.admin.api.patch(at, { data: { self_assign: true }, headers }));
    await made(await this.admin.api.post(`${at}/publication`));
    return round.id;
  }
}

/** The body of an answer that must be a success. */
async function made(answer: Awaited<ReturnType<Member["api"]["post"]>>): Promise<{ id: string; ids: string[] }> {
  const text = await answer.text();
  expect(answer.ok(), `${answer.status()} ${text}`).toBe(true);
  return (text === "" ? {} : JSON.parse(text)) as { id: string; ids: string[] };
}

/** What a toast says. */
function said(page: Page, words: string): Locator {
  return page.getByRole("status", { name: "Messages" }).filter({ hasText: words });
}
