import { type Account, type Member, type Server, expect } from "./index.ts";

/** An organisation with households, made through the API; the names and streets are invented. */
export interface Town {
  readonly samia: Member;
  /** Street → household's id. */
  readonly households: ReadonlyMap<string, string>;
  /** Today where the organisation is. */
  readonly today: string;
}

/** A round of the board, by the streets of its drop-offs. */
export interface SeenRound {
  readonly id: string;
  readonly name: string;
  readonly etag: string;
  readonly state: string;
  readonly assignee_id?: string;
  readonly streets: readonly string[];
}

const streets = ["3 rue des Lilas", "8 impasse du Moulin", "14 rue du Four", "27 avenue Jean-Jaurès", "61 rue Victor-Hugo"];

export async function town(server: Server): Promise<Town> {
  const samia = await server.bootstrapAdmin();
  const households = new Map<string, string>();
  for (const [index, street] of streets.entries()) {
    const data = {
      display_name: `Famille ${["Aubin", "Benali", "Colin", "Diop", "Esteves"][index] ?? ""}`,
      household_size: 3,
      address: { street, postal_code: "69003", city: "Lyon", floor: "2", door_code: `A${index}57` },
      phones: [{ e164: `061200000${index}` }],
      delivery_note: "Sonner deux fois.",
      internal_note: "Ne jamais imprimer.",
    };
    const made = await samia.api.post(`organisations/${samia.organisation}/recipients`, { data });
    expect(made.status(), await made.text()).toBe(201);
    households.set(street, ((await made.json()) as { id: string }).id);
  }
  return { samia, households, today: dayFromNow(0) };
}

/** A local day, so many days from now. */
export function dayFromNow(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000);
  return at.toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });
}

/** Someone who carries rounds, by invitation; `member` is what assignments take. */
export async function volunteer(server: Server, samia: Member, account: Account): Promise<Member & { member: string }> {
  const data = { email: account.email, roles: ["volunteer"] };
  const invited = await samia.api.post(`organisations/${samia.organisation}/invitations`, { data });
  expect(invited.status(), await invited.text()).toBe(201);
  const accepted = await server.accept((await server.mail(account.email)).links[0] ?? "", account);
  const me = (await (await accepted.api.get("me")).json()) as { memberships: { member_id: string }[] };
  return { ...accepted, member: me.memberships[0]?.member_id ?? "" };
}

/** Deliveries of today for some streets, from nine to eleven. */
export async function deliver(town: Town, chosen: readonly string[]): Promise<void> {
  const data = {
    recipient_ids: chosen.map((street) => town.households.get(street)),
    window: { start: `${town.today}T09:00:00+01:00`, end: `${town.today}T11:00:00+01:00` },
  };
  const made = await town.samia.api.post(`organisations/${town.samia.organisation}/delivery-batches`, { data });
  expect(made.status(), await made.text()).toBeLessThan(300);
}

interface Day {
  readonly rounds: readonly (Omit<SeenRound, "streets"> & { stop_ids: string[] })[];
  readonly stops: readonly { id: string; delivery_id: string; kind: string; status: string; street: string; round_id?: string }[];
}

export async function readDay(town: Town, day = town.today): Promise<Day> {
  const answer = await town.samia.api.get(`organisations/${town.samia.organisation}/days/${day}`);
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()) as Day;
}

/** The rounds of a day as the server has them. */
export async function rounds(town: Town, day = town.today): Promise<readonly SeenRound[]> {
  const board = await readDay(town, day);
  const street = (id: string) => board.stops.find((stop) => stop.id === id && stop.kind === "dropoff")?.street ?? [];
  return board.rounds.map(({ stop_ids, ...round }) => ({ ...round, streets: stop_ids.flatMap(street) }));
}

/** A round of some streets, made through the API. */
export async function makeRound(town: Town, name: string, chosen: readonly string[]): Promise<string> {
  const { stops } = await readDay(town);
  const delivery_ids = chosen.map((street) => stops.find((stop) => stop.street === street)?.delivery_id);
  const data = { name, date: town.today, delivery_ids };
  const made = await town.samia.api.post(`organisations/${town.samia.organisation}/rounds`, { data });
  expect(made.status(), await made.text()).toBe(201);
  return ((await made.json()) as { id: string }).id;
}

/** Puts a round's list as it should be, as another coordinator would. */
export async function putStops(town: Town, round: string, chosen: readonly string[]): Promise<void> {
  const { stops } = await readDay(town);
  const stop_ids = chosen.map((street) => stops.find((stop) => stop.street === street)?.id);
  const put = await town.samia.api.put(`organisations/${town.samia.organisation}/rounds/${round}/stops`, {
    headers: { "if-match": "*" },
    data: { stop_ids, moved_from: [] },
  });
  expect(put.status(), await put.text()).toBe(200);
}
