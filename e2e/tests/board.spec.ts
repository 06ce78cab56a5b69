import { type Locator, type Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./support/index.ts";
import { type Town, dayFromNow, deliver, makeRound, putStops, readDay, rounds, town } from "./support/town.ts";

const [lilas, moulin, four, jaures, hugo] = [
  "3 rue des Lilas",
  "8 impasse du Moulin",
  "14 rue du Four",
  "27 avenue Jean-Jaurès",
  "61 rue Victor-Hugo",
] as const;

test("everything by keyboard: look, take, carry, put down, put back", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, moulin, four, jaures]);
  await makeRound(place, "Les Halles", [lilas, moulin, four]);
  await makeRound(place, "La Gare", []);
  await open(page, place, "/rounds");
  await show(page, "Les Halles");

  await card(page, lilas).focus();
  await page.keyboard.press("ArrowDown");
  await expect(card(page, moulin)).toBeFocused();
  await page.keyboard.press("End");
  await expect(card(page, four)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByRole("status").filter({ hasText: `${four}, en main.` })).toBeAttached();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("status").filter({ hasText: `${four}, place 2 sur 3, tournée A, Les Halles.` })).toBeAttached();
  await expect(card(page, four)).toBeFocused();
  await expectAccessible(page);
  expect(await streets(place), "nothing is asked before it is put down").toEqual([lilas, moulin, four]);
  await page.keyboard.press("Escape");
  await expect(card(page, four)).toBeFocused();
  await expect(cards(page, "Les Halles")).toHaveText([new RegExp(lilas.slice(2)), /Moulin/, /Four/]);

  await page.keyboard.press("Space");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect.poll(() => streets(place)).toEqual([four, lilas, moulin]);
  await expect(card(page, four)).toBeFocused();

  await test.step("to the column beside, and to what waits", async () => {
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => streets(place, "La Gare")).toEqual([four]);
    await expect(card(page, four)).toBeFocused();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await expect.poll(() => streets(place, "La Gare")).toEqual([]);
    await expect(card(page, four)).toBeFocused();
    await expect(column(page, "À attribuer").getByRole("listitem")).toHaveCount(2);
  });

  await test.step("several at once", async () => {
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowDown");
    await expect(card(page, jaures)).toBeFocused();
    await page.keyboard.press("x");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => streets(place, "La Gare")).toEqual([four, jaures]);
  });

  await test.step("the keys are written down", async () => {
    await press(page.getByRole("button", { name: "Clavier" }));
    await expect(page.getByRole("dialog", { name: "La journée au clavier" })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Clavier" })).toBeFocused();
  });
});

test("rounds are cut, joined, moved to another day and taken away", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, moulin, four, jaures, hugo]);
  await makeRound(place, "Les Halles", [lilas, moulin, four, jaures]);
  await open(page, place, "/rounds");
  await show(page, "Les Halles");

  await menu(page, four, "Couper la tournée ici");
  const cut = page.getByRole("dialog", { name: `Couper la tournée avant ${four}` });
  await expectAccessible(page);
  await cut.getByLabel("Nom de la nouvelle tournée").fill("La Gare");
  await press(cut.getByRole("button", { name: "Couper la tournée ici" }));
  await expect(cut).toBeHidden();
  await expect.poll(() => streets(place)).toEqual([lilas, moulin]);
  expect(await streets(place, "La Gare")).toEqual([four, jaures]);

  await show(page, "La Gare");
  await manage(page, "La Gare", "Réunir avec une autre");
  const join = page.getByRole("dialog", { name: /Réunir la tournée B, La Gare/ });
  await expectAccessible(page);
  await press(join.getByRole("button", { name: "Réunir" }));
  await expect.poll(() => streets(place, "La Gare")).toEqual([four, jaures, lilas, moulin]);
  expect(await rounds(place)).toHaveLength(1);

  await show(page, "La Gare");
  await manage(page, "La Gare", "Proposer à qui veut");
  await expect(column(page, "La Gare")).toContainText("Proposée à qui veut");

  await manage(page, "La Gare", "Changer de jour");
  const day = page.getByRole("dialog", { name: /Quel jour pour la tournée/ });
  await expectAccessible(page);
  await day.getByLabel("Nouveau jour").fill(dayFromNow(1));
  await press(day.getByRole("button", { name: "Changer de jour" }));
  await expect(page).toHaveURL(new RegExp(`/days/${dayFromNow(1)}$`));
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await show(page, "La Gare");
  await expect(cards(page, "La Gare")).toHaveCount(4);

  await manage(page, "La Gare", "Supprimer la tournée");
  const gone = page.getByRole("dialog", { name: /Supprimer la tournée A, La Gare/ });
  await expect(gone).toContainText("Ses 4 arrêts redeviennent à attribuer.");
  await expectAccessible(page);
  await press(gone.getByRole("button", { name: "Supprimer la tournée" }));
  await expect(gone).toBeHidden();
  await expect(column(page, "À attribuer").getByRole("listitem")).toHaveCount(4);
  await expect(page.getByRole("heading", { level: 2, name: "Aucune tournée" })).toBeVisible();
  expect(await rounds(place, dayFromNow(1))).toEqual([]);
});

test("what others do comes in without taking anything from one's hands", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, moulin, four, jaures]);
  const halles = await makeRound(place, "Les Halles", [lilas, moulin]);
  await open(page, place, "/rounds");
  await expect(page.getByText("En direct")).toBeVisible();
  await card(page, jaures).getByRole("checkbox").check();
  await card(page, four).focus();

  const { stops } = await readDay(place);
  const first = stops.find((stop) => stop.street === lilas)?.id ?? "";
  const failure = { data: { reason: "not_home", note: "Volets fermés." } };
  const noted = await place.samia.api.post(`organisations/${place.samia.organisation}/stops/${first}/failure`, failure);
  expect(noted.status(), await noted.text()).toBe(200);
  await expect(page.getByText(/1 problème, 3 rue des Lilas/)).toBeVisible();
  await expect(card(page, four), "focus stays").toBeFocused();
  await expect(card(page, jaures).getByRole("checkbox"), "the choice stays").toBeChecked();
  await expectAccessible(page);

  await page.keyboard.press("Space");
  await putStops(place, halles, [lilas, moulin, jaures]);
  await expect(page.getByRole("status").filter({ hasText: "1 arrêt choisi" }), "what left what waits is still chosen").toBeAttached();
  await expect(card(page, four), "and what is in hand stays there").toBeFocused();
  await page.keyboard.press("Escape");
  await show(page, "Les Halles");
  await expect(cards(page, "Les Halles")).toHaveCount(3);
  await expect(card(page, lilas)).toContainText("Volets fermés.");

  await test.step("kinds and words narrow what is shown", async () => {
    await press(page.getByRole("link", { name: /^Problèmes/ }));
    await expect(page).toHaveURL(/show=failed/);
    await expect(cards(page, "Les Halles")).toHaveCount(1);
    await expectAccessible(page);
    await press(page.getByRole("link", { name: /^Tout/ }));
    await page.getByRole("searchbox", { name: "Chercher" }).fill("jaures");
    await expect(cards(page, "Les Halles")).toHaveCount(1);
    expect(page.url(), "names stay out of the address").not.toContain("jaures");
  });
});

test("a round to read and to print", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, four]);
  const halles = await makeRound(place, "Les Halles", [four, lilas]);
  await open(page, place, "/rounds");
  await show(page, "Les Halles");
  await press(column(page, "Les Halles").getByRole("button", { name: /^Gérer/ }));
  await press(page.getByRole("link", { name: "Feuille de tournée" }));
  await expect(page).toHaveURL(new RegExp(`/rounds/${halles}$`));
  await expect(page.getByRole("heading", { level: 1, name: "A, Les Halles" })).toBeFocused();
  const sheet = page.getByRole("article");
  await expect(sheet.getByRole("listitem")).toHaveText([/rue du Four.*Famille Colin/s, /rue des Lilas.*Famille Aubin/s]);
  await expect(sheet).toContainText("À détruire après la tournée.");
  await expect(sheet).not.toContainText("code");
  await expectAccessible(page);

  await page.getByRole("checkbox", { name: /téléphones/ }).check();
  await expect(sheet).toContainText("code A057");
  await expect(sheet).toContainText("06 12 00 00 00");
  await expect(sheet).toContainText("Sonner deux fois.");
  await expect(sheet, "written for the team only").not.toContainText("Ne jamais imprimer.");
  await page.getByRole("checkbox", { name: "avec les noms" }).uncheck();
  await expect(sheet).not.toContainText("Famille");
  await expectAccessible(page);

  await page.emulateMedia({ media: "print" });
  await expect(sheet).toBeVisible();
  await expect(page.getByRole("button", { name: "Imprimer" })).toBeHidden();
  await expect(page.getByRole("navigation", { name: "Rubriques" })).toBeHidden();
});

async function open(page: Page, place: Town, address: string): Promise<void> {
  await page.goto(address);
  const fold = page.getByText("Entrer avec un mot de passe");
  await press(fold);
  const form = page.getByRole("group").filter({ has: fold });
  await form.getByLabel("Votre adresse e-mail").fill(place.samia.email);
  await form.getByLabel("Mot de passe", { exact: true }).fill(place.samia.password);
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
}

/** As someone at the keyboard does. */
async function press(target: Locator): Promise<void> {
  await target.focus();
  await expect(target).toBeFocused();
  await target.press("Enter");
}

/** A narrow screen shows one column at a time. */
async function show(page: Page, name: string): Promise<void> {
  const choice = page.getByLabel("Colonne");
  if (!(await choice.isVisible())) return;
  const label = await choice.locator("option", { hasText: name }).first().textContent();
  await choice.selectOption({ label: label ?? "" });
}

function column(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

function cards(page: Page, name: string): Locator {
  return column(page, name).locator("[data-stop]");
}

function card(page: Page, street: string): Locator {
  return page.getByRole("listitem", { name: new RegExp(`^${street},`) });
}

async function menu(page: Page, street: string, act: string): Promise<void> {
  await press(card(page, street).getByRole("button", { name: `Déplacer ${street}` }));
  await press(page.getByRole("button", { name: act }));
}

async function manage(page: Page, round: string, act: string): Promise<void> {
  await press(column(page, round).getByRole("button", { name: /^Gérer/ }));
  await press(page.getByRole("button", { name: act, exact: true }));
}

/** The streets of a round as the server has them. */
async function streets(place: Town, name = "Les Halles"): Promise<readonly string[]> {
  return (await rounds(place)).find((round) => round.name === name)?.streets ?? [];
}
