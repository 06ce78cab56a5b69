import { type Locator, type Page } from "@playwright/test";
import { bring, open, press, said } from "./support/desk.ts";
import { type Member, type Server, expect, expectAccessible, test } from "./support/index.ts";
import { dayFromNow } from "./support/town.ts";

/** Samia brought Inès and Léa; Inès brought Tom and Bakary. Samia and Inès administer. */
async function team(server: Server) {
  const samia = await server.bootstrapAdmin();
  const ines = await bring(server, samia, "Inès Roche", "admin", "volunteer");
  const tom = await bring(server, ines, "Tom Petit", "volunteer");
  await bring(server, ines, "Bakary Diallo", "volunteer");
  const lea = await bring(server, samia, "Léa Morel", "volunteer");
  return { samia, ines, tom, lea };
}

test("the tree of co-optation is walked by keyboard", async ({ page, server }) => {
  const { samia } = await team(server);
  await open(page, "/members", samia);
  await press(page.getByRole("link", { name: "Cooptation" }));
  await expect(page.getByRole("heading", { level: 1, name: "Cooptation" })).toBeFocused();
  const tree = page.getByRole("tree", { name: "L’arbre de cooptation" });
  await expect(tree.getByRole("treeitem")).toHaveCount(5);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Tout replier" }).focus();
  await page.keyboard.press("Tab");
  await expect(person(page, "Samia Haddad (vous)")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const ines = person(page, "Inès Roche");
  await expect(ines).toBeFocused();
  await expect(ines).toHaveAttribute("aria-level", "2");
  await expect(ines).toHaveAccessibleName(/dans l’équipe.*rang 1/);
  await page.keyboard.press("ArrowLeft");
  await expect(ines).toHaveAttribute("aria-expanded", "false");
  await expect(person(page, "Tom Petit")).toHaveCount(0);
  await expect(ines).toContainText("2 personnes repliées");
  await expectAccessible(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(person(page, "Tom Petit")).toBeFocused();
  await page.keyboard.press("l");
  await expect(person(page, "Léa Morel")).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog", { name: "Samia Haddad" });
  await expect(card).toContainText("À l’origine de l’association");
  await expect(card.getByRole("button", { name: "Geler la branche" }), "one's own branch").toHaveAttribute("aria-disabled", "true");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(person(page, "Samia Haddad (vous)")).toBeFocused();
});

test("a branch is frozen for a check, and each case decided alone", async ({ page, server }) => {
  const { samia, tom } = await team(server);
  await open(page, "/co-optation", samia);
  await person(page, "Inès Roche").click();
  const card = page.getByRole("dialog", { name: "Inès Roche" });
  await expect(card).toContainText("2 personnes");
  await press(card.getByRole("button", { name: "Geler la branche" }));
  const question = page.getByRole("dialog", { name: "Geler la branche de Inès Roche" });
  await expect(question).toContainText("3 personnes s’arrêtent");
  await expectAccessible(page);
  await press(question.getByRole("button", { name: "Geler la branche" }));
  await expect(question.getByRole("alert")).toBeFocused();
  await question.getByLabel("Ce qui s’est passé").fill("Deux signalements le même jour.");
  await press(question.getByRole("button", { name: "Geler la branche" }));
  await expect(question).toBeHidden();
  expect((await tom.api.get("me")).status(), "the session is over").toBe(401);

  const freezes = page.getByRole("region", { name: "Branches gelées" });
  await expect(freezes).toContainText("Branche de Inès Roche");
  await expect(freezes).toContainText("Deux signalements le même jour.");
  await expect(freezes).toContainText("0 cas décidés sur 3");
  await expect(freezes).toContainText("à décider avant la fin du");
  await expect(person(page, "Tom Petit")).toContainText("accès suspendu le temps d’une vérification");
  await expectAccessible(page);

  await press(item(freezes, "Tom Petit").getByRole("button", { name: "Rouvrir l’accès" }));
  await expect(item(freezes, "Tom Petit")).toContainText("classé sans suite");
  await press(item(freezes, "Inès Roche").getByRole("button", { name: "Suspendre" }));
  await expect(item(freezes, "Inès Roche")).toContainText("accès suspendu");
  await press(item(freezes, "Bakary Diallo").getByRole("button", { name: "Retirer l’accès" }));
  const exclude = page.getByRole("dialog", { name: "Retirer l’accès de Bakary Diallo" });
  await expectAccessible(page);
  await press(exclude.getByRole("button", { name: "Retirer l’accès" }));
  await press(freezes.getByText("1 branche gelée, tout est décidé"));
  await expect(item(freezes, "Bakary Diallo")).toContainText("accès retiré");
  await expectAccessible(page);

  await press(page.getByRole("link", { name: "L’équipe" }));
  await press(member(page, "Inès Roche").getByRole("button", { name: "Rouvrir l’accès" }));
  await press(page.getByRole("dialog").getByRole("button", { name: "Rouvrir l’accès" }));
  await expect(member(page, "Inès Roche")).toContainText("dans l’équipe");
});

test("someone may be frozen alone, without those they invited", async ({ page, server }) => {
  const { samia, tom } = await team(server);
  await open(page, "/co-optation", samia);
  await person(page, "Inès Roche").click();
  await press(page.getByRole("dialog", { name: "Inès Roche" }).getByRole("button", { name: "Geler la branche" }));
  const question = page.getByRole("dialog", { name: "Geler la branche de Inès Roche" });
  await question.getByLabel("Jusqu’où").selectOption({ label: "Cette personne seule" });
  await expect(question).toContainText("1 personne s’arrête");
  await expectAccessible(page);
  await question.getByLabel("Ce qui s’est passé").fill("Un signalement.");
  await press(question.getByRole("button", { name: "Geler la branche" }));
  await expect(question).toBeHidden();
  await expect(page.getByRole("region", { name: "Branches gelées" })).toContainText("Cette personne seule");
  expect((await tom.api.get("me")).status(), "the session goes on").toBe(200);
});

test("where only one person can be frozen, that is what is asked and what is said", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const ines = await bring(server, samia, "Inès Roche", "admin");
  await open(page, "/co-optation", ines);
  await person(page, "Samia Haddad").click();
  await press(page.getByRole("dialog", { name: "Samia Haddad" }).getByRole("button", { name: "Geler la branche" }));
  const question = page.getByRole("dialog", { name: "Geler la branche de Samia Haddad" });
  const reach = question.getByLabel("Jusqu’où");
  await expect(reach).toBeFocused();
  await expect(reach.locator("option"), "the branch holds one’s own place").toHaveText(["Cette personne seule"]);
  await expectAccessible(page);
  await question.getByLabel("Ce qui s’est passé").fill("Un signalement.");
  await press(question.getByRole("button", { name: "Geler la branche" }));
  await expect(said(page, "L’accès de 1 personne est suspendu le temps d’une vérification.")).toBeVisible();
  expect((await samia.api.get("me")).status(), "the session is over").toBe(401);
});

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

test("someone is suspended with a reason until a day, comes back before, and another one leaves", async ({ page, server, browser }) => {
  const { samia, tom, lea } = await team(server);
  await open(page, "/members", samia);
  await expect(member(page, "Samia Haddad").getByRole("button"), "nothing on oneself").toHaveCount(0);
  await manage(page, "Tom Petit", "Suspendre l’accès");
  const question = page.getByRole("dialog", { name: "Suspendre l’accès de Tom Petit" });
  await expect(question).toContainText("Personne n’est là sur l’invitation de Tom Petit.");
  await press(question.getByRole("button", { name: "Suspendre l’accès" }));
  await expect(question.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await question.getByLabel("Motif").selectOption({ label: "Longue absence" });
  await question.getByLabel("Pourquoi").fill("N’a pas rendu les clés du local.");
  await question.getByLabel("Dernier jour").fill(dayFromNow(-1));
  await press(question.getByRole("button", { name: "Suspendre l’accès" }));
  await expect(question.getByRole("alert")).toContainText("Ce jour est déjà passé.");
  await expectAccessible(page);
  const last = dayFromNow(3);
  await question.getByLabel("Dernier jour").fill(last);
  await press(question.getByRole("button", { name: "Suspendre l’accès" }));
  await expect(question).toBeHidden();
  await expect(member(page, "Tom Petit")).toContainText("accès suspendu");
  await expect(member(page, "Tom Petit")).toContainText(until("jusqu’au", last));
  await expectAccessible(page);
  expect((await tom.api.get("me")).status(), "from the next request on").toBe(401);

  await test.step("whom someone brought is told before they are suspended", async () => {
    await manage(page, "Inès Roche", "Suspendre l’accès");
    const about = page.getByRole("dialog", { name: "Suspendre l’accès de Inès Roche" });
    await expect(about).toContainText("2 personnes sont là sur l’invitation de Inès Roche");
    await expect(about.getByRole("listitem")).toHaveText(["Bakary Diallo", /^Tom Petit\s+accès suspendu$/]);
    await expectAccessible(page);
    await press(about.getByRole("link", { name: "Voir l’arbre de cooptation" }));
    await expect(page.getByRole("heading", { level: 1, name: "Cooptation" })).toBeVisible();
    await press(page.getByRole("link", { name: "L’équipe" }));
  });

  await press(member(page, "Tom Petit").getByRole("button", { name: "Rouvrir l’accès" }));
  await press(page.getByRole("dialog").getByRole("button", { name: "Rouvrir l’accès" }));
  await expect(member(page, "Tom Petit")).toContainText("dans l’équipe");
  await expect(member(page, "Tom Petit")).not.toContainText("jusqu’au");
  await page.goto("/settings/audit?show=writes");
  const line = page.getByRole("listitem").filter({ hasText: "Raison : N’a pas rendu les clés du local." });
  await expect(line).toContainText("Motif : Longue absence");
  await expect(line).toContainText(until("Jusqu’au", last));
  await expectAccessible(page);

  await test.step("the last admin stays, a volunteer leaves in two taps", async () => {
    const phone = await (await browser.newContext()).newPage();
    await open(phone, "/profile", lea);
    await press(phone.getByRole("button", { name: "Quitter Les Paniers du Rhône" }));
    const leaving = phone.getByRole("dialog", { name: "Quitter Les Paniers du Rhône" });
    await expectAccessible(phone);
    await press(leaving.getByRole("button", { name: "Quitter l’association" }));
    await expect(said(phone, "Vous avez quitté Les Paniers du Rhône.")).toBeVisible();
    await expect(phone.getByLabel("Votre adresse e-mail").first()).toBeVisible();
    await phone.context().close();
    await page.goto("/members");
    await expect(member(page, "Léa Morel")).toContainText("n’est plus dans l’équipe");
  });
});

test("a last day half written is told, never taken for none", async ({ page, server }) => {
  const { samia, tom } = await team(server);
  await open(page, "/members", samia);
  await manage(page, "Tom Petit", "Suspendre l’accès");
  const question = page.getByRole("dialog", { name: "Suspendre l’accès de Tom Petit" });
  await question.getByLabel("Pourquoi").fill("N’a pas rendu les clés du local.");
  const last = question.getByLabel("Dernier jour");
  const refused = async (why: string) => {
    await press(question.getByRole("button", { name: "Suspendre l’accès" }));
    await expect(question.getByRole("alert")).toBeFocused();
    await expect(question.getByRole("alert")).toContainText("Cette date n’existe pas");
    expect((await tom.api.get("me")).status(), why).toBe(200);
  };

  await last.focus();
  await page.keyboard.type("31");
  await refused("a day without its month is not sent");
  await expectAccessible(page);
  const day = dayFromNow(3);
  await last.fill(day);
  await last.press("Backspace");
  await expect(last).toHaveValue("");
  await refused("nor is what is left of a date");

  await last.fill(day);
  await press(question.getByRole("button", { name: "Suspendre l’accès" }));
  await expect(question).toBeHidden();
  await expect(member(page, "Tom Petit")).toContainText(until("jusqu’au", day));
  expect((await tom.api.get("me")).status()).toBe(401);
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

function person(page: Page, name: string): Locator {
  return page.getByRole("treeitem", { name: new RegExp(`^${name.replace(/[()]/g, "\\$&")}`) });
}

/** « jusqu’au vendredi 27 novembre 2026 inclus » */
function until(begin: string, day: string): RegExp {
  return new RegExp(`${begin}\\s\\S+\\s${Number(day.slice(8))}(?:er)?\\s\\S+\\s${day.slice(0, 4)}\\sinclus`);
}

function item(region: Locator, name: string): Locator {
  return region.getByRole("listitem").filter({ hasText: name });
}

function member(page: Page, name: string): Locator {
  const named = page.locator("b", { hasText: new RegExp(`^${name}`) });
  return page.getByRole("region", { name: "L’équipe" }).getByRole("listitem").filter({ has: named });
}

async function manage(page: Page, name: string, act: string): Promise<void> {
  await press(member(page, name).getByRole("button", { name: `Gérer : ${name}` }));
  await press(member(page, name).getByRole("button", { name: act }));
}
