import { type Page } from "@playwright/test";
import { violations } from "./support/accessible.ts";
import { answer, bring, failed, open, press } from "./support/desk.ts";
import { type Member, type Server, expect, test } from "./support/index.ts";
import { lost } from "./support/reflow.ts";
import { dayFromNow } from "./support/town.ts";

type Act = (page: Page) => Promise<void>;
/** An address of the application, words that it shows once what it holds has come, and what is done there before. */
type Place = readonly [path: string, words: string | RegExp, act?: Act];

const narrow = { width: 320, height: 640 };
const wide = { width: 1280, height: 860 };

test.skip(({ isMobile }) => isMobile, "once: each page takes the width of a narrow phone, then a desk's");

test("a coordinator's days, households and team lose nothing on 320 px, and stay legible in the dark", async ({ page, server }) => {
  test.setTimeout(120_000);
  const town = await Town.build(server);
  const { samia, today, household, twin } = town;
  await town.freeze();
  await open(page, "/profile", samia);
  await look(page, [
    ["/profile", "cet appareil"],
    [`/days/${today}`, "À attribuer"],
    [`/rounds/${town.round}`, "Maréchal"],
    [`/deliveries/${town.delivery}`, "code A24B7"],
    ["/rounds", "N’en choisir aucun", pressing("Choisir des foyers")],
    ["/rounds", "Une livraison pour un foyer", pressing("Prévoir une livraison")],
    ["/rounds", "Réunir avec une autre", manage],
    ["/days/2020-01-31", "Aucune livraison ce jour"],
    ["/follow-ups", "Volets fermés"],
    ["/follow-ups?show=handled", "Rien de vu"],
    ["/recipients", town.name],
    ["/recipients/new", "Numéro et rue"],
    [`/recipients/${household}`, "Qui a consulté ce dossier"],
    [`/recipients/${twin}/edit`, "Modifier le dossier"],
    [`/recipients/${household}/compare/${twin}`, "C’est le même foyer"],
    ["/members", town.lea],
    ["/co-optation", /0\scas décidé sur 1/],
  ]);
});

test("so do the imports and the settings", async ({ page, server }) => {
  test.setTimeout(120_000);
  const town = await Town.build(server);
  const draft = await town.sheet("dry_run");
  const saved = await town.sheet("apply");
  await open(page, "/imports", town.samia);
  await look(page, [
    ["/imports", "Imports précédents"],
    [`/imports/${draft}`, "La même référence est déjà à la ligne 2."],
    [`/imports/${saved}`, "Import enregistré"],
    ["/settings", "Les adresses s’ouvrent"],
    ["/settings/depots", "Entrepôt du quai"],
    ["/settings/package-kinds", "Panier sec"],
    ["/settings/time-slots", "Matin"],
    ["/settings/programs", "Tableur du vendredi"],
    ["/settings/audit", "Foyer ajouté"],
    ["/nowhere", "Page introuvable"],
  ]);
});

test("so do a volunteer's pages, and the doors", async ({ page, server }) => {
  test.setTimeout(120_000);
  const town = await Town.build(server);
  await open(page, "/my-rounds", town.bakary);
  const stop = await town.stop();
  await look(page, [
    ["/my-rounds", "Je la prends"],
    [`/my-rounds/${town.round}`, "Démarrer la tournée"],
    [`/my-rounds/${town.round}/stops/${stop}`, "Sonner deux fois"],
    [`/my-rounds/${town.round}/stops/${stop}`, "Un mot pour l’équipe", pressing("Il y a un problème")],
    ["/profile", "cet appareil"],
  ]);

  await page.context().clearCookies();
  const nobody = await server.api();
  await answer(nobody.post("sessions/links", { data: { email: town.samia.email } }));
  await answer(nobody.post("password-resets", { data: { email: town.samia.email } }));
  await look(page, [
    ["/sign-in", "Entrer avec un mot de passe"],
    [await town.mailed(town.samia.email, "/sign-in#"), "Ouvrir Cabas"],
    [await town.mailed(town.lea, "/invitation#"), "Votre nom"],
    ["/password-reset", "Votre adresse e-mail"],
    [await town.mailed(town.samia.email, "/password-reset#"), "Nouveau mot de passe"],
  ]);
});

/** Opens each place on a narrow screen in the light, then turns to the dark, then to a desk's width. */
async function look(page: Page, places: readonly Place[]): Promise<void> {
  for (const [path, words, act] of places) {
    await page.setViewportSize(narrow);
    await page.emulateMedia({ colorScheme: "light" });
    // A mailed link may differ from the page before by its fragment alone, which would load nothing.
    await page.goto("about:blank");
    await page.goto(path);
    if (act !== undefined) await act(page);
    const where = `${path.replace(/#.*/, "")}, « ${String(words)} »`;
    await expect(page.getByText(words).filter({ visible: true }).first(), where).toBeVisible();
    await expect(page.locator(".bone"), where).toHaveCount(0);
    expect.soft(await lost(page), `lost at 320 px on ${where}`).toEqual([]);
    expect.soft(await violations(page), `accessibility at 320 px, light, of ${where}`).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect.soft(await violations(page), `accessibility at 320 px, dark, of ${where}`).toEqual([]);
    await page.setViewportSize(wide);
    expect.soft(await lost(page), `lost at 1280 px on ${where}`).toEqual([]);
    expect.soft(await violations(page), `accessibility at 1280 px, dark, of ${where}`).toEqual([]);
  }
}

/** Presses a button of the page. */
function pressing(name: string): Act {
  return (page) => press(page.getByRole("button", { name }).first());
}

/** The acts of a round, on a narrow screen in its column. */
async function manage(page: Page): Promise<void> {
  const column = page.getByLabel("Colonne", { exact: true });
  const value = await column.locator("option", { hasText: "Saint-Romain" }).getAttribute("value");
  await column.selectOption(value ?? "");
  await press(page.getByRole("button", { name: /^Gérer/ }));
}

/** A team with everything that a page can show, under names as long as life makes them. */
class Town {
  readonly name = "Famille Ramanantsoandriamanitra";
  readonly today = dayFromNow(0);
  readonly lea = "marguerite.vandenbroucke@panierspartages.example.org";
  household = "";
  twin = "";
  delivery = "";
  round = "";

  private constructor(
    readonly server: Server,
    readonly samia: Member,
    readonly bakary: Member,
  ) {}

  static async build(server: Server): Promise<Town> {
    const samia = await server.bootstrapAdmin();
    const town = new Town(server, samia, await bring(server, samia, "Bakary Diallo-Vandenbroucke", "volunteer"));
    await town.shelves();
    await town.households();
    await town.rounds();
    await failed(samia, "Famille Traoré", "12 bis rue des Lilas", "Volets fermés.");
    await town.post("invitations", { email: town.lea, roles: ["volunteer"] });
    return town;
  }

  /** What the settings list. */
  private async shelves(): Promise<void> {
    const address = { street: "8 quai Rambaud", postal_code: "69002", city: "Lyon", access_note: "Deuxième portail" };
    await this.post("depots", { name: "Entrepôt du quai", address, is_default: true });
    await this.post("package-kinds", { slug: "panier-sec", name: "Panier sec", weight_g: 4500 });
    await this.post("time-slots", { name: "Matin", start: "09:00", end: "12:00" });
    await this.post("api-clients", { name: "Tableur du vendredi", scopes: ["imports"] });
  }

  private async households(): Promise<void> {
    const data = {
      display_name: this.name,
      household_size: 12,
      address: {
        street: "127 bis avenue du Maréchal-de-Lattre-de-Tassigny",
        postal_code: "69100",
        city: "Saint-Germain-au-Mont-d’Or",
        floor: "3e, porte gauche",
        door_code: "A24B7",
      },
      phones: [{ e164: "06 12 00 00 01", note: "fille aînée" }],
      avoid: ["crustaceans", "sulphites"],
      diet_basis: { kind: "consent" },
      tags: ["centre-ville"],
      delivery_note: "Sonner deux fois.",
      internal_note: "Appeler plutôt l’après-midi.",
    };
    this.household = (await this.post("recipients", data)).id;
    this.twin = (await this.post("recipients", { ...data, display_name: "Mme Ramanantsoandriamanitra", household_size: 11 })).id;
  }

  /** A round that Bakary carries, one that is offered, and a delivery that waits. */
  private async rounds(): Promise<void> {
    // The same day in Paris, summer and winter.
    const window = { start: `${this.today}T06:00:00Z`, end: `${this.today}T21:30:00Z` };
    const recipient_ids = [this.household, this.twin];
    const [carried, waiting] = (await this.post("delivery-batches", { recipient_ids, window })).ids;
    const [offered] = (await this.post("delivery-batches", { recipient_ids: [this.twin], window })).ids;
    this.delivery = waiting ?? "";
    const me = await answer<{ memberships: { member_id: string }[] }>(this.bakary.api.get("me"));
    const base = `organisations/${this.samia.organisation}/rounds`;
    const headers = { "If-Match": "*" };
    const round = { date: this.today, mode: "bike" };
    this.round = (await this.post("rounds", { ...round, name: "Saint-Germain et Saint-Romain", delivery_ids: [carried] })).id;
    await answer(this.samia.api.put(`${base}/${this.round}/assignment`, { data: { member_id: me.memberships[0]?.member_id }, headers }));
    await this.post(`rounds/${this.round}/publication`);
    const other = await this.post("rounds", { ...round, name: "Est", delivery_ids: [offered] });
    await answer(this.samia.api.patch(`${base}/${other.id}`, { data: { self_assign: true }, headers }));
    await this.post(`rounds/${other.id}/publication`);
  }

  /** Someone's branch is stopped for a check. */
  async freeze(): Promise<void> {
    await bring(this.server, this.samia, "Tom Petit", "volunteer");
    const { nodes } = await answer<{ nodes: { id: string; display_name?: string }[] }>(
      this.samia.api.get(`organisations/${this.samia.organisation}/co-optation`),
    );
    await this.post("co-optation/freezes", { root: nodes.find((node) => node.display_name === "Tom Petit")?.id, summary: "Un signalement." });
  }

  /** A sheet with two good rows and two to correct; its id once the server has read, or saved, it. */
  async sheet(mode: string): Promise<string> {
    const street = "127 bis avenue du Maréchal-de-Lattre-de-Tassigny";
    const cells = [
      ["réf", "nom", "adresse", "ville"],
      [`${mode}1`, "Adam", street, "Pessac"],
      [`${mode}2`, "Blin", "2 rue B", "Pessac"],
      [`${mode}1`, "Adam", street, "Pessac"],
      [`${mode}3`, "", "3 rue C", "Pessac"],
    ];
    const { id } = await this.post("imports", { kind: "recipients", mode, text: cells.map((row) => row.join("\t")).join("\n") });
    const read = () => answer<{ state: string }>(this.samia.api.get(`organisations/${this.samia.organisation}/imports/${id}`));
    await expect.poll(async () => (await read()).state).toMatch(/^(previewed|completed)$/);
    return id;
  }

  /** The stop that Bakary carries. */
  async stop(): Promise<string> {
    const { items } = await answer<{ items: { id: string; stops: { id: string; kind: string }[] }[] }>(this.bakary.api.get("me/rounds"));
    const mine = items.find((round) => round.id === this.round);
    return mine?.stops.find((stop) => stop.kind === "dropoff")?.id ?? "";
  }

  /** The latest link of a kind that someone was sent. */
  async mailed(to: string, kind: string): Promise<string> {
    const links = async () => (await this.server.mails(to)).flatMap((mail) => mail.links).filter((link) => link.includes(kind));
    await expect.poll(async () => (await links()).length).toBeGreaterThan(0);
    return (await links()).at(-1) ?? "";
  }

  private post(path: string, data?: object): Promise<{ id: string; ids: string[] }> {
    return answer(this.samia.api.post(`organisations/${this.samia.organisation}/${path}`, data === undefined ? {} : { data }));
  }
}
