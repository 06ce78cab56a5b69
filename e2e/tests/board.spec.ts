import { type Locator, type Page } from "@playwright/test";
import { press } from "./support/desk.ts";
import { expect, expectAccessible, expectAccessibleInTheDark, test } from "./support/index.ts";
import { type Town, dayFromNow, deliver, makeRound, putStops, readDay, rounds, town, volunteer } from "./support/town.ts";

const [lilas, moulin, four, jaures, hugo] = [
  "3 rue des Lilas",
  "8 impasse du Moulin",
  "14 rue du Four",
  "27 avenue Jean-Jaurès",
  "61 rue Victor-Hugo",
] as const;

test("from an empty day to a round on its way", async ({ page, server }) => {
  const place = await town(server);
  const bakary = { email: "bakary@example.org", displayName: "Bakary Diallo", password: "une phrase assez longue" };
  await volunteer(server, place.samia, bakary);
  await open(page, place, "/rounds");
  await expect(page.getByRole("heading", { level: 2, name: "Aucune livraison ce jour" })).toBeVisible();
  await expectAccessible(page);

  await test.step("households are chosen for the day", async () => {
    await press(page.getByRole("button", { name: "Choisir des foyers" }));
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("checkbox")).toHaveCount(5);
    await press(dialog.getByRole("button", { name: "Créer les livraisons" }));
    await expect(dialog.getByRole("alert"), "nobody is chosen yet").toBeFocused();
    await press(dialog.getByRole("button", { name: "Choisir tous ceux-ci" }));
    await dialog.getByRole("checkbox", { name: /Famille Esteves/ }).uncheck();
    await press(dialog.getByRole("button", { name: "Créer 4 livraisons" }));
    await expect(dialog.getByRole("alert"), "an end is missing").toContainText("Il manque une réponse ici.");
    await expectAccessible(page);
    await dialog.getByLabel("À partir de").fill("11:00");
    await dialog.getByLabel("Jusqu’à").fill("09:00");
    await press(dialog.getByRole("button", { name: "Créer 4 livraisons" }));
    await expect(dialog.getByRole("alert")).toContainText("La fin vient avant le début.");
    await dialog.getByLabel("À partir de").fill("09:00");
    await dialog.getByLabel("Jusqu’à").fill("11:00");
    await dialog.getByLabel("Mot pour le bénévole").fill("Rapporter les cagettes.");
    await press(dialog.getByRole("button", { name: "Créer 4 livraisons" }));
    await expect(dialog).toBeHidden();
    await expect(told(page, "4 livraisons sont à attribuer.")).toBeVisible();
    await expect(column(page, "À attribuer").getByRole("listitem")).toHaveCount(4);
    await expect(card(page, lilas)).toContainText("9 h–11 h");
    await expectAccessible(page);
  });

  await test.step("two of them become a round", async () => {
    await card(page, lilas).getByRole("checkbox").check();
    await card(page, four).getByRole("checkbox").check();
    await expect(page.getByRole("status").filter({ hasText: "2 arrêts choisis" })).toBeAttached();
    await expectAccessible(page);
    await press(page.getByRole("button", { name: "Faire une tournée" }));
    const dialog = page.getByRole("dialog", { name: "Nouvelle tournée" });
    await dialog.getByLabel("Nom de la tournée").fill("");
    await dialog.getByLabel("Charge à ne pas dépasser").fill("beaucoup");
    await press(dialog.getByRole("button", { name: "Faire une tournée" }));
    await expect(dialog.getByRole("alert")).toContainText("Un poids est attendu");
    await dialog.getByLabel("Charge à ne pas dépasser").fill("60");
    await press(dialog.getByRole("button", { name: "Faire une tournée" }));
    await expect(dialog.getByRole("alert")).toContainText("Il manque une réponse ici.");
    await expectAccessible(page);
    await dialog.getByLabel("Nom de la tournée").fill("Les Halles");
    await dialog.getByLabel("Comment on y va").selectOption("À pied");
    await press(dialog.getByRole("button", { name: "Faire une tournée" }));
    await expect(dialog).toBeHidden();
    await show(page, "Les Halles");
    await expect(column(page, "Les Halles")).toContainText("2 arrêts");
    await expect(column(page, "Les Halles")).toContainText("à pied");
    const [made] = await rounds(place);
    expect([made?.name, ...(made?.streets ?? [])].sort()).toEqual(["Les Halles", lilas, four].sort());
    // What waited was in no order of its own: the round's is settled here.
    await putStops(place, made?.id ?? "", [lilas, four]);
    await page.reload();
    await show(page, "Les Halles");
    await expect(cards(page, "Les Halles").first()).toContainText("rue des Lilas");
    await expectAccessible(page);
    await expectAccessibleInTheDark(page);
  });

  await test.step("another stop joins it, in words", async () => {
    await show(page, "À attribuer");
    await menu(page, moulin, "Déplacer vers");
    const dialog = page.getByRole("dialog", { name: `Déplacer ${moulin}` });
    await expectAccessible(page);
    await dialog.getByLabel("À quelle place").selectOption("au début de la tournée");
    await press(dialog.getByRole("button", { name: /Les Halles/ }));
    await expect(told(page, `Arrêt ajouté à la tournée A, Les Halles : ${moulin}.`)).toBeVisible();
    expect(await streets(place)).toEqual([moulin, lilas, four]);
    await press(told(page, `Arrêt ajouté à la tournée A, Les Halles : ${moulin}.`).getByRole("button", { name: "Annuler" }));
    await expect.poll(() => streets(place)).toEqual([lilas, four]);
    await expect(column(page, "À attribuer").getByRole("listitem")).toHaveCount(2);
  });

  await test.step("someone takes it, and is told when it leaves", async () => {
    await show(page, "Les Halles");
    await press(column(page, "Les Halles").getByRole("button", { name: "Choisir quelqu’un" }));
    const who = page.getByRole("dialog", { name: "Qui fait la tournée A, Les Halles" });
    await expectAccessible(page);
    await press(who.getByRole("button", { name: /Bakary Diallo/ }));
    await expect(who).toBeHidden();
    await expect(column(page, "Les Halles")).toContainText("Bakary Diallo");
    await press(column(page, "Les Halles").getByRole("button", { name: /^Envoyer/ }));
    const leave = page.getByRole("dialog", { name: /Envoyer la tournée A, Les Halles/ });
    await expect(leave).toContainText("Bakary Diallo");
    await expect(leave).not.toContainText("livraisons ce jour");
    await expectAccessible(page);
    await press(leave.getByRole("button", { name: "Envoyer", exact: true }));
    await expect(column(page, "Les Halles")).toContainText("envoyée");
    await expect.poll(async () => (await server.mails(bakary.email)).map((mail) => mail.subject).join()).toContain("tournée");
  });

  await test.step("a message is ready for whoever writes by telephone", async () => {
    await manage(page, "Les Halles", "Écrire un message");
    const dialog = page.getByRole("dialog", { name: "Message pour la tournée A, Les Halles" });
    const message = dialog.getByRole("textbox", { name: "Message" });
    await expect(message).toHaveValue(/Les Halles, .*, 9\sh–11\sh, 2 arrêts\. http\S+\/my-rounds\/[0-9a-f-]{36}$/);
    await expect(message, "nothing of the households").not.toHaveValue(/Lilas|Four|Famille/);
    await expect(dialog).toContainText(/\d+ caractères/);
    await expect(dialog.getByRole("link", { name: "Ouvrir dans les SMS" })).toHaveAttribute("href", /^sms:\?&body=Bonjour/);
    await expectAccessible(page);
    await press(dialog.getByRole("button", { name: "Copier le message" }));
    await expect(dialog.getByText("Le message est copié.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  });
});

test("before a round leaves, addresses that come twice and hours that cannot be kept are told", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, moulin]);
  // A second delivery to a household of the round, which its hours put before what it comes after.
  const base = `organisations/${place.samia.organisation}`;
  const data = { recipient_id: place.households.get(lilas), window: { end: `${place.today}T08:30:00+01:00` } };
  expect((await place.samia.api.post(`${base}/deliveries`, { data })).status()).toBe(201);
  const round = await makeRound(place, "Les Halles", [moulin]);
  const me = (await (await place.samia.api.get("me")).json()) as { memberships: { member_id: string }[] };
  const { stops } = await readDay(place);
  const lilases = stops.filter((stop) => stop.street === lilas).map((stop) => stop.id);
  const first = stops.find((stop) => stop.street === moulin)?.id;
  const put = await place.samia.api.put(`${base}/rounds/${round}/stops`, {
    headers: { "if-match": "*" },
    data: { stop_ids: [first, ...lilases], moved_from: [] },
  });
  expect(put.status(), await put.text()).toBe(200);
  const given = await place.samia.api.put(`${base}/rounds/${round}/assignment`, {
    headers: { "if-match": "*" },
    data: { member_id: me.memberships[0]?.member_id },
  });
  expect(given.status(), await given.text()).toBe(200);

  await open(page, place, "/rounds");
  await show(page, "Les Halles");
  await press(column(page, "Les Halles").getByRole("button", { name: /^Envoyer/ }));
  const leave = page.getByRole("dialog", { name: /Envoyer la tournée A, Les Halles/ });
  await expect(leave.getByRole("heading", { name: "À vérifier avant d’envoyer" })).toBeVisible();
  await expect(leave).toContainText(`${lilas} : 2 livraisons ce jour, pour Famille Aubin`);
  await expect(leave).toContainText(/3 rue des Lilas.*(vient après 8 impasse du Moulin|déjà passé)/);
  await expectAccessible(page);
  await press(leave.getByRole("button", { name: "Envoyer", exact: true }));
  await expect(column(page, "Les Halles"), "told, not refused").toContainText("envoyée");
});

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
  await expect(heard(page, `${four}, en main.`)).toBeAttached();
  await page.keyboard.press("ArrowUp");
  await expect(heard(page, `${four}, place 2 sur 3, tournée A, Les Halles.`)).toBeAttached();
  await expect(card(page, four)).toBeFocused();
  await expectAccessible(page);
  expect(await streets(place), "nothing is asked before it is put down").toEqual([lilas, moulin, four]);
  // The card had focus before each key too: what the key did is waited for before focus is looked at.
  await page.keyboard.press("Escape");
  await expect(heard(page, `${four}, remis à sa place.`)).toBeAttached();
  await expect(card(page, four)).toBeFocused();
  await expect(cards(page, "Les Halles")).toHaveText([new RegExp(lilas.slice(2)), /Moulin/, /Four/]);

  await quickly(page, " ", "Home", "Enter");
  await expect(heard(page, `${four}, place 1 sur 3, tournée A, Les Halles.`)).toBeAttached();
  await expect.poll(() => streets(place)).toEqual([four, lilas, moulin]);
  await expect(card(page, four)).toBeFocused();

  await test.step("to the column beside, and to what waits", async () => {
    await quickly(page, " ", "ArrowRight", "Enter");
    await expect(heard(page, `${four}, place 1 sur 1, tournée B, La Gare.`)).toBeAttached();
    await expect(told(page, `Arrêt ajouté à la tournée B, La Gare : ${four}.`)).toBeVisible();
    expect(await streets(place, "La Gare")).toEqual([four]);
    await expect(card(page, four)).toBeFocused();
    await quickly(page, " ", "ArrowLeft", "ArrowLeft", "Enter");
    await expect(heard(page, `${four}, à attribuer.`)).toBeAttached();
    await expect(told(page, `Arrêt retiré de sa tournée : ${four}.`)).toBeVisible();
    expect(await streets(place, "La Gare")).toEqual([]);
    await expect(card(page, four)).toBeFocused();
    await expect(column(page, "À attribuer").getByRole("listitem")).toHaveCount(2);
  });

  await test.step("several at once", async () => {
    // What waits stands street by street.
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowUp");
    await expect(card(page, jaures)).toBeFocused();
    await quickly(page, "x", " ", "ArrowRight", "ArrowRight", "Enter");
    await expect.poll(() => streets(place, "La Gare")).toEqual([jaures, four]);
  });

  await test.step("the keys are written down", async () => {
    await press(page.getByRole("button", { name: "Clavier" }));
    await expect(page.getByRole("dialog", { name: "La journée au clavier" })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Clavier" })).toBeFocused();
  });
});

test("a card carried and put back within one frame has focus again", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, four]);
  await makeRound(place, "Les Halles", [lilas, four]);
  await makeRound(place, "La Gare", []);
  await open(page, place, "/rounds");
  await show(page, "Les Halles");
  await card(page, four).focus();
  await quickly(page, " ", "ArrowRight", "Escape");
  await expect(heard(page, `${four}, remis à sa place.`)).toBeAttached();
  await expect(card(page, four)).toBeFocused();
  expect(await streets(place), "nothing was asked").toEqual([lilas, four]);
  await page.keyboard.press("ArrowUp");
  await expect(card(page, lilas)).toBeFocused();
});

test("a card in hand is put back by a press outside the rounds, and let go of when it leaves the day", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, four]);
  const halles = await makeRound(place, "Les Halles", [lilas, four]);
  await makeRound(place, "La Gare", []);
  await open(page, place, "/rounds");
  await expect(page.getByText("En direct")).toBeVisible();
  await show(page, "Les Halles");
  await card(page, four).focus();
  await quickly(page, " ", "ArrowUp");
  await expect(heard(page, `${four}, place 1 sur 2, tournée A, Les Halles.`)).toBeAttached();
  const title = page.getByRole("heading", { level: 1 });
  await title.scrollIntoViewIfNeeded();
  // Beside the title, where nothing takes focus.
  await page.mouse.click(1, ((await title.boundingBox())?.y ?? 0) + 4);
  await expect(heard(page, `${four}, remis à sa place.`)).toBeAttached();
  await expect(cards(page, "Les Halles")).toHaveText([/Lilas/, /Four/]);
  await expect(card(page, four)).toBeFocused();

  await page.keyboard.press("Space");
  await expect(heard(page, `${four}, en main.`)).toBeAttached();
  const moved = await place.samia.api.patch(`organisations/${place.samia.organisation}/rounds/${halles}`, {
    headers: { "if-match": "*" },
    data: { date: dayFromNow(1) },
  });
  expect(moved.status(), await moved.text()).toBe(200);
  await expect(heard(page, `${four} n’est plus dans cette journée.`)).toBeAttached();
  await expect(title, "not lost with the card").toBeFocused();
});

test("another day is asked for, and one half rewritten is told, never wiped out", async ({ page, server }) => {
  const place = await town(server);
  await open(page, place, "/rounds");
  const day = page.getByLabel("Jour", { exact: true });
  await expect(day).toHaveValue(place.today);
  await day.press("Backspace");
  await expect(day, "a part is missing").toHaveValue("");
  await press(page.getByRole("button", { name: "Voir", exact: true }));
  await expect(page.getByText("Cette date n’existe pas")).toBeVisible();
  await expect(day).toBeFocused();
  await expect(page).toHaveURL(/\/rounds$/);
  await expectAccessible(page);

  // A day of the month as well as a month, whichever is asked for first.
  await page.keyboard.type("10");
  await expect(day, "the other parts are still there").not.toHaveValue("");
  const asked = await day.inputValue();
  await press(page.getByRole("button", { name: "Voir", exact: true }));
  await expect(page).toHaveURL(new RegExp(`/days/${asked}$`));
  await expect(page.getByLabel("Jour", { exact: true })).toHaveValue(asked);
});

test("a round that someone else changed meanwhile is told, never written over", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, moulin, four, jaures]);
  const halles = await makeRound(place, "Les Halles", [lilas, moulin]);
  // Without the live feed, the page still believes what it first read.
  await page.route("**/api/v1/events", (route) => route.fulfill({ status: 404 }));
  await open(page, place, "/rounds");
  await expect(card(page, four)).toBeVisible();
  await putStops(place, halles, [moulin, lilas, jaures]);

  await menu(page, four, "Déplacer vers");
  await press(page.getByRole("dialog").getByRole("button", { name: /Les Halles/ }));
  const alert = page.getByRole("alert").filter({ hasText: "Le déplacement n’a pas été fait." });
  await expect(alert).toContainText("Quelqu’un a changé la tournée au même moment.");
  await expectAccessible(page);
  expect(await streets(place), "what the other did stands").toEqual([moulin, lilas, jaures]);
  await expect(card(page, four), "the move is taken back").toBeVisible();
  await show(page, "Les Halles");
  await expect(cards(page, "Les Halles")).toHaveCount(3);
  await press(alert.getByRole("button", { name: "Déplacer de nouveau" }));
  await expect.poll(() => streets(place)).toEqual([moulin, lilas, jaures, four]);
  await expect(alert).toBeHidden();

  await test.step("a form keeps what is written", async () => {
    await manage(page, "Les Halles", "Modifier");
    const dialog = page.getByRole("dialog", { name: "Modifier la tournée A, Les Halles" });
    await dialog.getByLabel("Nom de la tournée").fill("Les Halles et le port");
    await putStops(place, halles, [moulin, lilas]);
    await press(dialog.getByRole("button", { name: "Enregistrer" }));
    await expect(dialog.getByRole("alert")).toContainText("Quelqu’un a changé cette tournée entre-temps.");
    await expect(dialog.getByLabel("Nom de la tournée")).toHaveValue("Les Halles et le port");
    await press(dialog.getByRole("button", { name: "Enregistrer" }));
    await expect(dialog).toBeHidden();
    expect(await rounds(place)).toMatchObject([{ name: "Les Halles et le port", streets: [moulin, lilas] }]);
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

test("a stop in full: noted, opened again, put off, cancelled and restored", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas, moulin]);
  await makeRound(place, "Les Halles", [lilas]);
  await open(page, place, "/rounds");
  await show(page, "Les Halles");
  const dialog = page.getByRole("dialog", { name: lilas });
  await card(page, lilas).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("link", { name: "Famille Aubin" })).toBeVisible();
  await expect(dialog).toContainText("code A057");
  await expectAccessible(page);

  await press(dialog.getByRole("button", { name: "Modifier" }));
  await dialog.getByLabel("Jusqu’à").fill("12:30");
  await dialog.getByLabel("Mot pour le bénévole").fill("Laisser au gardien.");
  await press(dialog.getByRole("button", { name: "Enregistrer" }));
  await expect(dialog).toContainText("Laisser au gardien.");
  await expect(dialog).toContainText("9 h–12 h 30");

  await press(dialog.getByRole("button", { name: "Noter livré" }));
  await dialog.getByLabel("Comment c’est livré").selectOption("confié à un tiers");
  await dialog.getByLabel("Remis à").fill("la gardienne");
  await expectAccessible(page);
  await press(dialog.getByRole("button", { name: "Noter livré" }));
  await expect(dialog).toContainText("livré, confié à un tiers");
  await expect(dialog).toContainText("la gardienne");
  await press(dialog.getByText(/^Historique/));
  await expect(dialog.getByRole("list").last()).toContainText("Faite");
  await expectAccessible(page);

  await press(dialog.getByRole("button", { name: "Rouvrir" }));
  await press(dialog.getByRole("button", { name: "Rouvrir" }));
  await expect(dialog.getByRole("alert"), "a reason is asked").toBeFocused();
  await dialog.getByLabel("Pourquoi").fill("C’était la porte d’à côté.");
  await press(dialog.getByRole("button", { name: "Rouvrir" }));
  await expect(dialog).toContainText("en cours");

  await press(dialog.getByRole("button", { name: "Noter un problème" }));
  await dialog.getByLabel("Ce qui s’est passé").selectOption("personne à la maison");
  await press(dialog.getByRole("button", { name: "Noter un problème" }));
  await expect(dialog.getByRole("button", { name: "Reporter à un autre jour" })).toBeVisible();
  await press(dialog.getByRole("button", { name: "Reporter à un autre jour" }));
  await dialog.getByLabel("Jour", { exact: true }).fill(dayFromNow(2));
  await press(dialog.getByRole("button", { name: "Reporter à un autre jour" }));
  await expect(dialog).toContainText("reportée à un autre jour");
  expect((await readDay(place, dayFromNow(2))).stops.map((stop) => stop.street)).toContain(lilas);

  await test.step("the two deliveries lead to each other", async () => {
    await press(dialog.getByRole("link", { name: "reportée à un autre jour" }));
    await expect(page).toHaveURL(new RegExp(`/days/${dayFromNow(2)}$`));
    await expect(dialog.getByRole("link", { name: "reportée depuis un autre jour" })).toBeVisible();
    await expectAccessible(page);
    await press(dialog.getByRole("link", { name: "reportée depuis un autre jour" }));
    await expect(page).toHaveURL(new RegExp(`/days/${place.today}$`));
    await expect(dialog.getByRole("link", { name: "reportée à un autre jour" })).toBeVisible();
  });
  await page.keyboard.press("Escape");
  await expect(card(page, lilas)).toContainText("problème");
  await expect(card(page, lilas)).toContainText("personne à la maison");

  await test.step("cancelled, and taken back within ten seconds", async () => {
    await show(page, "À attribuer");
    await cancel(page, moulin, /Famille Benali/);
    await expect(card(page, moulin)).toBeHidden();
    await press(told(page, `Livraison annulée : ${moulin}.`).getByRole("button", { name: "Annuler" }));
    await expect(card(page, moulin)).toBeVisible();
  });

  await test.step("a cancelled delivery is found again, and restored from its panel", async () => {
    const other = await cancel(page, moulin, /Famille Benali/);
    await expect(card(page, moulin), "folded").toBeHidden();
    await expect(page.getByText("1 livraison annulée", { exact: true })).toBeVisible();
    await press(page.getByRole("link", { name: /^Annulées 1/ }));
    await expect(page).toHaveURL(/show=cancelled/);
    await expect(card(page, moulin), "unfolded when it is asked for").toBeVisible();
    await expectAccessible(page);
    await press(card(page, moulin).getByRole("button", { name: /Famille Benali/ }));
    await expect(other.getByRole("button", { name: "Reporter à un autre jour" })).toBeVisible();
    await press(other.getByRole("button", { name: "Remettre la livraison" }));
    await expect(other).toContainText("à attribuer");
    await page.keyboard.press("Escape");
    await press(page.getByRole("link", { name: /^Tout/ }));
    await expect(column(page, "À attribuer").getByRole("listitem", { name: new RegExp(`^${moulin}`) })).toBeVisible();
  });
});

test("a delivery is made in detail for one household, and corrected", async ({ page, server }) => {
  const place = await town(server);
  const base = `organisations/${place.samia.organisation}`;
  for (const [slug, name] of [["panier", "Panier"], ["sac-frais", "Sac frais"]]) {
    const made = await place.samia.api.post(`${base}/package-kinds`, { data: { slug, name, storage: "ambient", active: true } });
    expect(made.status(), await made.text()).toBe(201);
  }
  await open(page, place, `/recipients/${place.households.get(four)}`);
  await press(page.getByRole("link", { name: "Prévoir une livraison" }));
  const dialog = page.getByRole("dialog", { name: "Une livraison pour un foyer" });
  await expect(dialog).toContainText("Famille Colin");
  await expect(page).toHaveURL(/\/rounds$/);
  await dialog.getByLabel("À partir de").fill("14:00");
  await dialog.getByLabel("Jusqu’à").fill("16:00");
  await dialog.getByLabel("Panier").fill("deux");
  await press(dialog.getByRole("button", { name: "Créer la livraison" }));
  await expect(dialog.getByRole("alert")).toContainText("La quantité doit être entre 1 et 999.");
  await expectAccessible(page);
  await dialog.getByLabel("Panier").fill("2");
  await dialog.getByLabel("Poids total").fill("7,5");
  await dialog.getByLabel("Étiquettes").fill("Frais, fragile");
  await dialog.getByLabel("Mot pour le bénévole").fill("Deuxième porte.");
  await press(dialog.getByRole("button", { name: "Créer la livraison" }));
  await expect(dialog).toBeHidden();
  await expect(told(page, "Livraison prévue : Famille Colin")).toBeVisible();
  await expect(card(page, four)).toContainText("2 × Panier, 7,5 kg");
  await expect(card(page, four)).toContainText("14 h–16 h");

  await test.step("its goods and what was promised are corrected", async () => {
    await press(card(page, four).getByRole("button", { name: /Famille Colin/ }));
    const panel = page.getByRole("dialog", { name: four });
    await expect(panel).toContainText("frais, fragile");
    await press(panel.getByRole("button", { name: "Modifier" }));
    await expect(panel.getByLabel("Panier")).toHaveValue("2");
    await panel.getByLabel("Panier").fill("1");
    await panel.getByLabel("Sac frais").fill("1");
    await panel.getByLabel("Étiquettes").fill("");
    await panel.getByLabel("Un autre horaire est annoncé au foyer").check();
    const promised = panel.getByRole("group", { name: "Horaire annoncé" });
    await promised.getByLabel("Jusqu’à").fill("18:00");
    await expectAccessible(page);
    await press(panel.getByRole("button", { name: "Enregistrer" }));
    await expect(panel).toContainText("1 × Panier, 1 × Sac frais, 7,5 kg");
    await expect(panel).toContainText("14 h–18 h");
    await expect(panel).not.toContainText("fragile");
    await page.keyboard.press("Escape");
  });

  await test.step("from the board, for a household that is searched", async () => {
    await press(page.getByRole("button", { name: "Prévoir une livraison" }));
    await dialog.getByRole("searchbox", { name: "Chercher un foyer" }).fill("Diop");
    await dialog.getByRole("searchbox", { name: "Chercher un foyer" }).press("Enter");
    await expect(dialog.getByRole("button", { name: /^Famille/ })).toHaveCount(1);
    await expectAccessible(page);
    await press(dialog.getByRole("button", { name: /Famille Diop/ }));
    await dialog.getByLabel("Jour", { exact: true }).fill(dayFromNow(1));
    await dialog.getByLabel("Jusqu’à").fill("12:00");
    await press(dialog.getByRole("button", { name: "Créer la livraison" }));
    await expect(page).toHaveURL(new RegExp(`/days/${dayFromNow(1)}$`));
    await expect(card(page, jaures)).toBeVisible();
  });
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

test("a window that gave its place to a newer one waits until it is used, then shows what it missed", async ({ page, server }) => {
  const place = await town(server);
  await deliver(place, [lilas]);
  let opened = 0;
  await page.route("**/api/v1/events", async (route) => {
    opened += 1;
    if (opened === 1) await route.fulfill({ contentType: "text/event-stream", body: "event: displaced\ndata:\n\n" });
    else await route.continue();
  });
  await open(page, place, "/rounds");
  await expect(page.getByText(/En pause depuis .+, trop de fenêtres sont ouvertes/)).toBeVisible();
  await expect(card(page, lilas)).toBeVisible();
  await deliver(place, [four]);
  await expectAccessible(page);
  expect(opened, "it does not take the place of another window by itself").toBe(1);
  await expect(card(page, four)).toHaveCount(0);

  await page.keyboard.press("Shift");
  await expect(page.getByText("En direct")).toBeVisible();
  await expect(card(page, four)).toBeVisible();
  expect(opened).toBe(2);
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
  await expect(sheet, "the link for whoever cannot read the code").toContainText(`/my-rounds/${halles}`);
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
  await expect(sheet.getByRole("img", { name: "Code à photographier" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Imprimer" })).toBeHidden();
  await expect(page.getByRole("navigation", { name: "Rubriques" })).toBeHidden();
});

test("a card is dragged to a bag", async ({ page, server, isMobile }) => {
  test.skip(isMobile, "a phone moves in words");
  const place = await town(server);
  await deliver(place, [lilas, moulin, four]);
  await makeRound(place, "Les Halles", [lilas, moulin]);
  await open(page, place, "/rounds");
  // By its free part: a button is pressed, not dragged.
  await card(page, four).dragTo(card(page, moulin), { sourcePosition: { x: 220, y: 100 }, targetPosition: { x: 40, y: 6 } });
  await expect.poll(() => streets(place)).toEqual([lilas, four, moulin]);
  await expect(told(page, `Arrêt ajouté à la tournée A, Les Halles : ${four}.`)).toBeVisible();
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

/** As fast fingers do: the browser has all the keys, in their order, before it answers for the first one. */
async function quickly(page: Page, ...keys: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const stroke = (key: string) =>
    (["rawKeyDown", "keyUp"] as const).map((type) => session.send("Input.dispatchKeyEvent", { type, key }));
  await Promise.all(keys.flatMap(stroke));
  await session.detach();
}

/** A narrow screen shows one column at a time. */
async function show(page: Page, name: string): Promise<void> {
  await expect(page.locator(".board")).toBeVisible();
  const choice = page.getByLabel("Colonne");
  if (!(await choice.isVisible())) return;
  const value = await choice.locator("option", { hasText: name }).first().getAttribute("value");
  await choice.selectOption(value ?? "");
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

/** What those who listen are told of a card. */
function heard(page: Page, words: string): Locator {
  return page.getByRole("status").filter({ hasText: words });
}

function told(page: Page, words: string): Locator {
  return page.locator(".toast").filter({ hasText: words });
}

async function menu(page: Page, street: string, act: string): Promise<void> {
  await press(card(page, street).getByRole("button", { name: `Déplacer ${street}` }));
  await press(page.getByRole("button", { name: act }));
}

async function manage(page: Page, round: string, act: string): Promise<void> {
  await press(column(page, round).getByRole("button", { name: /^Gérer/ }));
  await press(page.getByRole("button", { name: act, exact: true }));
}

/** Cancels a delivery from its panel, which is closed again and given back. */
async function cancel(page: Page, street: string, household: RegExp): Promise<Locator> {
  await press(card(page, street).getByRole("button", { name: household }));
  const dialog = page.getByRole("dialog", { name: street });
  await press(dialog.getByRole("button", { name: "Annuler la livraison" }));
  await dialog.getByLabel("Pourquoi").fill("Le foyer est absent.");
  await press(dialog.getByRole("button", { name: "Annuler la livraison" }));
  await expect(dialog).toContainText("annulé");
  await page.keyboard.press("Escape");
  return dialog;
}

/** The streets of a round as the server has them. */
async function streets(place: Town, name = "Les Halles"): Promise<readonly string[]> {
  return (await rounds(place)).find((round) => round.name === name)?.streets ?? [];
}
