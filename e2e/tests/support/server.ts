import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { type APIRequestContext, expect, request } from "@playwright/test";
import { type Mail, readMails } from "./mail.ts";

const program = process.env["CABAS_BIN"] ?? "cabas";

/** Someone who can sign in. */
export interface Account {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
}

/** An account whose organisation is known, with an API session of its own. */
export interface Member extends Account {
  readonly organisation: string;
  readonly api: APIRequestContext;
}

/** The real server with an empty database in a folder of its own, spoken to only from outside. */
export class Server {
  readonly #contexts: APIRequestContext[] = [];
  #output = "";

  private constructor(
    readonly url: string,
    readonly folder: string,
    readonly environment: NodeJS.ProcessEnv,
    private readonly child: ChildProcess,
  ) {
    child.stdout?.on("data", (chunk: Buffer) => (this.#output += chunk));
    child.stderr?.on("data", (chunk: Buffer) => (this.#output += chunk));
  }

  /** Starts and waits until it is ready. With `demo`, the demo town is there. */
  static async start({ demo = false } = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "cabas-journey-"));
    const bind = `127.0.0.1:${await freePort()}`;
    const url = `http://${bind}`;
    const environment = {
      PATH: process.env["PATH"],
      CABAS_BIND: bind,
      CABAS_BASE_URL: url,
      CABAS_DATA_DIR: folder,
      CABAS_MAIL: `dir:${join(folder, "mail")}`,
      CABAS_LOG: "text",
    };
    if (demo) await promisify(execFile)(program, ["demo"], { env: environment });
    const child = spawn(program, ["serve"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const server = new Server(url, folder, environment, child);
    // A test run that is interrupted leaves no server behind.
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    await server.#ready();
    return server;
  }

  async #ready(): Promise<void> {
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(50)) {
      if (this.child.exitCode !== null) throw new Error(`The server ended at once:\n${this.#output}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
    }
    throw new Error(`The server was not ready in 20 seconds:\n${this.#output}`);
  }

  /** All that it wrote. */
  get log(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.dispose()));
    if (this.child.exitCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill("SIGTERM");
      await Promise.race([ended, pause(5_000).then(() => this.child.kill("SIGKILL"))]);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs another command of the program beside the server; its standard output. */
  async command(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, words, { env: this.environment });
    return stdout.trim();
  }

  /** The API, as nobody or with an access token. Paths are relative: `me`, `sessions`. */
  async api(token?: string): Promise<APIRequestContext> {
    const context = await request.newContext({
      baseURL: `${this.url}/api/v1/`,
      extraHTTPHeaders: { Origin: this.url, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    });
    this.#contexts.push(context);
    return context;
  }

  /** Mails sent so far, oldest first; only those to one address when it is given. */
  async mails(to?: string): Promise<Mail[]> {
    const mails = await readMails(join(this.folder, "mail"));
    return to === undefined ? mails : mails.filter((mail) => mail.to === to);
  }

  /** The latest mail to an address, waited for; `count` is how many there should be by then. */
  async mail(to: string, count = 1): Promise<Mail> {
    await expect.poll(async () => (await this.mails(to)).length, { message: `mails to ${to}` }).toBeGreaterThanOrEqual(count);
    const latest = (await this.mails(to)).at(-1);
    if (latest === undefined) throw new Error(`No mail to ${to}`);
    return latest;
  }

  /** The invitation of a first admin, as `cabas bootstrap-admin` prints it. */
  async invitationLink(organisation: string, email: string): Promise<string> {
    return this.command("bootstrap-admin", "--organisation", organisation, "--email", email);
  }

  /** A first admin who has accepted and is signed in by API. */
  async bootstrapAdmin(organisation = "Les Paniers du Rhône", email = "samia@example.org"): Promise<Member> {
    const link = await this.invitationLink(organisation, email);
    return this.accept(link, { email, displayName: "Samia Haddad", password: "une phrase assez longue" });
  }

  /** Accepts an invitation by its link and signs in. */
  async accept(link: string, account: Account): Promise<Member> {
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get("token");
    const nobody = await this.api();
    const { displayName: display_name, email, password } = account;
    const accepted = await nobody.post("invitations/accept", { data: { token, display_name, password } });
    expect(accepted.status(), await accepted.text()).toBe(201);
    const session = await nobody.post("sessions", { data: { email, password } });
    expect(session.status(), await session.text()).toBe(201);
    const { access_token } = (await session.json()) as { access_token: string };
    const api = await this.api(access_token);
    const me = (await (await api.get("me")).json()) as { memberships: { organisation_id: string }[] };
    return { ...account, organisation: me.memberships[0]?.organisation_id ?? "", api };
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  return address.port;
}
