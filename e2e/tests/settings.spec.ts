import { type Locator, type Page } from "@playwright/test";
import { answer, bring, delivery, open, press, said } from "./support/desk.ts";
import { type Member, expect, expectAccessible, test } from "./support/index.ts";

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
