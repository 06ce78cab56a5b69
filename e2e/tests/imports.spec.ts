import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Download, type Locator, type Page } from "@playwright/test";
import { press, signIn } from "./support/desk.ts";
import { type Server, expect, expectAccessible, expectAccessibleInTheDark, test } from "./support/index.ts";
import { englishImports, frenchImports } from "./support/words.ts";

const sheet = (name: string) => fileURLToPath(new URL(`../../testdata/sheets/${name}`, import.meta.url));

test("a list of households: corrected in place, saved, sent again, undone", ({ page, server }) => wholeList(page, server, frenchImports));

test.describe("in English", () => {
  test.use({ locale: "en-GB" });
  test.skip(({ isMobile }) => isMobile, "once, where coordinators read it");

  test("the same list, in the reader's language", ({ page, server }) => wholeList(page, server, englishImports));
});

async function wholeList(page: Page, server: Server, words: typeof frenchImports): Promise<void> {
  test.setTimeout(120_000);
  const samia = await server.bootstrapAdmin();
  await page.goto("/imports");
  await signIn(page, samia, words);
  await expect(page.getByRole("heading", { level: 1, name: "Imports" })).toBeVisible();
  await expect(page.getByRole("heading", { name: words.none })).toBeVisible();
  await expectAccessible(page);

  await test.step("each kind has its example", async () => {
    for (const [button, name] of words.examples) {
      const file = await downloaded(page, page.getByRole("button", { name: button }));
      expect(file.suggestedFilename()).toBe(name);
      expect((await textOf(file)).split("\r\n").length).toBeGreaterThan(2);
    }
  });

  await choose(page, sheet("foyers-doublons.csv"), words);
  await expect(page.getByRole("heading", { level: 1, name: words.check })).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(words.check));
  await expect(page.getByText(words.notYet)).toBeVisible();
  await expect(page.getByRole("region", { name: words.plan })).toContainText(words.twoWillCome);
  await expectFigures(page, { [words.all]: 5, [words.new]: 2, [words.toCorrect]: 3 }, words);
  await expectAccessible(page);

  await test.step("the figures filter, lines are those of the file", async () => {
    await press(figure(page, words.toCorrect, words));
    await expect(rows(page, words)).toHaveCount(3);
    await expect(page.getByText(words.twice)).toBeVisible();
    await expectAccessible(page);
    await expectAccessibleInTheDark(page);
  });

  await test.step("a cell is corrected where it stands, and what was typed survives a turn of the list", async () => {
    const name = page.getByLabel(words.nameOfRow6);
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await name.fill("Cros");
    await expect(page.getByText(words.oneChange)).toBeVisible();
    await expect(page.getByRole("button", { name: words.saveTwo }), "only what was checked is saved").toHaveCount(0);
    await press(figure(page, words.all, words));
    await expect(rows(page, words)).toHaveCount(5);
    await expect(name).toHaveValue("Cros");
    await expectAccessible(page);
    await press(page.getByRole("button", { name: words.checkAgain }));
    await expectFigures(page, { [words.new]: 3, [words.toCorrect]: 2 }, words);
  });

  await press(page.getByRole("button", { name: words.saveThree }));
  const question = page.getByRole("dialog", { name: words.saveThree });
  await expect(question).toContainText(words.threeWillCome);
  await expect(question).toContainText(words.twoStay);
  await expectAccessible(page);
  await press(question.getByRole("button", { name: words.saveThree }));
  await expect(page.getByRole("heading", { level: 1, name: words.saved })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(words.threeCame)).toBeVisible();
  await expect(page.getByRole("link", { name: words.seeThem })).toHaveAttribute("href", "/recipients");
  await expectAccessible(page);

  const refused = await textOf(await downloaded(page, page.getByRole("button", { name: words.refused })));
  expect(refused).toContain("réf;nom;adresse;ville;_line;_errors");
  const saved = new URL(page.url()).pathname;

  await test.step("the same file again changes nothing, and is given up", async () => {
    await press(page.getByRole("link", { name: words.another }));
    await choose(page, sheet("foyers-doublons.csv"), words);
    await expect(page.getByText(words.knownFile)).toBeVisible();
    await expect(page.getByText(words.corrected), "nobody corrects the same cell twice").toBeVisible();
    await expectFigures(page, { [words.new]: 0, [words.unchanged]: 3 }, words);
    await expect(page.getByText(words.nothing)).toBeVisible();
    await expectAccessible(page);
    await press(page.getByRole("button", { name: words.giveUp }));
    const give = page.getByRole("dialog", { name: words.giveUpYes });
    await expectAccessible(page);
    await press(give.getByRole("button", { name: words.giveUpYes }));
    await expect(page.getByRole("heading", { level: 1, name: "Imports" })).toBeFocused();
    await expect(page.getByRole("region", { name: words.past }).getByRole("listitem")).toHaveCount(1);
    await expectAccessible(page);
  });

  await page.goto(saved);
  await press(page.getByRole("button", { name: words.undo }));
  const undo = page.getByRole("dialog", { name: words.undoOf });
  await expect(undo).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(undo).toBeHidden();
  await press(page.getByRole("button", { name: words.undo }));
  await press(undo.getByRole("button", { name: words.undoYes }));
  await expect(page.getByRole("heading", { level: 1, name: words.undone })).toBeFocused();
  await expect(page.getByText(words.threeGone)).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText(words.threeGone), "whoever opens it later reads it, too").toBeVisible();
}

test("cells pasted anywhere; a likely duplicate is compared and chosen", async ({ page, server }) => {
  test.setTimeout(120_000);
  const samia = await server.bootstrapAdmin();
  await page.goto("/imports");
  await signIn(page, samia);

  const header = ["nom", "adresse", "code postal", "ville", "téléphone"];
  await paste(page, [header, ["Awa Diallo", "12 rue des Lilas", "33000", "Bordeaux", "06 39 98 00 01"]]);
  const check = page.getByRole("button", { name: "Vérifier ces lignes" });
  await expect(check).toBeFocused();
  await expect(page.getByLabel("Collez ici vos lignes")).toHaveValue(/Awa Diallo/);
  await expect(page.getByText("2 lignes collées.")).toBeAttached();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Vérifier avant d’enregistrer" })).toBeFocused();
  await save(page, 1);

  await page.goto("/imports");
  await paste(page, [header, ["A. Diallo", "4 place de la Fontaine", "33130", "Bègles", "06 39 98 00 01"]]);
  await press(check);
  await expectFigures(page, { "Doublons possibles": 1, Nouvelles: 0 });
  await press(page.getByRole("link", { name: "Choisir pour le doublon possible" }));
  await expect(page.getByRole("heading", { name: "Ligne 2 : un foyer déjà connu" })).toBeVisible();
  await expect(page.getByText("même téléphone")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("radio", { name: "C’est Awa Diallo : mettre son dossier à jour" }).check();
  await press(page.getByRole("button", { name: "Vérifier de nouveau" }));
  await expectFigures(page, { "Doublons possibles": 0, Modifiées: 1 });
  await press(figure(page, "Modifiées"));
  await expect(rows(page).first().locator("del").first()).toContainText("avant :");
  await expect(rows(page).first()).toContainText("4 place de la Fontaine");
  await expectAccessible(page);
  await save(page, 1);
  await expect(page.getByText("1 foyer mis à jour")).toBeVisible();
});

test("columns are read otherwise, and those left out are named", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await page.goto("/imports");
  await signIn(page, samia);
  await paste(page, [
    ["nom", "adresse", "ville", "Couleur"],
    ["Petit", "1 rue Neuve", "33000 Bordeaux", "bleu"],
  ]);
  await press(page.getByRole("button", { name: "Vérifier ces lignes" }));
  await expect(page.getByText("Colonne laissée de côté : Couleur.")).toBeVisible();
  await press(page.getByText("Changer les colonnes"));
  const reading = page.getByLabel("Couleur", { exact: true });
  await expect(reading).toHaveValue("");
  await expectAccessible(page);
  await reading.selectOption("tags");
  await press(page.getByRole("button", { name: "Vérifier de nouveau" }));
  await expect(page.getByText("Colonne laissée de côté")).toHaveCount(0);
});

test("a row whose cells slipped is set right in place, and who reads the remarks is asked", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await page.goto("/imports");
  await signIn(page, samia);
  const lines = [
    "nom;adresse;code postal;ville;remarques",
    "Abel;1 rue A; bât. B;33000;Bordeaux;allergie aux noix",
    "Bois;2 rue B;33000;Bordeaux;sonner deux fois",
    "Cros;3 rue C;33000;Bordeaux;",
  ];
  const file = { name: "foyers.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
  await page.getByLabel(frenchImports.chooseFile, { exact: true }).setInputFiles(file);
  await press(page.getByRole("button", { name: frenchImports.checkFile }));
  await expectFigures(page, { Nouvelles: 2, "À corriger": 1 });
  await expect(page.getByText("Les cases de cette ligne ont glissé")).toBeVisible();
  await expect(page.getByText("Dans aucune colonne qui est lue : allergie aux noix")).toBeVisible();
  await expectAccessible(page);

  const cells = { adresse: "1 rue A, bât. B", "code postal": "33000", ville: "Bordeaux", remarques: "allergie aux noix" };
  for (const [column, text] of Object.entries(cells)) await page.getByLabel(`${column}, ligne 2`).fill(text);
  const remarks = page.getByRole("group", { name: "Qui lit la colonne « remarques » ?" });
  await expect(remarks.getByRole("radio", { name: "L’équipe seulement, jamais les bénévoles" })).toBeChecked();
  await remarks.getByRole("radio", { name: "Aussi la personne qui livre" }).check();
  await press(page.getByRole("button", { name: "Vérifier de nouveau" }));
  await expectFigures(page, { Nouvelles: 3, "À corriger": 0 });
  await expect(remarks.getByRole("radio", { name: "Aussi la personne qui livre" })).toBeChecked();
  await save(page, 3);
  await page.goto("/recipients");
  await press(page.getByRole("link", { name: "Abel" }));
  await expect(page.getByRole("main")).toContainText("allergie aux noix");
  await expect(page.getByRole("main")).toContainText("1 rue A");
});

test("a wrong file says what is wrong, and nothing brought is lost", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await page.goto("/imports");
  await signIn(page, samia);
  for (const [file, told] of [
    ["pas-une-feuille.xls", "Ce fichier n’est pas un tableau."],
    ["deux-adresses.csv", "Deux colonnes disent la même chose"],
    ["sans-entete.csv", "Aucune ligne de titres connue"],
  ] as const) {
    await choose(page, sheet(file));
    const alert = page.getByRole("alert");
    await expect(alert).toContainText(told);
    await expect(alert).toBeFocused();
    await expect(page.getByText(`Fichier choisi : ${file}`)).toBeVisible();
    await expectAccessible(page);
  }
  await expect(page.getByRole("group", { name: "Que contient chaque colonne" })).toBeVisible();

  await test.step("a file let fall beside its place does not make the browser leave", async () => {
    const kept = page.url();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(["nom;adresse\nPetit;1 rue Neuve, 33000 Bordeaux\n"], "lache.csv"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await expect(page.getByText("Fichier choisi : lache.csv")).toBeVisible();
    expect(page.url()).toBe(kept);
  });
});

test("stops of CoopCycle: the day of rows without a date, and the board it leads to", async ({ page, server }) => {
  test.setTimeout(120_000);
  const samia = await server.bootstrapAdmin();
  await page.goto("/imports");
  await signIn(page, samia);
  await page.getByRole("radio", { name: "Des arrêts CoopCycle" }).check();
  const day = page.getByLabel("Jour des lignes sans date");
  await day.fill("20266-11-24");
  await choose(page, sheet("taches-fenetres.csv"));
  await expect(page.getByRole("alert"), "a year too long is not taken for no day").toContainText("Cette date n’existe pas");
  await day.fill("2026-11-24");
  await press(page.getByRole("button", { name: "Vérifier ce fichier" }));
  await expectFigures(page, { Toutes: 11 });

  await test.step("a day half rewritten is told, never taken for the one before", async () => {
    await expect(day).toHaveValue("2026-11-24");
    await day.press("Backspace");
    await expect(day).toHaveValue("");
    await expect(page.getByRole("button", { name: /^Enregistrer \d+ ligne/ }), "only what was checked is saved").toHaveCount(0);
    await press(page.getByRole("button", { name: "Vérifier de nouveau" }));
    await expect(page.getByRole("alert")).toBeFocused();
    await expect(page.getByRole("alert")).toContainText("Cette date n’existe pas");
    await expect(day).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await day.fill("2026-11-24");
    await expect(page.getByText("1 changement à vérifier")).toHaveCount(0);
  });
  await press(page.getByRole("link", { name: /^Corriger les \d+ lignes refusées$/ }));
  await expect(page.getByLabel("before, ligne 9")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("before, ligne 9").fill("14h");
  await press(page.getByRole("button", { name: "Vérifier de nouveau" }));
  await expect(page.getByLabel("before, ligne 9")).toHaveCount(0);
  await press(page.getByRole("button", { name: /^Enregistrer \d+ lignes$/ }));
  await press(page.getByRole("dialog").getByRole("button", { name: /^Enregistrer \d+ lignes$/ }));
  await expect(page.getByRole("heading", { level: 1, name: "Import enregistré" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("link", { name: "Voir les livraisons du jour" })).toHaveAttribute("href", "/days/2026-11-24");
});

test("ten thousand rows: a hundred at a time, and the page answers", async ({ page, server }) => {
  test.setTimeout(240_000);
  const samia = await server.bootstrapAdmin();
  await page.goto("/imports");
  await signIn(page, samia);
  const line = (n: number) => `R${n};Foyer ${n};${n} rue Longue;33000;Bordeaux`;
  const lines = Array.from({ length: 10_000 }, (_, index) => line(index + 1));
  const buffer = Buffer.from(["réf;nom;adresse;code postal;ville", ...lines].join("\n"));
  await page.getByLabel("Choisir un fichier").setInputFiles({ name: "grande.csv", mimeType: "text/csv", buffer });
  await press(page.getByRole("button", { name: "Vérifier ce fichier" }));
  await expect(page.getByRole("heading", { level: 1, name: "Vérifier avant d’enregistrer" })).toBeVisible({ timeout: 120_000 });
  await expect(rows(page)).toHaveCount(100, { timeout: 30_000 });
  await expect(page.getByText("Page 1 sur 100")).toBeVisible();

  await page.evaluate(() => {
    const told = window as unknown as { longest: number };
    told.longest = 0;
    const note = (list: PerformanceObserverEntryList) =>
      list.getEntries().forEach((entry) => (told.longest = Math.max(told.longest, entry.duration)));
    new PerformanceObserver(note).observe({ type: "longtask" });
  });
  await press(page.getByRole("button", { name: "Lignes suivantes" }));
  await expect(page.getByText("Page 2 sur 100")).toBeVisible({ timeout: 30_000 });
  await expect(rows(page).first()).toContainText("102");
  const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
  expect(longest, "milliseconds the page did not answer while a page of rows was drawn").toBeLessThan(1_000);
});

async function choose(page: Page, file: string, words = frenchImports): Promise<void> {
  await page.getByLabel(words.chooseFile, { exact: true }).setInputFiles(file);
  const check = page.getByRole("button", { name: words.checkFile });
  await expect(check).toBeFocused();
  await page.keyboard.press("Enter");
}

/** Ctrl+V with no field in focus. */
async function paste(page: Page, cells: readonly (readonly string[])[]): Promise<void> {
  await expect(page.getByLabel("Collez ici vos lignes")).toBeVisible();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, cells.map((row) => row.join("\t")).join("\n"));
}

async function save(page: Page, count: number): Promise<void> {
  const name = `Enregistrer ${count} ligne${count > 1 ? "s" : ""}`;
  await press(page.getByRole("button", { name }));
  await press(page.getByRole("dialog", { name }).getByRole("button", { name }));
  await expect(page.getByRole("heading", { level: 1, name: "Import enregistré" })).toBeVisible({ timeout: 30_000 });
}

function figure(page: Page, name: string, words = frenchImports): Locator {
  return page.getByRole("navigation", { name: words.figures }).getByRole("link", { name });
}

async function expectFigures(page: Page, figures: Readonly<Record<string, number>>, words = frenchImports): Promise<void> {
  for (const [name, count] of Object.entries(figures)) {
    await expect(figure(page, name, words)).toHaveText(new RegExp(`^${count}\\s*${name}$`));
  }
}

/** The rows of the sheet, without the questions that some of them ask. */
function rows(page: Page, words = frenchImports): Locator {
  return page.getByRole("table", { name: words.rows }).locator("tbody tr:not(.import-below)");
}

async function downloaded(page: Page, button: Locator): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent("download"), press(button)]);
  return download;
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8");
}
