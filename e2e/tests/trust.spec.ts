import { type Locator, type Page } from "@playwright/test";
import { bring, open, press, said } from "./support/desk.ts";
import { type Member, type Server, expect, expectAccessible, test } from "./support/index.ts";

/** Samia brought Inès and Léa; Inès brought Tom and Bakary. Samia and Inès administer. */
async function team(server: Server) {
  const samia = await server.bootstrapAdmin();
  const ines = await bring(server, samia, "Inès Roche", "admin", "volunteer");
  const tom = await bring(server, ines, "Tom Petit", "volunteer");
  await bring(server, ines, "Bakary Diallo", "volunteer");
  const lea = await bring(server, samia, "Léa Morel", "volunteer");
  return { samia, ines, tom, lea };
}

test("a wider role waits for another admin, who may refuse it", async ({ page, server, browser }) => {
  const { samia, ines } = await team(server);
  await open(page, "/members", samia);
  await manage(page, "Léa Morel", "Changer le rôle");
  const roles = page.getByRole("dialog", { name: "Quel rôle pour Léa Morel" });
  await expect(roles.getByText("une autre personne qui administre doit confirmer")).toHaveCount(0);
  await roles.getByLabel("Coordination").check();
  await expect(roles.getByText("une autre personne qui administre doit confirmer")).toBeVisible();
  await expectAccessible(page);
  await press(roles.getByRole("button", { name: "Enregistrer le rôle" }));
  await expect(said(page, "doit confirmer le nouveau rôle de Léa Morel")).toBeVisible();
  await expect(member(page, "Léa Morel"), "until then nothing changes").not.toContainText("Coordination");
  await expectAccessible(page);

  const other = await (await browser.newContext()).newPage();
  await open(other, "/members", ines);
  const waiting = other.getByRole("region", { name: "Invitations" }).getByRole("listitem").filter({ hasText: "Léa Morel" });
  await expect(waiting).toContainText("nouveau rôle");
  await press(waiting.getByRole("button", { name: "Refuser" }));
  const question = other.getByRole("dialog", { name: "Refuser le nouveau rôle de Léa Morel" });
  await expectAccessible(other);
  await press(question.getByRole("button", { name: "Refuser le nouveau rôle" }));
  await expect(said(other, "Léa Morel garde son rôle d’aujourd’hui.")).toBeVisible();
  await other.context().close();

  await manage(page, "Léa Morel", "Changer le rôle");
  await page.getByRole("dialog").getByLabel("Coordination").check();
  await press(page.getByRole("dialog").getByRole("button", { name: "Enregistrer le rôle" }));
  const again = await (await browser.newContext()).newPage();
  await open(again, "/members", ines);
  await press(again.getByRole("button", { name: "Confirmer le nouveau rôle : Léa Morel" }));
  await expect(said(again, "Le nouveau rôle de Léa Morel est en place.")).toBeVisible();
  await expect(member(again, "Léa Morel")).toContainText("Coordination");
  await again.context().close();
});

test("the last admin names another one before leaving", async ({ page, server }) => {
  const samia: Member = await server.bootstrapAdmin();
  await open(page, "/profile", samia);
  await press(page.getByRole("button", { name: "Quitter Les Paniers du Rhône" }));
  const leaving = page.getByRole("dialog");
  await press(leaving.getByRole("button", { name: "Quitter l’association" }));
  await expect(leaving.getByRole("alert")).toContainText("Donnez d’abord ce rôle à quelqu’un d’autre.");
  await expectAccessible(page);
  await press(leaving.getByRole("button", { name: "Rester" }));
  await expect(leaving).toBeHidden();
});

function item(region: Locator, name: string): Locator {
  return region.getByRole("listitem").filter({ hasText: name });
}

function member(page: Page, name: string): Locator {
  return item(page.getByRole("region", { name: "L’équipe" }), name);
}

async function manage(page: Page, name: string, act: string): Promise<void> {
  await press(member(page, name).getByRole("button", { name: `Gérer : ${name}` }));
  await press(member(page, name).getByRole("button", { name: act }));
}
