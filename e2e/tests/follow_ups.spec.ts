import { type Page } from "@playwright/test";
import { bring, failed, open, press, said } from "./support/desk.ts";
import { expect, expectAccessible, test } from "./support/index.ts";
import { dayFromNow } from "./support/town.ts";

test("what a volunteer reported stays until somebody has seen it", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const ines = await bring(server, samia, "Inès Roche", "dispatcher");
  await open(page, "/follow-ups", samia);
  await expect(page.getByRole("heading", { level: 1, name: "À suivre" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Rien n’attend" })).toBeVisible();
  await expectAccessible(page);

  await test.step("it arrives by itself, with its count in the bar", async () => {
    await failed(ines, "Famille Traoré", "12 bis rue des Lilas", "Sonné trois fois, volets fermés.");
    await expect(row(page, "Famille Traoré")).toBeVisible();
    await expect(section(page)).toHaveText("À suivre 1");
    await failed(ines, "Famille Nguyen", "4 impasse du Moulin", "Le code ne marche plus.");
    await expect(section(page)).toHaveText("À suivre 2");
    await expect(page.getByRole("listitem").first(), "the oldest first").toContainText("Famille Traoré");
  });
  const traore = row(page, "Famille Traoré");
  await expect(traore).toContainText("problème, personne à la maison");
  await expect(traore).toContainText("numéro 12 bis");
  await expect(traore).toContainText("Sonné trois fois, volets fermés.");
  await expect(traore).toContainText("Signalé par Inès Roche");
  await expect(traore).toContainText("Personne ne s’en occupe encore");
  await expectAccessible(page);

  await press(traore.getByRole("button", { name: "M’en charger" }));
  await expect(said(page, "Famille Traoré : vous vous en occupez.")).toBeVisible();
  await expect(traore).toContainText("Vous vous en occupez");
  await expect(traore.getByRole("button", { name: "M’en charger" })).toHaveCount(0);

  await test.step("entrusted to somebody else, until a day", async () => {
    await press(traore.getByRole("button", { name: "Confier" }));
    const question = page.getByRole("dialog", { name: "Famille Traoré : qui s’en occupe" });
    const who = question.getByLabel("Personne qui s’en occupe");
    await expect(who.locator("option:checked")).toHaveText("Samia Haddad (vous)");
    await expectAccessible(page);
    await who.selectOption({ label: "Inès Roche" });
    await question.getByLabel("À faire avant la fin du").fill("2020-01-31");
    await press(question.getByRole("button", { name: "Enregistrer" }));
    await expect(question).toBeHidden();
    await expect(traore).toContainText("Inès Roche s’en occupe");
    await expect(traore).toContainText("en retard");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    await expectAccessible(page);
  });

  await test.step("a change made elsewhere takes nothing away from whoever writes", async () => {
    await press(row(page, "Famille Nguyen").getByRole("button", { name: "C’est vu" }));
    const question = page.getByRole("dialog", { name: "Famille Nguyen : c’est vu" });
    const note = question.getByLabel("Une note pour l’équipe");
    await note.fill("Nouveau code noté");
    await expectAccessible(page);
    await failed(ines, "Famille Petit", "8 rue du Lavoir", "Absents.");
    await expect(section(page)).toHaveText("À suivre 3");
    await expect(note).toHaveValue("Nouveau code noté");
    await press(question.getByRole("button", { name: "C’est vu" }));
    await expect(said(page, "Famille Nguyen : c’est vu.")).toBeVisible();
    await expect(row(page, "Famille Nguyen")).toHaveCount(0);
    await expect(section(page)).toHaveText("À suivre 2");
  });

  await press(page.getByRole("link", { name: "Déjà vus" }));
  await expect(page).toHaveURL(/show=handled/);
  await expect(row(page, "Famille Nguyen")).toContainText("Nouveau code noté");
  await expect(row(page, "Famille Nguyen").getByRole("button")).toHaveCount(0);
  await expectAccessible(page);
});

test("a problem that comes in while one looks elsewhere marks the title, and rings if that is wished", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await open(page, "/follow-ups", samia);
  await expect(page.getByText("En direct")).toBeVisible();
  const sound = page.getByRole("checkbox", { name: "Un son court quand un problème arrive" });
  await expect(sound, "silent unless asked").not.toBeChecked();
  await sound.check();
  await expectAccessible(page);
  await look(page, false);
  await failed(samia, "Famille Traoré", "12 bis rue des Lilas", "Volets fermés.");
  await expect(page).toHaveTitle(/^\(1\) À suivre/);
  await failed(samia, "Famille Nguyen", "4 impasse du Moulin", "Personne.");
  await expect(page).toHaveTitle(/^\(2\) À suivre/);
  await look(page, true);
  await expect(page).toHaveTitle(/^À suivre/);
  await failed(samia, "Famille Petit", "8 rue du Lavoir", "Absents.");
  await expect(row(page, "Famille Petit")).toBeVisible();
  await expect(page, "what one sees is not marked").toHaveTitle(/^À suivre/);
  await page.reload();
  await expect(sound, "this browser remembers").toBeChecked();
});

/** As if another window came in front of this one, or went away. */
async function look(page: Page, here: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, !here);
}

test("what failed is brought another day from its row, and leads to its stop", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await failed(samia, "Famille Traoré", "12 bis rue des Lilas", "Volets fermés.");
  await open(page, "/follow-ups", samia);
  const traore = row(page, "Famille Traoré");
  await press(traore.getByRole("button", { name: "Reporter" }));
  const question = page.getByRole("dialog", { name: "Famille Traoré : quel autre jour" });
  await question.getByLabel("Jour", { exact: true }).fill(dayFromNow(3));
  await question.getByLabel("À partir de").fill("09:00");
  await question.getByLabel("Jusqu’à").fill("11:00");
  await expectAccessible(page);
  await press(question.getByRole("button", { name: "Reporter à un autre jour" }));
  await expect(question).toBeHidden();
  await expect(traore.getByRole("link", { name: "reportée à un autre jour" })).toBeVisible();
  await expect(traore.getByRole("button", { name: "Reporter" }), "once").toHaveCount(0);
  await expectAccessible(page);

  await press(traore.getByRole("link", { name: /^Voir l’arrêt/ }));
  await expect(page).toHaveURL(new RegExp(`/days/${dayFromNow(0)}$`));
  const panel = page.getByRole("dialog", { name: "12 bis rue des Lilas" });
  await expect(panel).toContainText("Volets fermés.");
  await page.keyboard.press("Escape");
  await page.goBack();
  await press(traore.getByRole("link", { name: "reportée à un autre jour" }));
  await expect(page).toHaveURL(new RegExp(`/days/${dayFromNow(3)}$`));
  await expect(panel).toContainText("9 h–11 h");
});

test("two people on one point: the second is told, and loses nothing", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const ines = await bring(server, samia, "Inès Roche", "dispatcher");
  await failed(ines, "Famille Traoré", "12 bis rue des Lilas", "Volets fermés.");
  await open(page, "/follow-ups", samia);
  const traore = row(page, "Famille Traoré");
  await press(traore.getByRole("button", { name: "Confier" }));
  const question = page.getByRole("dialog", { name: "Famille Traoré : qui s’en occupe" });
  await question.getByLabel("À faire avant la fin du").fill("2030-01-31");

  const base = `organisations/${ines.organisation}/follow-ups`;
  const { items } = (await (await ines.api.get(base)).json()) as { items: { id: string }[] };
  const me = (await (await ines.api.get("me")).json()) as { memberships: { member_id: string }[] };
  const etag = (await ines.api.get(`${base}/${items[0]?.id}`)).headers()["etag"] ?? "";
  const taken = await ines.api.patch(`${base}/${items[0]?.id}`, {
    data: { owner_id: me.memberships[0]?.member_id },
    headers: { "If-Match": etag },
  });
  expect(taken.status(), await taken.text()).toBe(200);

  await press(question.getByRole("button", { name: "Enregistrer" }));
  await expect(question.getByRole("alert")).toContainText("Quelqu’un vient de changer ce point.");
  await expect(question.getByLabel("Personne qui s’en occupe").locator("option:checked")).toHaveText("Inès Roche");
  await expectAccessible(page);
  await press(question.getByRole("button", { name: "Enregistrer" }));
  await expect(question).toBeHidden();
  await expect(traore).toContainText("Inès Roche s’en occupe");
});

test("a volunteer has no such page", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const tom = await bring(server, samia, "Tom Petit", "volunteer");
  await open(page, "/follow-ups", tom);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page introuvable");
  await expect(section(page)).toHaveCount(0);
});

function row(page: Page, name: string) {
  return page.getByRole("listitem").filter({ hasText: name });
}

function section(page: Page) {
  return page.getByRole("navigation", { name: "Rubriques" }).getByRole("link", { name: /^À suivre/ });
}
