import { type Locator, type Page } from "@playwright/test";
import { answer, bring, delivery, open, press, said } from "./support/desk.ts";
import { type Member, expect, expectAccessible, test } from "./support/index.ts";

interface Organisation {
  name: string;
  reveal_hours: number;
  keep_hours: number;
  late_reveal: boolean;
  inviter_told: string;
}

test("the association: hours tighten, and nobody overwrites somebody else unseen", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const path = `organisations/${samia.organisation}`;
  await open(page, "/settings", samia);
  await expect(page.getByRole("heading", { level: 1, name: "Association" })).toBeVisible();
  await expectAccessible(page);

  const reveal = page.getByLabel("Les adresses s’ouvrent", { exact: true });
  await expect(reveal.locator("option").first(), "twelve hours at most").toHaveText("12 heures avant la tournée");
  await reveal.selectOption({ label: "4 heures avant la tournée" });
  await expect(page.getByText("les adresses se voient à partir de 5 h")).toBeVisible();
  await page.getByLabel("Montrer seulement la rue").check();
  const told = page.getByLabel("Dire à qui avait invité");
  await expect(told).toHaveValue("fact");
  await told.selectOption({ label: "Que l’accès est suspendu, et le motif" });
  await page.getByLabel("Nom", { exact: true }).fill("");
  await press(page.getByRole("button", { name: "Enregistrer" }));
  await expect(page.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await page.getByLabel("Nom", { exact: true }).fill("Les Paniers de la Saône");
  await press(page.getByRole("button", { name: "Enregistrer" }));
  await expect(said(page, "C’est enregistré.")).toBeVisible();
  expect(await answer<Organisation>(samia.api.get(path))).toMatchObject({
    name: "Les Paniers de la Saône",
    reveal_hours: 4,
    keep_hours: 2,
    late_reveal: true,
    inviter_told: "fact_and_reason_code",
  });

  await test.step("someone else saved meanwhile", async () => {
    await page.getByLabel("Après chaque arrêt").selectOption({ label: "1 heure" });
    const etag = (await samia.api.get(path)).headers()["etag"] ?? "";
    await answer(samia.api.patch(path, { data: { name: "Les Cabas du Rhône" }, headers: { "If-Match": etag } }));
    await press(page.getByRole("button", { name: "Enregistrer" }));
    const note = page.getByRole("alert");
    await expect(note).toBeFocused();
    await expect(note).toContainText("Nom : Les Cabas du Rhône");
    await expectAccessible(page);
    await press(note.getByRole("button", { name: "Prendre ce qui est enregistré" }));
    await expect(page.getByLabel("Nom", { exact: true })).toHaveValue("Les Cabas du Rhône");
    await page.getByLabel("Après chaque arrêt").selectOption({ label: "1 heure" });
    await press(page.getByRole("button", { name: "Enregistrer" }));
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect.poll(async () => (await answer<Organisation>(samia.api.get(path))).keep_hours).toBe(1);
  });
});

test("depots: added, made usual, kept while a round loads there, taken away and put back", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await open(page, "/settings/depots", samia);
  await expect(page.getByRole("heading", { name: "Aucun dépôt pour l’instant" })).toBeVisible();
  await expectAccessible(page);
  await addDepot(page, "Halle centrale", "3 quai des Tanneurs");
  const hall = row(page, "Halle centrale");
  await expect(hall).toContainText("dépôt habituel");
  await addDepot(page, "Salle du Lavoir", "8 rue du Lavoir");
  const wash = row(page, "Salle du Lavoir");
  await expectAccessible(page);

  await test.step("a position that is none is refused beside its field", async () => {
    await press(wash.getByRole("button", { name: "Modifier" }));
    const dialog = page.getByRole("dialog", { name: "Modifier le dépôt Salle du Lavoir" });
    const position = dialog.getByLabel("Position sur la carte");
    await position.fill("près du pont");
    await press(dialog.getByRole("button", { name: "Enregistrer" }));
    await expect(position).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await position.fill("45.7640, 4.8357");
    await dialog.getByLabel("En faire le dépôt habituel").check();
    await press(dialog.getByRole("button", { name: "Enregistrer" }));
    await expect(dialog).toBeHidden();
    await expect(wash).toContainText("dépôt habituel");
    await expect(hall).not.toContainText("dépôt habituel");
    await expect(wash).not.toContainText("à placer sur la carte");
  });

  await test.step("in use: the row says why", async () => {
    await useDepot(samia, "Salle du Lavoir");
    await press(wash.getByRole("button", { name: "Retirer" }));
    await expect(wash.getByRole("alert")).toContainText("Des livraisons partent encore de ce dépôt.");
    await expect(wash.getByRole("alert")).toBeFocused();
    await expectAccessible(page);
  });

  await press(hall.getByRole("button", { name: "Retirer" }));
  await expect(said(page, "Halle centrale n’est plus dans la liste.")).toBeVisible();
  await expect(hall).toHaveCount(0);
  await press(page.getByRole("button", { name: "Annuler" }));
  await expect(hall).toContainText("quai des Tanneurs");
});

test("parcels and time slots, by a dispatcher who may not change the rest", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const ines = await bring(server, samia, "Inès Roche", "dispatcher");
  await open(page, "/settings", ines);
  await expect(page.getByText("Une personne qui administre l’association peut changer ces réglages.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Enregistrer" })).toHaveCount(0);
  const tabs = page.getByRole("navigation", { name: "Réglages" });
  await expect(tabs.getByRole("link")).toHaveText(["Association", "Dépôts", "Paniers et colis", "Horaires proposés"]);
  await expectAccessible(page);

  await press(tabs.getByRole("link", { name: "Paniers et colis" }));
  await expect(page.getByRole("heading", { level: 1, name: "Paniers et colis" })).toBeFocused();
  await press(page.getByRole("button", { name: "Ajouter un genre de panier" }));
  const kind = page.getByRole("dialog", { name: "Quel genre de panier ajouter" });
  await kind.getByLabel("Nom", { exact: true }).fill("Panier sec, été");
  await expect(kind.getByLabel("Nom court"), "follows the name").toHaveValue("panier-sec-ete");
  await kind.getByLabel("Poids").fill("beaucoup");
  await press(kind.getByRole("button", { name: "Enregistrer" }));
  await expect(kind.getByLabel("Poids")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await kind.getByLabel("Poids").fill("4,5");
  await kind.getByLabel("Comment le garder").selectOption({ label: "au frais" });
  await press(kind.getByRole("button", { name: "Enregistrer" }));
  await expect(row(page, "Panier sec, été")).toContainText("au frais, 4,5 kg");

  await press(tabs.getByRole("link", { name: "Horaires proposés" }));
  await press(page.getByRole("button", { name: "Ajouter un horaire" }));
  const slot = page.getByRole("dialog", { name: "Quel horaire ajouter" });
  await slot.getByLabel("Nom de l’horaire").fill("Matin");
  await slot.getByLabel("Début").fill("12:00");
  await slot.getByLabel("Fin").fill("09:00");
  await press(slot.getByRole("button", { name: "Enregistrer" }));
  await expect(slot.getByRole("alert")).toContainText("La fin vient avant le début.");
  await slot.getByLabel("Début").fill("09:00");
  await slot.getByLabel("Fin").fill("12:00");
  await press(slot.getByRole("button", { name: "Enregistrer" }));
  await expect(row(page, "Matin")).toContainText("9 h–12 h");
  await expectAccessible(page);

  for (const address of ["/settings/programs", "/settings/audit"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page introuvable");
  }
});

test("a program comes in with a key that is shown once", async ({ page, server, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const samia = await server.bootstrapAdmin();
  await open(page, "/settings/programs", samia);
  await expect(page.getByRole("heading", { name: "Aucun programme pour l’instant" })).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Créer un accès" }));
  await page.getByRole("dialog").getByLabel("Nom du programme").fill("Tableur du vendredi");
  await page.keyboard.press("Enter");
  const shown = page.getByRole("dialog", { name: "Gardez cette clé maintenant" });
  const key = await shown.getByLabel("Clé de Tableur du vendredi").inputValue();
  expect(key.length).toBeGreaterThan(20);
  await expect(shown.getByRole("region")).toContainText(`${server.url}/api/v1/organisations/${samia.organisation}/imports`);
  await expect(shown.getByRole("region"), "a copied command does not hold the key").not.toContainText(key);
  await expectAccessible(page);
  await press(shown.getByRole("button", { name: "Copier la clé" }));
  await expect(shown.getByText("La clé est copiée.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await press(shown.getByRole("button", { name: "La clé est rangée" }));
  await expect(shown).toBeHidden();
  await expect(row(page, "Tableur du vendredi")).toContainText("pas encore servi");
  expect(await page.content(), "the key is nowhere any more").not.toContain(key);
  await expectAccessible(page);

  await press(row(page, "Tableur du vendredi").getByRole("button", { name: "Retirer" }));
  const question = page.getByRole("dialog", { name: "Retirer l’accès de Tableur du vendredi" });
  await expectAccessible(page);
  await press(question.getByRole("button", { name: "Retirer l’accès" }));
  await expect(said(page, "L’accès de Tableur du vendredi est retiré.")).toBeVisible();
  await press(page.getByText("1 accès retiré"));
  await expect(row(page, "Tableur du vendredi")).toContainText("retiré aujourd’hui");
  await expectAccessible(page);
});

test("the log tells acts and looks in plain words, page after page", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await delivery(samia, "Famille Traoré", "12 bis rue des Lilas");
  for (let n = 0; n < 60; n += 1) await answer(samia.api.get(`organisations/${samia.organisation}/recipients`));
  await open(page, "/settings/audit", samia);
  const lines = page.getByRole("region", { name: "Lignes du journal" }).getByRole("listitem");
  await expect(lines).toHaveCount(50);
  await expect(lines.first()).toContainText("Liste des foyers lue");
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Voir plus ancien" }));
  await expect(lines.last()).toContainText("Rôle : Administration");
  await expect(lines.filter({ hasText: "Foyer ajouté" }).getByRole("link", { name: "Ouvrir le dossier du foyer" })).toBeVisible();
  await expect(page.getByText("Autre acte"), "every act has words").toHaveCount(0);
  await expect(page.getByText("Autre regard")).toHaveCount(0);

  const tabs = page.getByRole("navigation", { name: "Quelles lignes montrer" });
  await press(tabs.getByRole("link", { name: "Regards" }));
  await expect(lines.first()).toContainText("Liste des foyers lue");
  await expect(lines.first()).toContainText("1 foyer vu");
  await expect(lines.first()).toContainText("Samia Haddad (vous)");
  await press(tabs.getByRole("link", { name: "Actes" }));
  await expect(lines.filter({ hasText: "Liste des foyers lue" })).toHaveCount(0);
  await expectAccessible(page);
});

function row(page: Page, name: string): Locator {
  return page.getByRole("listitem").filter({ hasText: name });
}

async function addDepot(page: Page, name: string, street: string): Promise<void> {
  await press(page.getByRole("button", { name: "Ajouter un dépôt" }));
  const dialog = page.getByRole("dialog", { name: "Quel dépôt ajouter" });
  await dialog.getByLabel("Nom", { exact: true }).fill(name);
  await dialog.getByLabel("Numéro et rue").fill(street);
  await dialog.getByLabel("Code postal").fill("69003");
  await dialog.getByLabel("Ville").fill("Lyon");
  await dialog.getByLabel("En faire le dépôt habituel").setChecked(name === "Halle centrale");
  await expectAccessible(page);
  await press(dialog.getByRole("button", { name: "Enregistrer" }));
  await expect(dialog).toBeHidden();
  await expect(said(page, `${name} est dans la liste.`)).toBeVisible();
}

/** A round that loads at a depot. */
async function useDepot(member: Member, name: string): Promise<void> {
  const base = `organisations/${member.organisation}`;
  const depots = await answer<{ items: { id: string; name: string }[] }>(member.api.get(`${base}/depots`));
  const { id } = await delivery(member, "Famille Traoré", "12 bis rue des Lilas");
  const date = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(new Date());
  const depot_id = depots.items.find((depot) => depot.name === name)?.id;
  await answer(member.api.post(`${base}/rounds`, { data: { name: "Canal", date, delivery_ids: [id], depot_id } }));
}
