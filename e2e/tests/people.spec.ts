import { type Browser, type Locator, type Page } from "@playwright/test";
import { press } from "./support/desk.ts";
import { type Server, expect, expectAccessible, test } from "./support/index.ts";

const organisation = "Les Paniers du Rhône";
const samia = "samia@example.org";

test("from the first link to a team of two", async ({ page, server, browser }) => {
  await page.goto(await server.invitationLink(organisation, samia));
  await expect(page.getByRole("heading", { level: 1, name: "Rejoindre l’équipe" })).toBeVisible();
  expect(page.url(), "the token leaves the address").not.toContain("token");
  await expectAccessible(page);

  // Nothing written: the summary takes focus and leads to the field.
  await press(page.getByRole("button", { name: "Rejoindre" }));
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Votre nom")).toBeFocused();
  await page.keyboard.type("Samia Haddad");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Bienvenue" })).toBeVisible();
  await expectAccessible(page);

  await press(page.getByRole("link", { name: "Se connecter" }));
  await signInByLink(page, server, samia);
  await press(page.getByRole("navigation", { name: "Rubriques" }).getByRole("link", { name: "Bénévoles" }));
  await expect(page.getByRole("heading", { level: 1, name: "Bénévoles" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Personne d’autre pour l’instant" })).toBeVisible();
  await expectAccessible(page);

  await test.step("only sections with a page are in the bar", async () => {
    const sections = page.getByRole("navigation", { name: "Rubriques" }).getByRole("link");
    for (const href of await sections.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""))) {
      await page.goto(href);
      await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Page introuvable");
    }
  });

  await test.step("a reload keeps the session, leaving ends it", async () => {
    await page.goto("/profile");
    await expect(page.getByText("cet appareil")).toBeVisible();
    await expectAccessible(page);
    await press(page.getByRole("button", { name: "Se déconnecter" }));
  });
  await signInByCode(page, server, samia, 2);
  await expect(page.getByRole("heading", { level: 1, name: "Mon profil" })).toBeVisible();

  await press(page.getByRole("link", { name: "Bénévoles" }));
  await expect(page.getByRole("heading", { level: 1, name: "Bénévoles" })).toBeVisible();
  await invite(page, "bakary@example.org");
  const pending = row(page, "Invitations", "bakary@example.org");
  await expect(pending).toContainText("attend une réponse");
  await expect(page.getByRole("status").filter({ hasText: "L’invitation est partie vers bakary@example.org." })).toBeVisible();
  await expectAccessible(page);

  await test.step("sent again too soon: the row says why", async () => {
    await press(pending.getByRole("button", { name: "Renvoyer" }));
    await expect(pending.getByRole("alert")).toContainText("L’invitation vient de partir.");
    await expect(pending.getByRole("alert")).toBeFocused();
    await expectAccessible(page);
  });

  const mail = await server.mail("bakary@example.org");
  const phone = await acceptAsSomeoneElse(browser, mail.links[0] ?? "", "Bakary Diallo");
  await press(phone.getByRole("link", { name: "Se connecter" }));
  await signInByLink(phone, server, "bakary@example.org");
  await expect(phone.getByRole("heading", { level: 1, name: "Mes tournées" })).toBeVisible();
  await expect(phone.getByRole("navigation", { name: "Rubriques" })).toHaveCount(0);
  await phone.context().close();

  await page.reload();
  const bakary = row(page, "L’équipe", "Bakary Diallo");
  await expect(bakary).toContainText("Bénévole");
  await expect(bakary).toContainText("Cooptation : Samia Haddad");
  await expect(page.getByRole("heading", { name: "L’équipe" })).toContainText("2 personnes");
  await expect(page.getByText("Aucune invitation n’attend de réponse.")).toBeVisible();
  await press(page.getByText("2 invitations closes"));
  await expectAccessible(page);
});

test("a wider role waits for a second person, who confirms it", async ({ page, server, browser }) => {
  const inviter = await server.bootstrapAdmin(organisation, samia);
  const second = { email: "ines@example.org", displayName: "Inès Roche", password: "une phrase assez longue" };
  await server.accept(await server.invitationLink(organisation, second.email), second);
  const data = { email: "tom@example.org", roles: ["dispatcher"] };
  const invited = await inviter.api.post(`organisations/${inviter.organisation}/invitations`, { data });
  expect(invited.status(), await invited.text()).toBe(201);
  const other = await acceptAsSomeoneElse(browser, (await server.mail("tom@example.org")).links[0] ?? "", "Tom Petit");
  await expect(other.getByText("doit d’abord confirmer votre rôle", { exact: false })).toBeVisible();
  await expectAccessible(other);
  await other.context().close();

  await page.goto("/members");
  await signInByPassword(page, samia, inviter.password);
  const waiting = (of: Page) => row(of, "Invitations", "Tom Petit");
  await press(waiting(page).getByRole("button", { name: "Confirmer" }));
  await expect(waiting(page).getByRole("alert"), "whoever invited does not confirm").toBeFocused();
  await expectAccessible(page);

  const ines = await (await browser.newContext()).newPage();
  await ines.goto("/members");
  await signInByPassword(ines, second.email, second.password);
  await expect(waiting(ines)).toContainText("attend votre confirmation");
  await expectAccessible(ines);
  await press(waiting(ines).getByRole("button", { name: "Confirmer" }));
  await expect(ines.getByRole("status").filter({ hasText: "Tom Petit fait maintenant partie de l’équipe." })).toBeVisible();
  await expect(row(ines, "L’équipe", "Tom Petit")).toContainText("dans l’équipe");
  await expect(ines.getByRole("heading", { level: 1 })).toBeFocused();
  expect((await server.mail("tom@example.org", 2)).subject).toContain("confirmée");
  await ines.context().close();
});

test("an invitation taken back opens nothing any more", async ({ page, server, browser }) => {
  await server.bootstrapAdmin(organisation, samia);
  await page.goto("/members");
  await signInByPassword(page, samia, "une phrase assez longue");
  await invite(page, "lea@example.org");
  await press(row(page, "Invitations", "lea@example.org").getByRole("button", { name: "Retirer" }));
  const question = page.getByRole("dialog", { name: "Retirer l’invitation de lea@example.org" });
  await expect(question).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await press(row(page, "Invitations", "lea@example.org").getByRole("button", { name: "Retirer" }));
  await press(question.getByRole("button", { name: "Retirer l’invitation" }));
  await expect(page.getByText("Aucune invitation n’attend de réponse.")).toBeVisible();

  const { links } = await server.mail("lea@example.org");
  const late = await (await browser.newContext()).newPage();
  await late.goto(links[0] ?? "");
  await late.getByLabel("Votre nom").fill("Léa");
  await late.keyboard.press("Enter");
  await expect(late.getByRole("alert")).toContainText("Ce lien a déjà servi, ou il est trop ancien.");
  await expectAccessible(late);
  await late.context().close();
});

test("a forgotten password, then a session closed from afar", async ({ page, server }) => {
  const member = await server.bootstrapAdmin(organisation, samia);
  await page.goto("/");
  await press(page.getByText("Entrer avec un mot de passe"));
  await press(page.getByRole("link", { name: "Mot de passe oublié" }));
  await expect(page.getByRole("heading", { level: 1, name: "Nouveau mot de passe" })).toBeFocused();
  await page.getByLabel("Votre adresse e-mail").fill(samia);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Regardez votre boîte")).toBeVisible();
  await expectAccessible(page);

  const mail = await server.mail(samia);
  await page.goto(mail.links.find((link) => link.includes("/password-reset")) ?? "");
  const password = page.getByLabel("Nouveau mot de passe");
  await password.fill("trop court");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("15 caractères au moins");
  await expectAccessible(page);
  await password.fill("une autre phrase, plus longue");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "C’est enregistré" })).toBeVisible();
  await expectAccessible(page);
  expect((await member.api.get("me")).status(), "every session ended").toBe(401);

  await press(page.getByRole("link", { name: "Se connecter" }));
  await signInByPassword(page, samia, "une autre phrase, plus longue");
  const elsewhere = await (await server.api()).post("sessions", { data: { email: samia, password: "une autre phrase, plus longue" } });
  const { access_token } = (await elsewhere.json()) as { access_token: string };
  await page.goto("/profile");
  const devices = page.getByRole("region", { name: "Appareils connectés" });
  await expect(devices.getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);
  await press(devices.getByRole("button", { name: "Fermer la session" }));
  await expect(devices.getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeFocused();
  expect((await (await server.api(access_token)).get("me")).status(), "the closed session").toBe(401);
});

function row(page: Page, list: string, name: string): Locator {
  return page.getByRole("region", { name: list }).getByRole("listitem").filter({ hasText: name });
}

async function invite(page: Page, email: string): Promise<void> {
  await press(page.getByRole("button", { name: "Inviter quelqu’un" }).first());
  const dialog = page.getByRole("dialog", { name: "Qui voulez-vous inviter" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await press(dialog.getByRole("button", { name: "Envoyer l’invitation" }));
  await expect(dialog.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await dialog.getByLabel("Son adresse e-mail").fill(email);
  await dialog.getByLabel("Comment vous connaissez cette personne").fill("Une voisine de longue date.");
  await dialog.getByLabel("Son adresse e-mail").press("Enter");
  await expect(dialog).toBeHidden();
}

async function acceptAsSomeoneElse(browser: Browser, link: string, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel("Votre nom").fill(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Bienvenue" })).toBeVisible();
  return page;
}

async function askLink(page: Page, email: string): Promise<void> {
  await page.getByLabel("Votre adresse e-mail").first().fill(email);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Regardez votre boîte")).toBeVisible();
  await expectAccessible(page);
}

async function signInByLink(page: Page, server: Server, email: string): Promise<void> {
  await askLink(page, email);
  await expect.poll(async () => (await signInMails(server, email)).length).toBeGreaterThan(0);
  const mail = (await signInMails(server, email)).at(-1);
  await page.goto(mail?.links[0] ?? "");
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Ouvrir Cabas" }));
}

async function signInByCode(page: Page, server: Server, email: string, count: number): Promise<void> {
  await askLink(page, email);
  await expect.poll(async () => (await signInMails(server, email)).length).toBe(count);
  const mail = (await signInMails(server, email)).at(-1);
  await page.getByLabel("Le code reçu").fill(/code\s*:\s*([\d ]+)/.exec(mail?.text ?? "")?.[1] ?? "");
  await page.keyboard.press("Enter");
}

async function signInByPassword(page: Page, email: string, password: string): Promise<void> {
  const fold = page.getByText("Entrer avec un mot de passe");
  await press(fold);
  const form = page.getByRole("group").filter({ has: fold });
  await form.getByLabel("Votre adresse e-mail").fill(email);
  await form.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
}

async function signInMails(server: Server, email: string) {
  return (await server.mails(email)).filter((mail) => mail.links.some((link) => link.includes("/sign-in#")));
}
