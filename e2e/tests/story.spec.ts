import { readFile } from "node:fs/promises";
import { type BrowserContextOptions, type Locator, type Page } from "@playwright/test";
import { press, signIn } from "./support/desk.ts";
import { type Member, type Server, expect, expectAccessible, expectAccessibleInTheDark, test } from "./support/index.ts";
import { dayFromNow, volunteer } from "./support/town.ts";

const bakary = { email: "bakary@example.org", displayName: "Bakary Diallo", password: "une phrase assez longue" };

/** What the sheet brings: the streets of Petit, Roux, a row without a name, and Nguyen. */
const [neuve, haute, basse, verte] = ["1 rue Neuve", "2 rue Haute", "3 rue Basse", "4 place Verte"] as const;

/** What stands on screen, as the catalogues say it. */
const french = {
  withPassword: "Entrer avec un mot de passe",
  email: "Votre adresse e-mail",
  password: "Mot de passe",
  chosenFile: "Fichier choisi : foyers-quartier.csv",
  checkFile: "Vérifier ce fichier",
  check: "Vérifier avant d’enregistrer",
  figures: "Lignes à montrer",
  toCorrect: "À corriger",
  nameOfRow8: "nom, ligne 8",
  checkAgain: "Vérifier de nouveau",
  saveRows: "Enregistrer 4 lignes",
  saved: "Import enregistré",
  noDelivery: "Aucune livraison ce jour",
  choose: "Choisir des foyers",
  chooseAll: "Choisir tous ceux-ci",
  from: "À partir de",
  until: "Jusqu’à",
  makeDeliveries: "Créer 4 livraisons",
  column: "Colonne",
  waiting: "À attribuer",
  makeRound: "Faire une tournée",
  newRound: "Nouvelle tournée",
  roundName: "Nom de la tournée",
  move: "Déplacer",
  up: "Monter",
  chooseSomeone: "Choisir quelqu’un",
  who: "Qui fait la tournée A, Le Port",
  send: "Envoyer",
  sendTitle: "Envoyer la tournée A, Le Port",
  sent: "envoyée",
  startRound: "Démarrer la tournée",
  started: "La tournée a commencé.",
  openFirst: "Ouvrir l’arrêt 1",
  delivered: "Livré",
  toWhom: "Livré : à qui",
  handed: "Remis au foyer",
  nextStop: "Arrêt suivant",
  problem: "Il y a un problème",
  nobodyHome: "Personne n’est là",
  word: "Un mot pour l’équipe",
  report: "Signaler le problème",
  reported: "Le problème est signalé.",
  cardDelivered: "livré",
  cardProblem: "problème",
  cardReason: "personne à la maison",
  followUps: "À suivre",
  reportedBy: "Signalé par Bakary Diallo",
};

const english: typeof french = {
  withPassword: "Enter with a password",
  email: "Your e-mail address",
  password: "Password",
  chosenFile: "Chosen file: foyers-quartier.csv",
  checkFile: "Check this file",
  check: "Check before saving",
  figures: "Rows to show",
  toCorrect: "To correct",
  nameOfRow8: "nom, row 8",
  checkAgain: "Check again",
  saveRows: "Save 4 rows",
  saved: "Import saved",
  noDelivery: "No delivery on this day",
  choose: "Choose households",
  chooseAll: "Choose all of these",
  from: "From",
  until: "Until",
  makeDeliveries: "Make 4 deliveries",
  column: "Column",
  waiting: "To assign",
  makeRound: "Make a round",
  newRound: "New round",
  roundName: "Name of the round",
  move: "Move",
  up: "Up",
  chooseSomeone: "Choose someone",
  who: "Who does round A, Le Port",
  send: "Send",
  sendTitle: "Send round A, Le Port",
  sent: "sent",
  startRound: "Start the round",
  started: "The round has started.",
  openFirst: "Open stop 1",
  delivered: "Delivered",
  toWhom: "Delivered: to whom",
  handed: "Handed to the household",
  nextStop: "Next stop",
  problem: "There is a problem",
  nobodyHome: "Nobody is home",
  word: "A word for the team",
  report: "Report the problem",
  reported: "The problem is reported.",
  cardDelivered: "delivered",
  cardProblem: "problem",
  cardReason: "nobody home",
  followUps: "To follow up",
  reportedBy: "Reported by Bakary Diallo",
};

for (const [language, locale, words] of [
  ["French", "fr-FR", french],
  ["English", "en-GB", english],
] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test("from an untidy sheet to a volunteer's phone, and back to the desk", async ({ page, server, browser, contextOptions, viewport, isMobile, hasTouch, userAgent }) => {
      test.setTimeout(180_000);
      const samia = await server.bootstrapAdmin();
      await volunteer(server, samia, bakary);
      const story = new Story(page, server, samia, words);
      await story.bringSheet();
      await story.makeDeliveries();
      await story.makeRound();
      await story.send();

      // The volunteer's own browser, of the same kind as the coordinator's.
      const options: BrowserContextOptions = { ...contextOptions, locale, viewport, isMobile, hasTouch, timezoneId: "Europe/Paris" };
      if (userAgent !== undefined) options.userAgent = userAgent;
      const context = await browser.newContext(options);
      await story.carry(await context.newPage());
      await context.close();

      await story.seeOutcome();
    });
  });
}

class Story {
  constructor(
    readonly page: Page,
    readonly server: Server,
    readonly samia: Member,
    readonly words: typeof french,
  ) {}

  async bringSheet(): Promise<void> {
    const { page, words } = this;
    await page.goto("/imports");
    await signIn(page, this.samia, words);
    await drop(page, "foyers-quartier.csv");
    await expect(page.getByText(words.chosenFile)).toBeVisible();
    await press(page.getByRole("button", { name: words.checkFile }));
    await expect(page.getByRole("heading", { level: 1, name: words.check })).toBeVisible();
    await expectAccessible(page);
    await press(page.getByRole("navigation", { name: words.figures }).getByRole("link", { name: words.toCorrect }));
    await expect(page.getByRole("main"), "the other rows have made room").not.toContainText("Petit");
    // The line as the file counts it: a title, blank lines and the header stand above.
    await page.getByLabel(words.nameOfRow8).fill("Benali");
    await press(page.getByRole("button", { name: words.checkAgain }));
    const save = page.getByRole("button", { name: words.saveRows });
    await press(save);
    await press(page.getByRole("dialog", { name: words.saveRows }).getByRole("button", { name: words.saveRows }));
    await expect(page.getByRole("heading", { level: 1, name: words.saved })).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
  }

  async makeDeliveries(): Promise<void> {
    const { page, words } = this;
    await page.goto("/rounds");
    await expect(page.getByRole("heading", { level: 2, name: words.noDelivery })).toBeVisible();
    await press(page.getByRole("button", { name: words.choose }));
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("checkbox")).toHaveCount(4);
    await press(dialog.getByRole("button", { name: words.chooseAll }));
    // Wide enough for the volunteer to be on duty at whatever hour this runs.
    await dialog.getByLabel(words.from).fill("08:00");
    await dialog.getByLabel(words.until).fill("21:00");
    await press(dialog.getByRole("button", { name: words.makeDeliveries }));
    await expect(dialog).toBeHidden();
    await expect(this.column(words.waiting).getByRole("listitem")).toHaveCount(4);
    await expectAccessible(page);
    await expectAccessibleInTheDark(page);
  }

  async makeRound(): Promise<void> {
    const { page, words } = this;
    for (const street of [neuve, haute]) await this.card(street).getByRole("checkbox").check();
    await press(page.getByRole("button", { name: words.makeRound }));
    const dialog = page.getByRole("dialog", { name: words.newRound });
    await dialog.getByLabel(words.roundName).fill("Le Port");
    await press(dialog.getByRole("button", { name: words.makeRound }));
    await expect(dialog).toBeHidden();
    await this.show("Le Port");
    await this.order();
    await press(this.column("Le Port").getByRole("button", { name: words.chooseSomeone }));
    const who = page.getByRole("dialog", { name: words.who });
    await press(who.getByRole("button", { name: /Bakary Diallo/ }));
    await expect(who).toBeHidden();
    await expect(this.column("Le Port")).toContainText("Bakary Diallo");
  }

  /** What waited stood street by street: whoever knows the way puts the second stop before the first. */
  private async order(): Promise<void> {
    const { page, words } = this;
    const stops = this.column("Le Port").locator("[data-stop]");
    await expect(stops).toHaveText([/rue Haute/, /rue Neuve/]);
    const kept = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.url().endsWith("/stops"));
    await press(this.card(neuve).getByRole("button", { name: `${words.move} ${neuve}` }));
    await press(page.getByRole("button", { name: words.up, exact: true }));
    expect((await kept).status()).toBe(200);
    await page.reload();
    await this.show("Le Port");
    await expect(stops, "the server has it").toHaveText([/rue Neuve/, /rue Haute/]);
  }

  async send(): Promise<void> {
    const { page, words } = this;
    await press(this.column("Le Port").getByRole("button", { name: new RegExp(`^${words.send}`) }));
    const dialog = page.getByRole("dialog", { name: words.sendTitle });
    await expect(dialog).toContainText("Bakary Diallo");
    await press(dialog.getByRole("button", { name: words.send, exact: true }));
    await expect(this.column("Le Port")).toContainText(words.sent);
    await expectAccessible(page);
  }

  /** The volunteer opens the link of the mail: their stops and no others, one delivered, one not. */
  async carry(phone: Page): Promise<void> {
    const { words } = this;
    await phone.goto(await this.roundLink());
    await signIn(phone, bakary, words);
    await expect(phone.getByRole("heading", { level: 1, name: "Le Port" })).toBeVisible();
    const main = phone.getByRole("main");
    for (const street of ["rue Neuve", "rue Haute"]) await expect(main).toContainText(street);
    for (const street of ["rue Basse", "place Verte"]) await expect(main, "somebody else's stop").not.toContainText(street);
    await this.expectOnlyTheirs();
    await expectAccessible(phone);

    await press(phone.getByRole("button", { name: words.startRound }));
    await expect(said(phone, words.started)).toBeVisible();
    await press(phone.getByRole("link", { name: words.openFirst }));
    await expect(phone.getByRole("heading", { level: 1 })).toContainText("rue Neuve");
    await expect(main).toContainText("Petit");
    await expect(main).toContainText("Sonner deux fois");
    await expectAccessible(phone);
    await expectAccessibleInTheDark(phone);
    await press(phone.getByRole("button", { name: words.delivered, exact: true }));
    await press(phone.getByRole("dialog", { name: words.toWhom }).getByRole("button", { name: words.handed }));

    await phone.getByRole("link", { name: words.nextStop }).last().click();
    await expect(phone.getByRole("heading", { level: 1 })).toContainText("rue Haute");
    await press(phone.getByRole("button", { name: words.problem }));
    await phone.getByLabel(words.nobodyHome).check();
    await phone.getByLabel(words.word).fill("Volets fermés.");
    await press(phone.getByRole("button", { name: words.report }));
    await expect(said(phone, words.reported)).toBeVisible();
  }

  /** The coordinator's board has followed by itself, and the problem waits to be looked at. */
  async seeOutcome(): Promise<void> {
    const { page, words } = this;
    await this.show("Le Port");
    await expect(this.card(neuve)).toContainText(words.cardDelivered);
    await expect(this.card(haute)).toContainText(words.cardProblem);
    await expect(this.card(haute)).toContainText(words.cardReason);
    await expect(this.card(haute)).toContainText("Volets fermés.");
    await expectAccessible(page);
    await page.goto("/follow-ups");
    await expect(page.getByRole("heading", { level: 1, name: words.followUps })).toBeVisible();
    const waiting = page.getByRole("listitem").filter({ hasText: "Roux" });
    await expect(waiting).toContainText("Volets fermés.");
    await expect(waiting).toContainText(words.reportedBy);
    await expect(page.getByRole("listitem").filter({ hasText: "Petit" }), "what went well waits for nobody").toHaveCount(0);
    await expectAccessible(page);
  }

  /** The address that the mail about the round leads to. */
  private async roundLink(): Promise<string> {
    const links = async () => (await this.server.mails(bakary.email)).flatMap((mail) => mail.links);
    await expect.poll(async () => (await links()).join(" ")).toContain("/my-rounds/");
    return (await links()).find((link) => link.includes("/my-rounds/")) ?? "";
  }

  /** What the volunteer's phone is told, whatever it shows. */
  private async expectOnlyTheirs(): Promise<void> {
    const nobody = await this.server.api();
    const session = await nobody.post("sessions", { data: { email: bakary.email, password: bakary.password } });
    expect(session.status(), await session.text()).toBe(201);
    const { access_token } = (await session.json()) as { access_token: string };
    const mine = await (await this.server.api(access_token)).get(`me/rounds?date=${dayFromNow(0)}`);
    const text = await mine.text();
    const { items } = JSON.parse(text) as { items: { stops: { address?: { street: string } }[] }[] };
    expect(items.flatMap((round) => round.stops.map((stop) => stop.address?.street))).toEqual([neuve, haute]);
    for (const foreign of [basse, verte, "Benali", "Nguyen"]) expect(text).not.toContain(foreign);
  }

  private column(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  private card(street: string): Locator {
    return this.page.getByRole("listitem", { name: new RegExp(`^${street},`) });
  }

  /** A narrow screen shows one column at a time. */
  private async show(name: string): Promise<void> {
    await expect(this.page.locator(".board")).toBeVisible();
    const choice = this.page.getByLabel(this.words.column, { exact: true });
    if (!(await choice.isVisible())) return;
    const value = await choice.locator("option", { hasText: name }).first().getAttribute("value");
    await choice.selectOption(value ?? "");
  }
}

/** What a toast says. */
function said(page: Page, words: string): Locator {
  return page.getByRole("status", { name: "Messages" }).filter({ hasText: words });
}

/** Lets a vendored sheet fall on the page. */
async function drop(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Imports" })).toBeVisible();
  const bytes = [...(await readFile(new URL(`../../testdata/sheets/${name}`, import.meta.url)))];
  await page.evaluate(
    ({ bytes, name }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type: "text/csv" }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    { bytes, name },
  );
}
