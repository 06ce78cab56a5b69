import { type Locator, type Page } from "@playwright/test";
import { press } from "./support/desk.ts";
import { type Member, type Server, expect, expectAccessible, test } from "./support/index.ts";

const password = "une phrase assez longue";

test("from nobody to a first household, by keyboard", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await page.goto("/recipients");
  await signIn(page, samia.email);
  await expect(page.getByRole("heading", { level: 1, name: "Foyers" })).toBeVisible();
  await expect(page).toHaveTitle("Foyers · Cabas");
  const nobody = page.getByRole("heading", { name: "Aucun foyer pour l’instant" });
  await expect(nobody).toBeVisible();
  await expect(page.getByRole("link", { name: "Importer une liste" }).first()).toHaveAttribute("href", "/imports");
  await expectAccessible(page);

  await press(page.getByRole("link", { name: "Ajouter un foyer" }).first());
  await expect(page.getByRole("heading", { level: 1, name: "Nouveau foyer" })).toBeFocused();
  await expectAccessible(page);

  await test.step("what is missing is told beside its field, and the summary leads to it", async () => {
    await page.getByLabel("Téléphone 1", { exact: true }).fill("12");
    await page.getByLabel("Nombre de personnes").fill("deux");
    await press(page.getByRole("button", { name: "Ajouter le foyer" }));
    const summary = page.getByRole("alert");
    await expect(summary).toBeFocused();
    await expect(summary).toContainText("Tout ce que vous avez écrit est gardé.");
    await expectAccessible(page);
    await press(summary.getByRole("link", { name: /Numéro et rue/ }));
    await expect(page.getByLabel("Numéro et rue")).toBeFocused();
    await expect(page.getByLabel("Numéro et rue")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Téléphone 1", { exact: true })).toHaveValue("12");
    await expect(page.getByText("Un foyer compte de 1 à 99 personnes.").first()).toBeVisible();
  });

  await page.getByLabel("Nom du foyer").fill("Famille Traoré");
  await page.getByLabel("Nombre de personnes").fill("4");
  await page.getByLabel("Numéro et rue").fill("27 avenue Jean-Jaurès");
  await page.getByLabel("Code postal").fill("69007");
  await page.getByLabel("Ville").fill("Lyon");
  await page.getByLabel("Étage").fill("3e, porte gauche");
  await page.getByRole("textbox", { name: /^Code \(/ }).fill("B1234");
  await page.getByLabel("Langue parlée").selectOption("bm");
  await page.getByLabel("Téléphone 1", { exact: true }).fill("06 12 34 56 78");
  await press(page.getByRole("button", { name: "Ajouter un téléphone" }));
  await expect(page.getByLabel("Téléphone 2", { exact: true })).toBeFocused();
  await page.keyboard.type("06 12 34 56 79");
  await page.getByLabel("À qui est ce numéro (2)").fill("fille aînée");
  await page.getByLabel("arachide").check();
  await page.getByLabel(/^Le foyer l’a demandé/).check();
  await page.getByRole("textbox", { name: /Mot pour le bénévole/ }).fill("Sonner deux fois.");
  await page.getByRole("textbox", { name: /Note interne/ }).fill("Appeler plutôt l’après-midi.");
  await page.getByLabel("Étiquettes").fill("Mardi, Centre ville");
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Ajouter le foyer" }));

  await expect(page.getByRole("heading", { level: 1, name: "Famille Traoré" })).toBeFocused();
  await expect(page).toHaveTitle("Famille Traoré · Cabas");
  await expect(toast(page, "Famille Traoré est dans la liste.")).toBeVisible();
  const door = page.getByRole("region", { name: "À la porte" });
  await expect(door).toContainText("avenue Jean-Jaurès");
  await expect(door).toContainText("B1234");
  await expect(door).toContainText("(fille aînée)");
  await expect(door.getByRole("link", { name: /06.12.34.56.79/ })).toHaveAttribute("href", "tel:+33612345679");
  await expect(door).toContainText("Sonner deux fois.");
  await expect(door, "what volunteers read and what they never read stand apart").not.toContainText("l’après-midi");
  const internal = page.getByRole("region", { name: "Note interne" });
  await expect(internal).toContainText("Appeler plutôt l’après-midi.");
  await expect(internal).toContainText("Jamais montrée aux bénévoles, jamais imprimée.");
  await expect(page.getByRole("region", { name: "Le panier" })).toContainText("arachide");
  const looks = page.getByRole("region", { name: "Qui a consulté ce dossier" });
  await expect(looks).toContainText("Samia Haddad (vous)");
  await expect(looks).toContainText("a ouvert le dossier");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await press(page.getByRole("link", { name: "Tous les foyers" }));
  await expect(page.getByRole("heading", { level: 1, name: "Foyers" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Famille Traoré" })).toBeVisible();
  await expect(page.getByText("1 foyer affiché")).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test("households are found by name, street or telephone, and by state", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  for (let n = 1; n <= 51; n++) {
    await add(samia, { display_name: `Foyer ${n}`, address: { street: `${n} rue des Lilas`, lat: 45.764, lon: 4.8357 } });
  }
  await add(samia, {
    display_name: "Madame Diallo",
    address: { street: "8 impasse du Moulin" },
    phones: [{ e164: "06 12 34 56 70" }],
    status: "stopped",
  });
  await page.goto("/recipients");
  await signIn(page, samia.email);
  await expect(page.getByText("50 foyers affichés, il y en a d’autres")).toBeVisible();
  await press(page.getByRole("button", { name: "Afficher la suite" }));
  await expect(page.getByText("52 foyers affichés")).toBeVisible();

  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("/");
  const search = page.getByLabel("Chercher un foyer");
  await expect(search).toBeFocused();
  await page.keyboard.type("di");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Écrivez au moins 3 caractères pour chercher.");
  await expectAccessible(page);
  for (const words of ["diallo", "moulin", "06 12 34 56 70"]) {
    await search.fill(words);
    await search.press("Enter");
    await expect(page.getByText("1 foyer affiché")).toBeVisible();
    await expect(page.getByRole("link", { name: "Madame Diallo" })).toBeVisible();
  }
  // The port of the server may hold any figures.
  const address = new URL(page.url());
  expect(address.pathname + address.search, "names stay out of the address").toBe("/recipients");
  await search.fill("personne de ce nom");
  await search.press("Enter");
  await expect(page.getByRole("heading", { name: "Aucun foyer ici" })).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Montrer tous les foyers" }));
  await expect(page.getByText("50 foyers affichés")).toBeVisible();
  await expect(search).toHaveValue("");

  await page.getByLabel("Montrer", { exact: true }).selectOption({ label: "arrêtés" });
  await expect(page.getByText("1 foyer affiché")).toBeVisible();
  await expect(page).toHaveURL(/show=stopped/);
  await page.reload();
  await expect(page.getByText("1 foyer affiché"), "the address holds the choice").toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Montrer", { exact: true }).selectOption({ label: "à placer sur la carte" });
  await expect(page).toHaveURL(/show=to_place/);
  await press(page.getByRole("link", { name: "Madame Diallo" }));
  const edit = page.getByRole("link", { name: "Modifier le dossier" });
  await expect(page.getByText("attend d’être placée")).toBeVisible();
  await press(edit);
  await page.getByLabel("Position sur la carte").fill("45.7640, 4.8357");
  await press(page.getByRole("button", { name: "Enregistrer le dossier" }));
  await expect(edit).toBeVisible();
  await expect(page.getByText("attend d’être placée")).toBeHidden();
  await page.goto("/recipients?show=to_place");
  await expect(page.getByRole("heading", { name: "Aucun foyer ici" })).toBeVisible();
});

test("a pause ends by itself, or at once; deliveries stop and start again", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const id = await add(samia, traore);
  await page.goto(`/recipients/${id}`);
  await signIn(page, samia.email);
  const standing = page.getByRole("region", { name: "État et absences" });
  await expect(standing).toContainText("Ce foyer reçoit ses livraisons.");

  await test.step("what someone else changes is told, and read when one asks", async () => {
    await change(samia, id, { household_size: 6 });
    await press(page.getByRole("button", { name: "Actualiser" }));
    await expect(page.getByText("6 personnes")).toBeVisible();
    await expect(page.getByRole("button", { name: "Actualiser" })).toHaveCount(0);
  });

  await press(standing.getByRole("button", { name: "Mettre en pause" }));
  const question = page.getByRole("dialog", { name: "Mettre en pause : Famille Traoré" });
  await expectAccessible(page);
  await question.getByLabel("Dernier jour d’absence").fill("2020-01-01");
  await press(question.getByRole("button", { name: "Mettre en pause", exact: true }));
  await expect(question.getByRole("alert")).toContainText("La fin vient avant le début.");
  await expectAccessible(page);
  await question.getByLabel("Dernier jour d’absence").fill(inDays(10));
  await expect(question.getByText(/Les livraisons reprennent seules/)).toBeVisible();
  await press(question.getByRole("button", { name: "Mettre en pause", exact: true }));
  await expect(standing).toContainText("En pause jusqu’au");
  await expect(standing).toContainText("Les livraisons reprennent seules le");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expectAccessible(page);

  await press(standing.getByRole("button", { name: "Reprendre maintenant" }));
  await expect(toast(page, "Les livraisons reprennent dès aujourd’hui.")).toBeVisible();
  await expect(standing).toContainText("Ce foyer reçoit ses livraisons.");

  await press(standing.getByRole("button", { name: "Arrêter les livraisons" }));
  const stop = page.getByRole("dialog", { name: "Arrêter les livraisons" });
  await expectAccessible(page);
  await press(stop.getByRole("button", { name: "Arrêter les livraisons", exact: true }));
  await expect(standing).toContainText("Ce foyer ne reçoit plus de livraisons.");
  await press(standing.getByRole("button", { name: "Reprendre les livraisons" }));
  await expect(standing).toContainText("Ce foyer reçoit ses livraisons.");
  await expect(page.getByText("Quelqu’un vient de changer ce dossier."), "one's own acts are no news").toHaveCount(0);
});

test("two records of one household are compared, then made one", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const older = await add(samia, traore);
  const newer = await add(samia, { ...traore, display_name: "Mme Traoré Awa", household_size: 5, phones: [{ e164: "06 12 34 56 78" }] });
  await page.goto(`/recipients/${newer}`);
  await signIn(page, samia.email);
  const twins = page.getByRole("region", { name: "Ce dossier ressemble à un autre" });
  await expect(twins).toContainText("même téléphone");
  await expectAccessible(page);
  await press(twins.getByRole("link", { name: "Comparer avec Famille Traoré" }));
  await expect(page.getByRole("heading", { level: 1, name: "Un ou deux foyers" })).toBeFocused();
  const table = page.getByRole("region", { name: "Les deux dossiers côte à côte" });
  await expect(table.getByRole("row", { name: /Nombre de personnes/ })).toContainText("différent");
  await expect(table.getByRole("row", { name: /Adresse/ })).not.toContainText("différent");
  const merge = page.getByRole("region", { name: "C’est le même foyer" });
  await expect(merge).toContainText("« Famille Traoré » reste");
  await expect(merge).toContainText("Le foyer compte 5 personnes");
  await expect(merge).toContainText("Cela ne se défait pas.");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await merge.getByLabel("Le dossier qui reste").selectOption(newer);
  await expect(merge).toContainText("« Mme Traoré Awa » reste");
  await merge.getByLabel("Le dossier qui reste").selectOption(older);
  await press(merge.getByRole("button", { name: "Réunir les deux dossiers" }));

  await expect(page.getByRole("heading", { level: 1, name: "Famille Traoré" })).toBeVisible();
  await expect(page.getByText("5 personnes")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Ce dossier ressemble à un autre" })).toHaveCount(0);
  await page.goto(`/recipients/${newer}`);
  await expect(page.getByText("Ce dossier a été réuni avec un autre.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Modifier le dossier" })).toHaveCount(0);
  await expectAccessible(page);
  await press(page.getByRole("link", { name: "Ouvrir celui qui reste" }));
  await expect(page).toHaveURL(new RegExp(older));
});

test("a meeting to avoid is noted with its reason, then lifted", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  await volunteer(server, samia, "ines@example.org", "Inès Roche");
  const id = await add(samia, traore);
  await page.goto(`/recipients/${id}`);
  await signIn(page, samia.email);
  const apart = page.getByRole("region", { name: "Rencontres à éviter" });
  await expect(apart).toContainText("Aucune rencontre à éviter.");
  await press(apart.getByRole("button", { name: "Ajouter une personne" }));
  const question = page.getByRole("dialog", { name: "Qui ne doit pas rencontrer ce foyer" });
  await press(question.getByRole("button", { name: "Éviter cette rencontre" }));
  await expect(question.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await question.getByLabel("Bénévole").selectOption({ label: "Inès Roche" });
  await question.getByLabel("Raison").fill("Ancienne voisine, en conflit.");
  await press(question.getByRole("button", { name: "Éviter cette rencontre" }));
  await expect(apart).toContainText("Ancienne voisine, en conflit.");
  await expect(page.getByRole("heading", { name: "Rencontres à éviter" })).toBeFocused();
  await expectAccessible(page);

  await press(apart.getByRole("button", { name: "Lever l’interdiction : Inès Roche" }));
  await press(page.getByRole("dialog").getByRole("button", { name: "Permettre la rencontre" }));
  await expect(apart).toContainText("Aucune rencontre à éviter.");
});

test("a household is erased for good once nothing is planned for it, and its delivery stays without it", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const id = await add(samia, traore);
  const base = `organisations/${samia.organisation}`;
  const today = inDays(0);
  const window = { start: `${today}T09:00:00Z`, end: `${today}T20:00:00Z` };
  const planned = await samia.api.post(`${base}/deliveries`, { data: { recipient_id: id, window } });
  expect(planned.status(), await planned.text()).toBe(201);
  const delivery = ((await planned.json()) as { id: string }).id;
  const { stops } = (await (await samia.api.get(`${base}/deliveries/${delivery}`)).json()) as { stops: { id: string }[] };
  await page.goto(`/recipients/${id}`);
  await signIn(page, samia.email);
  const erase = page.getByRole("region", { name: "Effacer ce foyer" });
  await expect(erase).toBeVisible();
  await expectAccessible(page);
  await press(erase.getByRole("button", { name: "Effacer ce foyer" }));
  const question = page.getByRole("dialog", { name: "Effacer pour toujours : Famille Traoré" });
  await expect(question).toContainText("Personne ne pourra le faire revenir.");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await press(question.getByRole("button", { name: "Garder ce foyer" }));
  await expect(question).toBeHidden();
  await press(erase.getByRole("button", { name: "Effacer ce foyer" }));
  await press(question.getByRole("button", { name: "Effacer pour toujours" }));
  await expect(question.getByRole("alert")).toContainText("Une livraison de ce foyer n’est pas finie.");
  await expectAccessible(page);

  const done = await samia.api.post(`${base}/stops/${stops[0]?.id ?? ""}/completion`, { data: { outcome: "delivered" } });
  expect(done.status(), await done.text()).toBe(200);
  await question.getByLabel("Pourquoi l’effacer").selectOption({ label: "Il n’a plus besoin de rien depuis longtemps" });
  await press(question.getByRole("button", { name: "Effacer pour toujours" }));
  await expect(toast(page, "Le foyer est effacé.")).toBeVisible();
  await expect(page).toHaveURL(/\/recipients$/);
  await expect(page.getByRole("heading", { name: "Aucun foyer pour l’instant" })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/recipients/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Foyer" })).toBeVisible();
  await expect(page.getByText("Traoré")).toHaveCount(0);

  await test.step("its delivery says that there was somebody, and not who", async () => {
    await page.goto(`/deliveries/${delivery}`);
    const panel = page.getByRole("dialog", { name: "Adresse effacée" });
    await expect(panel).toContainText("Foyer effacé");
    await expect(panel).toContainText("livré");
    await expect(panel.getByRole("button", { name: "Rouvrir" })).toHaveCount(0);
    await expectAccessible(page);
  });

  await test.step("the log tells why", async () => {
    await page.goto("/settings/audit");
    const line = page.getByRole("region", { name: "Lignes du journal" }).getByRole("listitem").filter({ hasText: "Foyer effacé" });
    await expect(line).toContainText("Motif : Il n’a plus besoin de rien depuis longtemps");
    await expect(line.getByRole("link"), "there is no record to open").toHaveCount(0);
    await expectAccessible(page);
  });
});

test("two people change one record: nothing of either is lost", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const id = await add(samia, traore);
  await page.goto(`/recipients/${id}/edit`);
  await signIn(page, samia.email);
  await expect(page.getByRole("heading", { level: 1, name: "Modifier le dossier : Famille Traoré" })).toBeVisible();
  await page.getByLabel("Étage").fill("3");
  await page.getByRole("textbox", { name: /Mot pour le bénévole/ }).fill("Sonner deux fois.");
  await change(samia, id, { household_size: 7, address: { ...traore.address, floor: "4" }, avoid: ["milk"], diet_basis: { kind: "consent" } });
  await press(page.getByRole("button", { name: "Enregistrer le dossier" }));

  const moved = page.getByRole("alert").filter({ hasText: "Quelqu’un a changé ce dossier" });
  await expect(moved).toBeFocused();
  await expect(moved).toContainText("Étage : le dossier dit maintenant « 4 »");
  await expect(moved, "only what both changed").not.toContainText("personnes :");
  await expect(page.getByLabel("Étage")).toHaveValue("3");
  await expect(page.getByRole("textbox", { name: /Mot pour le bénévole/ })).toHaveValue("Sonner deux fois.");
  await expect(page.getByLabel("Nombre de personnes"), "what was not touched follows").toHaveValue("7");
  await expect(page.getByLabel("lait", { exact: true })).toBeChecked();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Enregistrer le dossier" }));
  await expect(toast(page, "Le dossier est enregistré.")).toBeVisible();
  const saved = (await read(samia, id)).body;
  expect(saved).toMatchObject({ household_size: 7, avoid: ["milk"], delivery_note: "Sonner deux fois.", address: { floor: "3" } });
});

test("what was being written waits for whoever wrote it", async ({ page, server }) => {
  const samia = await server.bootstrapAdmin();
  const id = await add(samia, traore);
  await page.goto(`/recipients/${id}/edit`);
  await signIn(page, samia.email);
  await page.getByRole("textbox", { name: /Note interne/ }).fill("Appeler plutôt l’après-midi.");
  await press(page.getByRole("link", { name: "Foyers" }).first());
  await expect(page.getByRole("heading", { level: 1, name: "Foyers" })).toBeFocused();
  await press(page.getByRole("link", { name: "Famille Traoré" }));
  await press(page.getByRole("link", { name: "Modifier le dossier" }));
  await expect(page.getByText("Vous aviez commencé à écrire ici.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: /Note interne/ })).toHaveValue("Appeler plutôt l’après-midi.");
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Repartir du dossier enregistré" }));
  await expect(page.getByRole("textbox", { name: /Note interne/ })).toHaveValue("");
  await press(page.getByRole("button", { name: "Enregistrer le dossier" }));
  await expect(toast(page, "Rien n’avait changé dans ce dossier.")).toBeVisible();

  await test.step("a network that fails keeps the page as it is", async () => {
    await press(page.getByRole("link", { name: "Modifier le dossier" }));
    await page.getByRole("textbox", { name: /Note interne/ }).fill("Madame apprend le français.");
    await page.route("**/api/v1/**", (route) => (route.request().method() === "PATCH" ? route.fulfill({ status: 429 }) : route.continue()));
    await press(page.getByRole("button", { name: "Enregistrer le dossier" }));
    await expect(page.getByRole("alert")).toBeFocused();
    await expect(page.getByRole("textbox", { name: /Note interne/ })).toHaveValue("Madame apprend le français.");
    await page.unroute("**/api/v1/**");
    await press(page.getByRole("button", { name: "Enregistrer le dossier" }));
    await expect(page.getByRole("region", { name: "Note interne" })).toContainText("Madame apprend le français.");
  });
});

test.describe("in English", () => {
  test.use({ locale: "en-GB" });

  test("the same pages, in the reader's language", async ({ page, server }) => {
    const samia = await server.bootstrapAdmin();
    const id = await add(samia, { ...traore, status: "pending" });
    await page.goto("/recipients");
    await press(page.getByText("Enter with a password"));
    await fillPassword(page, samia.email, "Your e-mail address", "Password");
    await expect(page.getByRole("heading", { level: 1, name: "Households" })).toBeVisible();
    await expect(page.getByText("1 household shown")).toBeVisible();
    await expectAccessible(page);
    await press(page.getByRole("link", { name: "Famille Traoré" }));
    await expect(page.getByRole("region", { name: "State and absences" })).toContainText("waits for its first delivery");
    await expect(page.getByText("Never shown to volunteers, never printed.")).toBeVisible();
    await expectAccessible(page);
    await page.goto(`/recipients/${id}/edit`);
    await expect(page.getByRole("button", { name: "Save the record" })).toBeVisible();
    await expectAccessible(page);
  });
});

const traore = {
  display_name: "Famille Traoré",
  household_size: 4,
  address: { street: "27 avenue Jean-Jaurès", postal_code: "69007", city: "Lyon" },
  phones: [{ e164: "06 12 34 56 78" }],
};

function toast(page: Page, words: string): Locator {
  return page.getByRole("status").filter({ hasText: words });
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, "the page does not scroll sideways").toBeLessThanOrEqual(0);
}

async function signIn(page: Page, email: string): Promise<void> {
  await press(page.getByText("Entrer avec un mot de passe"));
  await fillPassword(page, email, "Votre adresse e-mail", "Mot de passe");
}

async function fillPassword(page: Page, email: string, address: string, word: string): Promise<void> {
  const form = page.getByRole("group").filter({ has: page.getByLabel(word, { exact: true }) });
  await form.getByLabel(address).fill(email);
  await form.getByLabel(word, { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
}

/** Registers a household by the API; its id. */
async function add(member: Member, data: object): Promise<string> {
  const answer = await member.api.post(`organisations/${member.organisation}/recipients`, { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function read(member: Member, id: string): Promise<{ body: object; etag: string }> {
  const answer = await member.api.get(`organisations/${member.organisation}/recipients/${id}`);
  expect(answer.status(), await answer.text()).toBe(200);
  return { body: (await answer.json()) as object, etag: answer.headers()["etag"] ?? "" };
}

/** What someone else does meanwhile. */
async function change(member: Member, id: string, data: object): Promise<void> {
  const headers = { "If-Match": (await read(member, id)).etag };
  const answer = await member.api.patch(`organisations/${member.organisation}/recipients/${id}`, { data, headers });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Someone who carries rounds. */
async function volunteer(server: Server, inviter: Member, email: string, displayName: string): Promise<void> {
  const data = { email, roles: ["volunteer"] };
  const invited = await inviter.api.post(`organisations/${inviter.organisation}/invitations`, { data });
  expect(invited.status(), await invited.text()).toBe(201);
  await server.accept((await server.mail(email)).links[0] ?? "", { email, displayName, password });
}
